"""One subsection of a log: the form page that people fill in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from orgs import access
from portal.logs.address_lookup import search_available
from portal.logs.admin.address import AddressFields
from portal.logs.admin.banners import unresolved_count, unresolved_words
from portal.logs.admin.form import SubsectionForm, questions_on_page
from portal.logs.admin.misfits import Misfit, find_misfits, removals, what_goes
from portal.logs.admin.options import OptionSource
from portal.logs.admin.pages import base_context, get_log, open_for_editing, slug, tabs, url
from portal.logs.admin.present import Wording
from portal.logs.choices import following_manager
from portal.logs.contexts import Contexts
from portal.logs.duplicates import duplicates_of
from portal.logs.locks import SharedLocks
from portal.logs.record import LogChange, Recorded, judge, merge, record_answers
from portal.logs.telling import told_once, where_to_enter
from portal.logs.wording import listed
from portal.questionnaire.answers import Answers
from portal.questionnaire.document import Kind
from portal.questionnaire.evaluation import Evaluation, Status
from portal.theme.forms.base import lower_first
from portal.theme.presenters import error_target
from portal.windows.request import windows_of


@dataclass
class Page:
    """All that one rendering of the page needs."""

    admin: Any
    request: HttpRequest
    log: Any
    subsection_id: str
    form: SubsectionForm | None = None
    evaluation: Evaluation | None = None
    extra_errors: list[dict[str, str]] = field(default_factory=list)
    to_clear: list[dict[str, str]] = field(default_factory=list)
    implied: dict[str, Any] = field(default_factory=dict)
    conflicts: list[dict[str, str]] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)
    was_unresolved: bool = False
    newly_alike: bool = False
    memory: dict[Any, Any] = field(default_factory=dict)
    contexts: Contexts = field(init=False)
    locks: SharedLocks = field(init=False)

    def __post_init__(self) -> None:
        self.locks = SharedLocks(self.log.kind)
        self.contexts = Contexts(self.log.kind, self.request.user, windows_of(self.request))

    @property
    def stored(self) -> Answers:
        """What is stored now, or what a new log starts with."""
        return self.log.typed_answers()


def subsection_page(admin: Any, request: HttpRequest, log_id: int, subsection_id: str) -> HttpResponse:
    """The page of an existing log; a closed window shows the answers instead."""
    log = get_log(admin, request, log_id)
    wanted = subsection_id.replace("-", "_")
    if wanted not in {subsection.id for subsection in log.program.questionnaire.subsections}:
        raise Http404
    if not open_for_editing(request, log):
        return HttpResponseRedirect(url(log, "check_answers"))
    if not access.can(request.user, "change", log):
        raise PermissionDenied
    return show_subsection(admin, request, log, wanted)


def show_subsection(admin: Any, request: HttpRequest, log: Any, subsection_id: str) -> HttpResponse:
    """Show, preview or save one subsection."""
    page = Page(admin, request, log, subsection_id)
    page.implied = _implied(page)
    if request.method != "POST":
        page.evaluation = _preview_of(page, page.implied)
        if page.evaluation.subsections[subsection_id].status is Status.CANNOT_START:
            messages.info(request, "Complete the set-up of this log first.")
            return HttpResponseRedirect(url(log, "change"))
        page.form = _form(page, page.evaluation)
        return _render(page)
    if "preview" in request.POST:
        return _preview(page)
    return _save(page)


def _implied(page: Page) -> dict[str, Any]:
    """The way an address is entered, searched for or typed in, where it is not stored yet.

    What was on the page that was sent tells which way was taken. Without an address service there is nothing to
    search, so the address is typed in from the start.
    """
    questions = page.log.program.questionnaire.subsection(page.subsection_id).questions
    if all(question.kind is not Kind.ADDRESS for question in questions):
        return {}
    if way := AddressFields.way_on(page.request.POST):
        return way
    if search_available():
        return {}
    stored = page.stored
    if stored["manual_address_entry_selected"] or stored["uprn"]:
        return {}
    return {"manual_address_entry_selected": True}


def _form(page: Page, evaluation: Evaluation, data: Mapping[str, Any] | None = None) -> SubsectionForm:
    program = page.log.kind.program_for(evaluation.answers[page.log.kind.date_field] or page.log.date)
    context = page.contexts.of_one(evaluation.answers, page.stored)
    chosen = _as_chosen(page.log, evaluation)
    options = OptionSource(chosen, page.request.user, program, evaluation, context, page.memory)
    also: Sequence[str] = options.role_questions() if page.subsection_id == "setup" else ()
    placed = questions_on_page(program, page.subsection_id, evaluation, context, also)
    return SubsectionForm(data=data, placed=placed, evaluation=evaluation, program=program, options=options)


def _as_chosen(log: Any, evaluation: Evaluation) -> Any:
    """The log with the organisations and the person chosen on the page: what can be chosen beside them follows.

    A copy, because the log itself must stay as it is stored: a change is what differs from it.
    """
    chosen = copy(log)
    for name, column in log.kind.reference_columns.items():
        setattr(chosen, column, evaluation.answers[name])
    return chosen


def _sent(page: Page) -> tuple[SubsectionForm, dict[str, Any]]:
    """The form as the person saw it, filled with what was sent, and the changes it stands for.

    A question that another answer on the page has just brought up is on the page too, so the form is laid out again
    until no more questions come.
    """
    changes: dict[str, Any] = {}
    form = _form(page, _preview_of(page, page.implied), page.request.POST)
    for _ in range(8):
        form.is_valid()
        found = form.changes(page.stored)
        # Choosing the other way takes away the very box that was ticked.
        page.implied |= form.address.way_chosen(form.cleaned_data)
        found = {**page.implied, **found}
        _follow_owner(page, found)
        if found == changes and _ > 0:
            break
        changes = found
        form = _form(page, _preview_of(page, changes), page.request.POST)
    form.is_valid()
    return form, changes


def _follow_owner(page: Page, changes: dict[str, Any]) -> None:
    """Choosing an owner also sets the manager where there is nothing to choose (section 2.3)."""
    if "owning_organisation_id" in changes and "managing_organisation_id" not in changes:
        manager = following_manager(page.request.user, page.log, changes["owning_organisation_id"])
        if manager is not None:
            changes["managing_organisation_id"] = manager


def _preview(page: Page) -> HttpResponse:
    """The questions that would show with what is on the page now; nothing is written, nothing is judged."""
    form, changes = _sent(page)
    page.evaluation = _preview_of(page, changes)
    form.errors.clear()
    page.form = form
    page.to_clear = what_goes(page.log, page.log.program, page.evaluation.cleared, changes)
    return _render(page, "logs/_questions.html")


@transaction.atomic
def _save(page: Page) -> HttpResponse:
    """Locked first, so that what is read from then on holds until it is written."""
    page.locks.hold([page.log.raw_references(), page.request.POST], [page.request.user.pk])
    stored = page.stored if page.log.pk else Answers()
    form, changes = _sent(page)
    page.form = form
    if not form.is_valid():
        page.evaluation = form.evaluation
        return _render(page)
    seen = _seen(page.request)
    agreed = page.request.POST.get("agreed_to_clear", "").split(",") if page.log.pk else None
    log = page.log
    page.was_unresolved, key_before = log.unresolved, log.duplicate_key
    removed = removals(form.program, page.request.POST.getlist("remove"))
    changes = {**{name: None for name in removed if stored[name] is not None}, **changes}
    recorded = record_answers(
        log=log,
        changes=_only_asked(page, changes, stored),
        actor=page.request.user,
        seen=seen,
        agreed_to_clear=agreed,
        contexts=page.contexts,
        locks=page.locks,
    )
    page.log = recorded.log
    page.newly_alike = recorded.saved and page.log.duplicate_key not in ("", key_before)
    return _after(page, recorded, changes)


def _preview_of(page: Page, changes: Mapping[str, Any]) -> Evaluation:
    return judge(merge(LogChange(page.log, changes)), page.contexts)


def _only_asked(page: Page, changes: dict[str, Any], stored: Answers) -> dict[str, Any]:
    """Without answers to questions that another answer on the same page has just taken away."""
    preview = _preview_of(page, changes)
    return {
        name: value
        for name, value in changes.items()
        if value is None or name not in preview.cleared or stored[name] is not None
    }


def _seen(request: HttpRequest) -> dict[str, Any] | None:
    try:
        seen = json.loads(request.POST.get("seen", ""))
    except ValueError:
        return None
    return seen if isinstance(seen, dict) else None


def _after(page: Page, recorded: Recorded, changes: Mapping[str, Any]) -> HttpResponse:
    """Where the person goes on: the next questions, what is missing, or the check page."""
    form = page.form
    assert form is not None
    page.evaluation = recorded.evaluation
    if not recorded.saved:
        _tell_why_not(page, recorded, changes)
        return _render(page)
    log = recorded.log
    _tell_of_resolved(page, log)
    for text in recorded.evaluation.told:
        messages.info(page.request, text)
    from_duplicates = page.request.GET.get("from") == "duplicates"
    if page.newly_alike and not from_duplicates:
        _warn_of_duplicates(page, log)
    state = recorded.evaluation.subsections[page.subsection_id]
    if from_duplicates and ("later" in page.request.POST or state.status is Status.COMPLETED):
        _tell_what_changed(page, recorded)
        return HttpResponseRedirect(url(log, "duplicates"))
    if "later" in page.request.POST:
        messages.success(page.request, "Your answers have been saved.")
        return HttpResponseRedirect(url(log, "change"))
    if state.status is Status.COMPLETED:
        messages.success(page.request, "Your answers have been saved.")
        return HttpResponseRedirect(url(log, "subsection_check", slug(page.subsection_id)))
    was_there = set(form.fields)
    page.form = _form(page, recorded.evaluation)
    for name in state.incomplete:
        if name in was_there and name in page.form.fields and name == _enterable(page.form, name):
            page.extra_errors.append(
                {"href": f"#{_target(page.form, name)}", "text": _not_answered(page.form, name), "field": name}
            )
    if not page.extra_errors:
        messages.info(page.request, "Your answers have been saved. There are more questions to answer below.")
    return _render(page)


def _warn_of_duplicates(page: Page, log: Any) -> None:
    """Say at once that another log says the same."""
    others = list(duplicates_of(log, page.request.user)[:5])
    if others:
        numbers = ", ".join(str(other.pk) for other in others)
        messages.warning(
            page.request,
            format_html(
                'This log says the same as log {}. <a class="govuk-link" href="{}">Compare them</a>',
                numbers,
                url(log, "duplicates"),
            ),
        )


def _tell_of_resolved(page: Page, log: Any) -> None:
    """A log that has its scheme and location again, and how many of the person's still wait (section 6.3)."""
    if not page.was_unresolved or log.unresolved:
        return
    left = unresolved_count(page.request.user, page.admin.model)
    lost = log.kind.words.may_lose
    rest = unresolved_words(page.admin.model, left) if left else f"None of your logs waits for a {lost} any more."
    messages.success(page.request, f"Log {log.pk} has its {lost} again. {rest}")


