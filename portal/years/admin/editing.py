"""Pages that change a draft: one part, its options, its condition, where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from portal.parameters import whole_number
from portal.requests import SignedInRequest
from portal.theme.pages import form_page
from portal.theme.record_pages import record_url
from portal.years.admin.conditions import ConditionForm, try_it
from portal.years.admin.forms import ColumnsForm, FieldsForm, MappingForm, MoveForm, OptionsForm, PartForm
from portal.years.conditions import ExpressionError, NoRows, names_in, rows_of
from portal.years.difference import option_changes
from portal.years.drafts import DraftError, EditConflict, edit, tree_of
from portal.years.labels import KIND_WORDS, Labels
from portal.years.models import Draft
from portal.years.operations import EditError, Move, Operation, Remove, Set, place_of
from portal.years.places import AFTER, HOMES, places_for, ways_to_add
from portal.years.review import names_the_year, texts_with_a_year
from portal.years.scenes import scene_of
from portal.years.tree import ROOT, Part, Tree
from portal.years.words import ATTRIBUTE_WORDS


@dataclass(frozen=True)
class Line:
    """A part in the list of all parts."""

    part: Part
    depth: int
    text: str
    detail: str


@dataclass(frozen=True)
class Outline:
    """A section with its subsections, each with its pages and questions in order."""

    section: Part
    subsections: list[tuple[Part, list[Line]]]


def outline(tree: Tree) -> list[Outline]:
    """The whole questionnaire in its order."""
    labels = Labels(tree)
    return [
        Outline(
            section,
            [(tree[key], _lines(tree, labels, key)) for key in section.children.get("subsections", ())],
        )
        for section in tree.of_kind("section")
    ]


def _lines(tree: Tree, labels: Labels, subsection: str) -> list[Line]:
    lines = []
    for part in tree.in_order(subsection):
        if part.kind in ("page", "persons", "question", "warning"):
            depth = len(list(tree.around(part.key))) - 2
            detail = str(part.attrs.get("ask", "")) if part.kind == "question" else ""
            lines.append(Line(part, min(depth, 4), _capital(labels.part(part)), detail))
    return lines


def part_of(draft: Draft, key: str) -> tuple[Tree, Part]:
    """The part of a draft that a page is about, or no such page."""
    tree = tree_of(draft)
    if key not in tree:
        raise Http404
    return tree, tree[key]


def part_page(request: SignedInRequest, draft: Draft, key: str) -> HttpResponse:
    """What a part says; options, condition and place have pages of their own."""
    tree, part = part_of(draft, key)
    form = PartForm(part, tree, request.POST if request.method == "POST" else None)
    conflict = None
    if request.method == "POST" and form.is_valid():
        conflict = save(request, draft, list(form.operations()), form)
        if conflict is None and not form.errors:
            return HttpResponseRedirect(record_url(draft, "part", key))
    labels = Labels(tree)
    condition = part.attrs.get("when")
    return page_of(
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
        has_options=part.attrs.get("kind") in ("radio", "checkboxes", "select") or part.kind == "option set",
        may_have_condition=part.kind in ("question", "page", "subsection", "warning", "condition"),
        has_columns=part.kind == ROOT,
        movable=part.kind in HOMES,
        additions=additions(draft, tree, part),
    )


TICKED = {"hidden_options": "retired", "inferred_options": "inferred"}


def options_page(request: SignedInRequest, draft: Draft, key: str) -> HttpResponse:
    """The options of a question in their order; a shared set is changed for all that use it."""
    tree, part = part_of(draft, key)
    shared = part.attrs.get("options")
    owner = part
    if isinstance(shared, str):
        owner = next((one for one in tree.of_kind("option set") if one.name == shared), part)
        if owner is part:
            raise Http404
    labels = Labels(tree)
    form = OptionsForm(part, labels, request.POST if request.method == "POST" else None)
    conflict = None
    if request.method == "POST" and form.is_valid():
        conflict = save(request, draft, _option_edits(part, owner, labels, form), form)
        if conflict is None and not form.errors:
            return HttpResponseRedirect(record_url(draft, "part", key))
    users = [one for one in tree.of_kind("question") if one.attrs.get("options") == (shared or part.name)]
    listed = users if owner is not part or part.kind == "option set" else []
    return page_of(
        request,
        draft,
        title=f"Options of {labels.part(part)}",
        form=form,
        submit="Save options",
        cancel=record_url(draft, "part", key),
        conflict=conflict,
        listed_title="These named options are shared by" if listed else "",
        listed=[_capital(labels.part(one)) for one in listed],
    )


def _option_edits(part: Part, owner: Part, labels: Labels, form: OptionsForm) -> list[Operation]:
    """Options of its own, those of a named set, or another set than before."""
    before, lines = part.attrs.get("options"), form.cleaned_data["lines"]
    chosen = form.cleaned_data.get("named") or None
    operations: list[Operation]
    if part.kind == "question" and chosen != (before if isinstance(before, str) else None):
        operations = [Set(part.key, "options", before, chosen or lines)]
    elif before:
        operations = list(option_changes(owner.key, labels.options(part), lines))
    else:
        operations = [Set(part.key, "options", None, lines)]
    if part.kind == "question":
        for attr, field in TICKED.items():
            operations.append(Set(part.key, attr, part.attrs.get(attr), form.codes(field)))
    return operations


def condition_page(request: SignedInRequest, draft: Draft, key: str) -> HttpResponse:
    """When a part is asked: rows, their sentence, and a place to try it."""
    tree, part = part_of(draft, key)
    before = part.attrs.get("when")
    text = before if isinstance(before, str) else ""
    as_text = "text" in request.POST or request.GET.get("as") == "text"
    given = request.POST if request.method == "POST" else None
    form = ConditionForm(scene_of(draft, tree), part, text, given, as_text=as_text)
    conflict, shown = None, text
    if request.method == "POST" and form.is_valid():
        shown = form.cleaned_data["condition"]
        if "try" not in request.POST:
            conflict = save(request, draft, [Set(part.key, "when", before, shown or None)], form)
            if conflict is None and not form.errors:
                return HttpResponseRedirect(record_url(draft, "part", key))
    labels = Labels(tree)
    trials, asked = try_it(labels, shown, request.POST)
    return page_of(
        request,
        draft,
        title=f"When {labels.part(part)} is asked",
        template="years/condition.html",
        form=form,
        cancel=record_url(draft, "part", key),
        conflict=conflict,
        sentence=labels.condition(shown) if shown else "",
        trials=trials,
        asked=asked,
        tried="try" in request.POST,
        other_way="" if not form.fits else "rows" if as_text else "text",
    )


def review_page(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Every text that names a year; those that name another than the draft's are marked."""
    tree = tree_of(draft)
    labels = Labels(tree)
    texts = [
        (
            one.part.key,
            _capital(labels.part(one.part)),
            ATTRIBUTE_WORDS[one.attr],
            one.text,
            names_the_year(one.text, draft.year),
        )
        for one in texts_with_a_year(tree)
    ]
    return page_of(request, draft, title="Texts that name a year", template="years/review.html", texts=texts)


