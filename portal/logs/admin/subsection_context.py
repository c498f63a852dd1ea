"""What the page of a subsection shows beside its questions: problems, answers to check, what would be removed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from portal.logs.admin.contradictions import Contradiction, find_contradictions, what_goes
from portal.logs.admin.form_tokens import NAME, FormToken, token_of
from portal.logs.admin.pages import base_context, list_url, slug, tabs
from portal.logs.admin.present import Wording
from portal.logs.drafts import Draft, Saved
from portal.logs.drafts.form import SubsectionForm
from portal.logs.drafts.reading import REMOVED, held_names
from portal.logs.telling import each_message_once, where_to_enter
from portal.questionnaire.answers import Answers
from portal.questionnaire.evaluation import Cleared
from portal.requests import SignedInRequest
from portal.theme.forms import GovFieldMixin, field_of
from portal.theme.presenters import error_target
from portal.theme.record_pages import record_url

if TYPE_CHECKING:
    from portal.logs.admin.base import LogAdmin

Link = dict[str, str]
KEPT_OTHERS = "Your other answers have been saved. Change what is listed here and save again."
KEPT_NOTHING = "Nothing has been saved yet."
KEPT_ALL = "Your answers have been saved."
WOULD_REMOVE = "Saving would remove answers to other questions: look at them and agree, or change your answer back"


@dataclass
class PageState:
    """What came of the last try to save, as far as the page shows it."""

    outcome: str = ""
    """One sentence that says what was saved and what was not."""
    problems: list[Link] = field(default_factory=list)
    """What is wrong apart from the fields of the form, with links."""
    checks: list[Link] = field(default_factory=list)
    to_clear: list[Link] = field(default_factory=list)
    conflicts: list[Link] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)
    seen_anew: frozenset[str] = frozenset()
    """The questions whose stored answers the page has told of only now."""

    @classmethod
    def after(cls, saved: Saved, was_there: set[str]) -> PageState:
        """All was saved: what is still missing, or has to be checked, or has come up."""
        draft = saved.draft
        state = cls(outcome=KEPT_ALL, seen_anew=frozenset(draft.changes))
        _say_what_is_missing(draft, was_there)
        state.checks = checks_of(draft)
        if not draft.form.errors and not state.checks:
            come_up = [name for name in draft.form.fields if name not in was_there]
            state.outcome = ""
            state.problems = []
            state.come_up = _first_of(draft.form, come_up)
        return state

    come_up: Link | None = None

    @classmethod
    def refused(cls, saved: Saved) -> PageState:
        """Something was refused: where it stands, and whether the rest was kept."""
        draft = saved.draft
        state = cls(
            outcome=KEPT_OTHERS if saved.anything else KEPT_NOTHING,
            to_clear=to_clear_in_words(draft, saved.to_clear),
            conflicts=_conflicts(saved),
            seen_anew=frozenset(draft.changes),
        )
        for name, problems in each_message_once(saved.errors, _answers_on(draft.form)).items():
            here = _field_of(draft.form, name)
            for problem in problems:
                if here:
                    draft.form.add_error_text(here, problem.message)
                else:
                    state.problems.append({"href": _elsewhere(draft, name), "text": problem.message})
        if saved.recorded is None and not draft.log.pk:
            _say_what_a_log_begins_with(draft)
        elif draft.form.errors and draft.sent is not None:
            _say_what_is_missing(draft, held_names(draft.sent) - draft.form.errors.keys())
        if state.to_clear:
            state.problems.append({"href": "#would-clear", "text": WOULD_REMOVE})
        ticked = draft.sent.getlist(REMOVED) if draft.sent else ()
        state.contradictions = find_contradictions(draft.log, draft.program, saved.errors, ticked, draft.form.fields)
        if state.contradictions:
            text = "Answers on other pages do not fit: change or remove them below"
            others = {problem["text"] for problem in state.problems}
            messages = {text for each in state.contradictions for text in each.messages}
            state.problems = [problem for problem in state.problems if problem["text"] not in messages & others]
            state.problems.append({"href": "#elsewhere", "text": text})
        return state


def _say_what_is_missing(draft: Draft, was_there: Collection[str]) -> None:
    """Questions that were on the page and are not answered, told with all else that is wrong."""
    for name in draft.state.incomplete:
        if name in was_there and name in draft.form.fields and name == _field_of(draft.form, name):
            draft.form.add_error_text(name, str(draft.form.fields[name].error_messages["required"]))


def _say_what_a_log_begins_with(draft: Draft) -> None:
    """Without a date or an organisation nothing was created, so these are missing before all others."""
    kind = draft.log.kind
    for name in (kind.date_field, "owning_organisation_id"):
        if name in draft.form.fields and draft.evaluation.answers[name] is None and name not in draft.form.errors:
            draft.form.add_error_text(name, str(draft.form.fields[name].error_messages["required"]))


def _first_of(form: SubsectionForm, names: Sequence[str]) -> Link | None:
    inside = form.revealed_names
    first = next((name for name in names if name not in inside), None)
    if first is None:
        return None
    return {"href": error_target(form[first]), "text": str(form.fields[first].label)}


def checks_of(draft: Draft) -> list[Link]:
    """The unusual answers of this page that wait for a yes, each with the box that gives it."""
    boxes = {warning.name: warning for item in draft.form.fields.values() for warning in getattr(item, "warnings", ())}
    boxes |= {warning.name: warning for warning in draft.form.other_warnings}
    pending = [name for name in boxes if name in draft.evaluation.warnings]
    return [{"href": f"#id_{name}", "text": boxes[name].text} for name in pending]


def to_clear_in_words(draft: Draft, cleared: Mapping[str, Cleared]) -> list[Link]:
    """The stored answers that saving would remove, with the reason."""
    return what_goes(draft.log, draft.log.program, cleared, draft.changes)


def _conflicts(saved: Saved) -> list[Link]:
    draft = saved.draft
    wording = Wording(draft.program, draft.evaluation.answers, draft.log.date)
    return [
        {
            "label": draft.program.questionnaire.label(one.field),
            "yours": wording.of_stored(one.field, one.yours),
            "theirs": wording.of(one.field, one.theirs),
        }
        for one in saved.conflicts
    ]


def _field_of(form: SubsectionForm, name: str) -> str | None:
    """The field of this page in which something can be done about an answer: of a box its group, of a total an amount."""
    for item in form.placed:
        if name in item.question.fields and item.question.id in form.fields:
            return where_to_enter(form.program.questionnaire, item.question).id
    return name if name in form.fields else None


def _answers_on(form: SubsectionForm) -> list[str]:
    """The answers that this page asks for, in order; a total that it works out comes last."""
    placed = sorted((item.question for item in form.placed), key=lambda question: question.is_worked_out)
    return [name for question in placed for name in question.fields]


def _elsewhere(draft: Draft, name: str) -> str:
    """The page on which a question stands that this one does not have."""
    if not draft.log.pk:
        return ""
    for subsection in draft.log.program.questionnaire.subsections:
        if any(name in question.fields for question in subsection.questions):
            return f"{record_url(draft.log, 'subsection', slug(subsection.id))}#id_{name}"
    return record_url(draft.log, "change")


def page_context(admin: LogAdmin, request: SignedInRequest, draft: Draft, state: PageState) -> dict[str, Any]:
    """Everything that the templates of the page read."""
    form, log = draft.form, draft.log
    title = form.program.questionnaire.subsection(draft.subsection_id).title
    if log.pk:
        context = {**base_context(admin, request, log, title), "tabs": tabs(request, log)}
    else:
        site = admin.admin_site.each_context(request)
        context = {**site, "opts": admin.opts, "log": None, "title": title, "list_url": list_url(admin)}
    summary = _summary(form, state.problems)
    questions = _questions(form, state.to_clear)
    stored = log.typed_answers() if log.pk else Answers()
    token = token_of(draft.person, request.POST.get(NAME)) or FormToken.new(draft.person)
    from_duplicates = bool(log.pk) and request.GET.get("from") == "duplicates"
    context.update(
        form=form,
        questions=questions,
        removes_beside_question=any(item["removes"] for item in questions),
        held=form.held,
        seen=form.seen(stored, draft.reading.seen, state.seen_anew),
        token=str(token),
        state=state,
        has_errors=bool(summary or state.conflicts),
        summary_errors=summary,
        to_clear=state.to_clear,
        conflicts=state.conflicts,
        contradictions=state.contradictions,
        agreed=",".join(item["name"] for item in state.to_clear),
        other_warnings=form.other_warning_views,
        from_duplicates=from_duplicates,
        duplicates_url=record_url(log, "duplicates") if log.pk else "",
        subsection_id=slug(draft.subsection_id),
    )
    return context


def _summary(form: SubsectionForm, others: Sequence[Link]) -> list[Link]:
    """Errors of this page's fields, then what is wrong elsewhere, each thing said once."""
    said: dict[str, Link] = {}
    for error in [*form.summary_errors, *others]:
        said.setdefault(error["text"], error)
    return list(said.values())


def _questions(form: SubsectionForm, to_clear: Sequence[Link]) -> list[dict[str, Any]]:
    """The fields to draw in order, with the headings and guidance of their groups.

    What a save would remove is shown beside the first question that removes it, where the person is.
    """
    inside = form.revealed_names
    guidance = form.program.questionnaire.guidance
    causes = {cause for item in to_clear for cause in item["causes"].split(",")}
    drawn: list[dict[str, Any]] = []
    for item in form.placed:
        if item.question.id in inside:
            continue
        names = form.address.names(item.question, form.fields)
        drawn += [
            {
                "field": form[name],
                "heading": item.heading if name == names[0] else "",
                "guidance": guidance.get(item.guidance, "") if name == names[0] else "",
                "about": field_of(form, name, GovFieldMixin).noun,
                "removes": False,
            }
            for name in names
        ]
        if causes & {item.question.id, *item.question.fields, *form.revealed_by(item.question.id)}:
            drawn[-1]["removes"] = True
            causes = set()
    return drawn