def _tell_what_changed(page: Page, recorded: Recorded) -> None:
    known = page.log.program.questionnaire
    labels = list(dict.fromkeys(known.label(name) for name in recorded.changes if name in known.by_field))
    if labels:
        messages.success(
            page.request, f"Log {page.log.pk} has been changed: {listed([lower_first(x) for x in labels])}."
        )
    else:
        messages.info(page.request, f"Nothing in log {page.log.pk} has been changed.")


def _not_answered(form: SubsectionForm, name: str) -> str:
    return str(form.fields[name].error_messages["required"])


def _target(form: SubsectionForm, name: str) -> str:
    return error_target(form[name]).lstrip("#")


def _tell_why_not(page: Page, recorded: Recorded, changes: Mapping[str, Any]) -> None:
    form = page.form
    assert form is not None
    wording = Wording(form.program, recorded.evaluation.answers, page.log.date)
    for name, problems in told_once(form.program.questionnaire, recorded.errors, _answers_on(form)).items():
        field_name = _enterable(form, name if name in form.fields else _box_parent(form, name))
        for problem in problems:
            if field_name:
                form.add_error(field_name, problem.message)
            else:
                page.extra_errors.append({"href": _elsewhere(page, name), "text": problem.message, "field": ""})
    for conflict in recorded.conflicts:
        page.conflicts.append(
            {
                "label": form.program.questionnaire.label(conflict.field),
                "yours": wording.of_stored(conflict.field, conflict.yours),
                "theirs": wording.of(conflict.field, conflict.theirs),
            }
        )
    page.to_clear = what_goes(page.log, page.log.program, recorded.to_clear, changes)
    ticked = page.request.POST.getlist("remove")
    page.misfits = find_misfits(page.log, form.program, recorded.errors, ticked, here=form.fields)