def conditions_page(request: HttpRequest, draft: Draft) -> HttpResponse:
    """All conditions of the draft on one page."""
    tree = tree_of(draft)
    labels = Labels(tree)
    found = [
        (part.key, _capital(labels.part(part)), labels.condition(text), _as_rows(text))
        for part in tree.in_order()
        if isinstance(text := part.attrs.get("when"), str)
    ]
    return page_of(request, draft, title="All conditions", template="years/conditions.html", found=found)


def fields_page(request: SignedInRequest, draft: Draft) -> HttpResponse:
    """The field of the upload of every answer on one page: a new question in the middle moves all that follow."""
    tree = tree_of(draft)
    form = FieldsForm(tree, Labels(tree), request.POST if request.method == "POST" else None)
    return _form_of_draft(request, draft, "Fields of the upload", form)


def columns_page(request: SignedInRequest, draft: Draft) -> HttpResponse:
    """The order of columns of the download and of elements of the export."""
    form = ColumnsForm(tree_of(draft)[ROOT], request.POST if request.method == "POST" else None)
    return _form_of_draft(request, draft, "Order of columns and elements", form)


def _form_of_draft(request: SignedInRequest, draft: Draft, title: str, form: FieldsForm | ColumnsForm) -> HttpResponse:
    conflict = None
    if request.method == "POST" and form.is_valid():
        conflict = save(request, draft, list(form.operations()), form)
        if conflict is None and not form.errors:
            return HttpResponseRedirect(record_url(draft))
    return page_of(request, draft, title=title, form=form, submit="Save", cancel=record_url(draft), conflict=conflict)


