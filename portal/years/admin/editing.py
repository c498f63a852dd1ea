"""Pages that change a draft: one part, its options, its condition, where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from portal.parameters import whole_number
from portal.theme.pages import form_page
from portal.years.admin.conditions import ConditionForm, try_it
from portal.years.admin.forms import MoveForm, NewQuestionForm, OptionsForm, PartForm
from portal.years.conditions import ExpressionError, NoRows, names_in, rows_of
from portal.years.difference import option_changes
from portal.years.drafts import EditConflict, edit, tree_of
from portal.years.labels import KIND_WORDS, Labels
from portal.years.models import Draft
from portal.years.operations import Add, EditError, Move, Operation, Place, Remove, Set, place_of
from portal.years.scenes import scene_of
from portal.years.tree import Branch, Part, Tree, tidy

HOMES = {
    "question": (("subsection", "questions"), ("page", "questions"), ("persons", "questions")),
    "page": (("subsection", "questions"), ("persons", "questions")),
    "persons": (("subsection", "questions"),),
    "subsection": (("section", "subsections"),),
    "section": (("questionnaire", "sections"),),
    "warning": (("subsection", "warnings"),),
}


@dataclass(frozen=True)
class Line:
    """A part in the list of all parts."""

    part: Part
    depth: int
    text: str
    detail: str


def outline(tree: Tree) -> list[tuple[Part, list[Line]]]:
    """Every subsection with its pages and questions."""
    labels = Labels(tree)
    found = []
    for subsection in tree.of_kind("subsection"):
        lines = []
        for part in tree.in_order(subsection.key):
            if part.kind in ("page", "persons", "question", "warning"):
                depth = len(list(tree.around(part.key))) - 2
                detail = str(part.attrs.get("ask", "")) if part.kind == "question" else ""
                lines.append(Line(part, min(depth, 4), _capital(labels.part(part)), detail))
        found.append((subsection, lines))
    return found


def part_of(draft: Draft, key: str) -> tuple[Tree, Part]:
    """The part of a draft that a page is about, or no such page."""
    tree = tree_of(draft)
    if key not in tree:
        raise Http404
    return tree, tree[key]


def part_page(request: HttpRequest, draft: Draft, key: str) -> HttpResponse:
    """What a part says; options, condition and place have pages of their own."""
    tree, part = part_of(draft, key)
    form = PartForm(part, tree, request.POST if request.method == "POST" else None)
    conflict = None
    if request.method == "POST" and form.is_valid():
        conflict = _save(request, draft, list(form.operations()), form)
        if conflict is None and not form.errors:
            return HttpResponseRedirect(_address(draft, "part", key))
    labels = Labels(tree)
    condition = part.attrs.get("when")
    return _page(
        request,
        draft,
        title=_capital(labels.part(part)),
        template="years/part.html",
        form=form,
        submit="Save",
        conflict=conflict,
        part=part,
        condition=labels.condition(condition) if isinstance(condition, str) else "",
        options=list(labels.options(part).items()),
        dependents=[(other.key, _capital(labels.part(other))) for other in dependents(tree, part)],
        has_options=part.attrs.get("kind") in ("radio", "checkboxes", "select"),
        may_have_condition=part.kind in ("question", "page", "subsection", "warning", "condition"),
        movable=part.kind in HOMES,
    )


def options_page(request: HttpRequest, draft: Draft, key: str) -> HttpResponse:
    """The options of a question in their order; a shared set is changed for all that use it."""
    tree, part = part_of(draft, key)
    shared = part.attrs.get("options")
    if isinstance(shared, str):
        owner = next((one for one in tree.of_kind("option set") if one.name == shared), None)
        if owner is None:
            raise Http404
        target = owner
    else:
        target = part
    labels = Labels(tree)
    form = OptionsForm(part, labels, request.POST if request.method == "POST" else None)
    conflict = None
    if request.method == "POST" and form.is_valid():
        before = labels.options(part)
        operations: list[Operation] = list(option_changes(target.key, before, form.cleaned_data["lines"]))
        if not before and form.cleaned_data["lines"]:
            operations = [Set(target.key, "options", None, form.cleaned_data["lines"])]
        operations.append(Set(part.key, "hidden_options", part.attrs.get("hidden_options"), form.retired()))
        conflict = _save(request, draft, operations, form)
        if conflict is None and not form.errors:
            return HttpResponseRedirect(_address(draft, "part", key))
    users = (
        [one for one in tree.of_kind("question") if one.attrs.get("options") == shared] if target is not part else []
    )
    return _page(
        request,
        draft,
        title=f"Options of {labels.part(part)}",
        form=form,
        submit="Save options",
        cancel=_address(draft, "part", key),
        conflict=conflict,
        listed_title="These named options are shared by" if users else "",
        listed=[_capital(labels.part(one)) for one in users],
    )


def condition_page(request: HttpRequest, draft: Draft, key: str) -> HttpResponse:
    """When a part is asked: rows, their sentence, and a place to try it."""
    tree, part = part_of(draft, key)
    before = part.attrs.get("when")
    text = before if isinstance(before, str) else ""
    form = ConditionForm(scene_of(draft, tree), part, text, request.POST if request.method == "POST" else None)
    conflict, shown = None, text
    if request.method == "POST" and form.is_valid():
        shown = form.cleaned_data["condition"]
        if "try" not in request.POST:
            conflict = _save(request, draft, [Set(part.key, "when", before, shown or None)], form)
            if conflict is None and not form.errors:
                return HttpResponseRedirect(_address(draft, "part", key))
    labels = Labels(tree)
    trials, asked = try_it(labels, shown, request.POST)
    return _page(
        request,
        draft,
        title=f"When {labels.part(part)} is asked",
        template="years/condition.html",
        form=form,
        cancel=_address(draft, "part", key),
        conflict=conflict,
        sentence=labels.condition(shown) if shown else "",
        trials=trials,
        asked=asked,
        tried="try" in request.POST,
    )


def conditions_page(request: HttpRequest, draft: Draft) -> HttpResponse:
    """All conditions of the draft on one page."""
    tree = tree_of(draft)
    labels = Labels(tree)
    found = [
        (part.key, _capital(labels.part(part)), labels.condition(text), _as_rows(text))
        for part in tree.in_order()
        if isinstance(text := part.attrs.get("when"), str)
    ]
    return _page(request, draft, title="All conditions", template="years/conditions.html", found=found)


def add_page(request: HttpRequest, draft: Draft, key: str) -> HttpResponse:
    """A new question behind a part, or first in a subsection, page or block."""
    tree, part = part_of(draft, key)
    labels = Labels(tree)
    form = NewQuestionForm(request.POST if request.method == "POST" else None)
    conflict = None
    if request.method == "POST" and form.is_valid():
        branch = _new_question(tree, form.cleaned_data)
        conflict = _save(request, draft, [Add(branch.key, _home(tree, part), branch)], form)
        if conflict is None and not form.errors:
            return HttpResponseRedirect(_address(draft, "part", branch.key))
    return _page(
        request,
        draft,
        title="Add a question",
        intro=[f"It goes {'into' if part.kind in ('subsection', 'persons') else 'behind'} {labels.part(part)}."],
        form=form,
        submit="Add question",
        cancel=_address(draft, "change"),
        conflict=conflict,
    )


def _new_question(tree: Tree, given: dict[str, Any]) -> Branch:
    attrs = {name: given[name] for name in ("id", "kind", "ask", "label", "bulk", "csv", "cds")}
    attrs["options"] = given["lines"]
    return Branch(tree.free_key("question", given["id"]), "question", tidy(attrs), {})


def _home(tree: Tree, part: Part) -> Place:
    if part.kind in ("subsection", "persons"):
        siblings = part.children.get("questions", [])
        return Place(part.key, "questions", siblings[-1] if siblings else None)
    return Place(part.parent or part.key, part.slot, part.key)


def move_page(request: HttpRequest, draft: Draft, key: str) -> HttpResponse:
    """Another place for a part, by keyboard as well as by mouse."""
    tree, part = part_of(draft, key)
    if part.kind not in HOMES:
        raise Http404
    labels = Labels(tree)
    places = _places(tree, part, labels)
    options = [(str(number), text) for number, (_, text) in enumerate(places)]
    form = MoveForm(options, request.POST if request.method == "POST" else None)
    conflict = None
    if request.method == "POST" and form.is_valid():
        place = places[int(form.cleaned_data["place"])][0]
        conflict = _save(request, draft, [Move(part.key, place_of(tree, part.key), place)], form)
        if conflict is None and not form.errors:
            return HttpResponseRedirect(_address(draft, "change"))
    return _page(
        request,
        draft,
        title=f"Move {labels.part(part)}",
        form=form,
        submit="Move",
        cancel=_address(draft, "part", key),
        conflict=conflict,
    )


def _places(tree: Tree, part: Part, labels: Labels) -> list[tuple[Place, str]]:
    inside = {one.key for one in tree.in_order(part.key)}
    found = []
    for home in tree.in_order():
        for kind, slot in HOMES[part.kind]:
            if home.kind != kind or home.key in inside:
                continue
            found.append((Place(home.key, slot, None), f"at the start of {labels.part(home)}"))
            for child in home.children.get(slot, ()):
                if child not in inside:
                    found.append((Place(home.key, slot, child), f"after {labels.part(tree[child])}"))
    return found


def remove_page(request: HttpRequest, draft: Draft, key: str) -> HttpResponse:
    """Take a part out, after being told what asks about it."""
    tree, part = part_of(draft, key)
    labels = Labels(tree)
    if request.method == "POST":
        operation = Remove(part.key, place_of(tree, part.key), tree.branch(part.key))
        if _save(request, draft, [operation], None) is None:
            return HttpResponseRedirect(_address(draft, "change"))
    told = dependents(tree, part)
    return _page(
        request,
        draft,
        title=f"Remove {labels.part(part)}",
        intro=[] if draft.is_new_year else ["Logs of this year that have its answer keep it in their history."],
        warning="Conditions still ask about it. The checks will tell you where." if told else "",
        listed_title="What asks about it" if told else "",
        listed=[_capital(labels.part(one)) for one in told],
        submit=f"Remove {KIND_WORDS[part.kind]}",
        danger=True,
        cancel=_address(draft, "part", key),
    )


def dependents(tree: Tree, part: Part) -> list[Part]:
    """Parts that are asked depending on what this one answers."""
    names = {one.name for one in tree.in_order(part.key) if one.kind in ("question", "condition")}
    for one in tree.in_order(part.key):
        if one.attrs.get("kind") == "checkboxes":
            names |= {str(code) for code in Labels(tree).options(one)}
    inside = {one.key for one in tree.in_order(part.key)}
    return [one for one in tree.in_order() if one.key not in inside and names & _named(one)]


def _named(part: Part) -> set[str]:
    found = set(part.attrs.get("shown_for") or {})
    for attr in ("when", "optional", "derived", "shown_when"):
        if isinstance(text := part.attrs.get(attr), str):
            try:
                found |= names_in(text)
            except ExpressionError:
                continue
    return found


def _as_rows(text: str) -> bool:
    try:
        return bool(rows_of(text) is not None)
    except (NoRows, ExpressionError):
        return False


def _save(request: HttpRequest, draft: Draft, operations: Sequence[Operation], form: Any) -> EditConflict | None:
    """Make an edit on what the page showed; the conflict, if somebody else changed the same thing meanwhile."""
    seen = whole_number(request.POST.get("seen"))
    try:
        made = edit(
            draft=draft,
            operations=operations,
            seen=draft.revision if seen is None else seen,
            by=request.user,  # type: ignore[arg-type]
        )
    except EditConflict as conflict:
        return conflict
    except EditError as problem:
        if form is None:
            messages.error(request, str(problem))
            return None
        form.add_error(None, str(problem))
        return None
    if made is None:
        messages.info(request, "Nothing was changed.")
    else:
        messages.success(request, made.words[0] if len(made.words) == 1 else f"{len(made.words)} changes saved.")
    return None


def _page(
    request: HttpRequest,
    draft: Draft,
    *,
    title: str,
    conflict: EditConflict | None = None,
    **context: Any,
) -> HttpResponse:
    """A page of a draft; sending it again after a conflict is meant knowingly, so it then counts as seen."""
    draft.refresh_from_db(fields=["revision"])
    context.setdefault("hidden", [("seen", str(draft.revision))])
    if conflict is not None:
        context["warning"] = (
            f"{conflict.theirs.by} has changed the same thing meanwhile: {' '.join(conflict.theirs.words)} "
            "Your changes are still below. Save them again to keep yours, or cancel to keep theirs."
        )
    return form_page(
        request,
        title=title,
        caption=str(draft),
        trail=[Draft._meta, draft, title],
        status=409 if conflict else 200,
        draft=draft,
        **context,
    )


def _address(draft: Draft, page: str, *args: Any) -> str:
    return reverse(f"admin:years_draft_{page}", args=[draft.pk, *args])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