def _answers_on(form: SubsectionForm) -> list[str]:
    """The answers that this page asks for, in order; a total that it works out comes last."""
    placed = sorted((item.question for item in form.placed), key=lambda question: question.is_worked_out)
    return [name for question in placed for name in question.fields]


def _enterable(form: SubsectionForm, name: str | None) -> str | None:
    """The field where something can be done about an error: the amounts of a total, not the total."""
    for item in form.placed:
        if item.question.id == name:
            return where_to_enter(form.program.questionnaire, item.question).id
    return name


def _box_parent(form: SubsectionForm, name: str) -> str | None:
    for item in form.placed:
        if name in item.question.fields and item.question.id in form.fields:
            return item.question.id
    return None


def _elsewhere(page: Page, name: str) -> str:
    """The page on which a question stands that this one does not have."""
    if not page.log.pk:
        return ""
    for subsection in page.log.program.questionnaire.subsections:
        if any(name in question.fields for question in subsection.questions):
            return f"{url(page.log, 'subsection', slug(subsection.id))}#id_{name}"
    return url(page.log, "change")


def _render(page: Page, template: str = "logs/subsection.html") -> HttpResponse:
    form, log = page.form, page.log
    assert form is not None
    questionnaire = form.program.questionnaire
    title = questionnaire.subsection(page.subsection_id).title
    if log.pk:
        context = base_context(page.admin, page.request, log, title)
        context["tabs"] = tabs(page.request, log)
    else:
        context = {
            **page.admin.admin_site.each_context(page.request),
            "opts": page.admin.opts,
            "log": None,
            "title": title,
        }
        context["list_url"] = reverse(f"admin:{page.admin.opts.app_label}_{page.admin.opts.model_name}_changelist")
    missing = {error["field"] for error in page.extra_errors if error.get("field")}
    for name in missing:
        if name not in form.errors:
            form.errors[name] = form.error_class([_not_answered(form, name)])
    context.update(
        form=form,
        questions=_questions(form),
        seen=form.seen(page.stored if log.pk else Answers()),
        has_errors=bool(form.errors or page.extra_errors or page.conflicts or page.to_clear),
        summary_errors=_summary(form, page.extra_errors, bool(page.misfits)),
        conflicts=page.conflicts,
        misfits=page.misfits,
        from_duplicates=bool(log.pk) and page.request.GET.get("from") == "duplicates",
        duplicates_url=url(log, "duplicates") if log.pk else "",
        to_clear=page.to_clear,
        agreed=",".join(item["name"] for item in page.to_clear),
        subsection_id=slug(page.subsection_id),
        guidance=questionnaire.guidance,
    )
    return TemplateResponse(page.request, template, context)


def _summary(form: SubsectionForm, extra: Sequence[Mapping[str, str]], misfits: bool) -> list[Mapping[str, str]]:
    """Errors of this page's fields, then what is wrong elsewhere, each thing said once."""
    said: list[Mapping[str, str]] = [*form.summary_errors]
    if misfits:
        said.append({"href": "#elsewhere", "text": "Answers on other pages do not fit: change or remove them below"})
    texts = {error["text"] for error in said}
    others = {error["text"]: error for error in reversed(extra) if error.get("field", "") not in form.fields}
    return [*said, *(error for text, error in reversed(others.items()) if text not in texts)]


def _questions(form: SubsectionForm) -> list[dict[str, Any]]:
    """The fields to draw in order, with the headings and guidance of their groups."""
    inside = form.revealed_names
    guidance = form.program.questionnaire.guidance
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
                "person": item.question.person,
                "about": form[name].field.noun,
            }
            for name in names
        ]
    return drawn