def move_page(request: SignedInRequest, draft: Draft, key: str) -> HttpResponse:
    """Another place for a part, by keyboard as well as by mouse."""
    tree, part = part_of(draft, key)
    if part.kind not in HOMES:
        raise Http404
    labels = Labels(tree)
    places = places_for(tree, part, labels)
    options = [(str(number), text) for number, (_, text) in enumerate(places)]
    form = MoveForm(options, request.POST if request.method == "POST" else None)
    conflict = None
    if request.method == "POST" and form.is_valid():
        place = places[int(form.cleaned_data["place"])][0]
        conflict = save(request, draft, [Move(part.key, place_of(tree, part.key), place)], form)
        if conflict is None and not form.errors:
            return HttpResponseRedirect(record_url(draft, "change"))
    return page_of(
        request,
        draft,
        title=f"Move {labels.part(part)}",
        form=form,
        submit="Move",
        cancel=record_url(draft, "part", key),
        conflict=conflict,
    )


def remove_page(request: SignedInRequest, draft: Draft, key: str) -> HttpResponse:
    """Take a part out, after being told what asks about it."""
    tree, part = part_of(draft, key)
    labels = Labels(tree)
    if request.method == "POST":
        operation = Remove(part.key, place_of(tree, part.key), tree.branch(part.key))
        if save(request, draft, [operation], None) is None:
            return HttpResponseRedirect(record_url(draft, "change"))
    users = dependents(tree, part)
    return page_of(
        request,
        draft,
        title=f"Remove {labels.part(part)}",
        intro=[]
        if draft.is_new_year
        else ["Logs of this year that have its answer keep it; it comes back with the question."],
        warning="Conditions still ask about it. The checks will tell you where." if users else "",
        listed_title="What asks about it" if users else "",
        listed=[_capital(labels.part(one)) for one in users],
        submit=f"Remove {KIND_WORDS[part.kind]}",
        danger=True,
        cancel=record_url(draft, "part", key),
    )


def additions(draft: Draft, tree: Tree, part: Part) -> list[tuple[str, str]]:
    """Links to add something at a part, in words."""
    found = []
    for kind, where in ways_to_add(tree, part):
        word = KIND_WORDS[kind]
        text = f"Add {with_article(word)} {'behind it' if where == AFTER else 'to it'}"
        found.append((text, record_url(draft, "add_part", kind, where, part.key)))
    return found


def with_article(word: str) -> str:
    """A kind of part as one of many."""
    return word if word.endswith("options") else f"an {word}" if word[0] in "aeiou" else f"a {word}"


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


def save(request: SignedInRequest, draft: Draft, operations: Sequence[Operation], form: Any) -> EditConflict | None:
    """Make an edit on what the page showed; the conflict, if somebody else changed the same thing meanwhile."""
    seen = whole_number(request.POST.get("seen"))
    if seen is None or not _is_whole(form):
        raise DraftError("The page did not arrive whole, so nothing was changed. Open it again.")
    try:
        made = edit(
            draft=draft,
            operations=operations,
            seen=seen,
            by=request.user,
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


def _is_whole(form: Any) -> bool:
    """Whether every box of the page was sent: one that was not would count as emptied."""
    if not isinstance(form, PartForm | FieldsForm | ColumnsForm | MappingForm):
        return True
    return all(name in form.data for name in form.fields)


def page_of(
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


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
