"""Answers that break a rule together with answers of another page, and removing them (docs/domain/organisations.md#7.5).

A log is saved only without errors. Where an error is also about an answer on another page, that answer can be removed
on the spot, so that nobody is sent from page to page and back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from orgs import access
from portal.logs.admin.pages import base_context, get_log, open_for_editing, slug
from portal.logs.admin.present import Wording
from portal.logs.drafts.removals import SETUP, place_of, removals
from portal.logs.record import evaluate_log, record_answers
from portal.questionnaire.answers import Answers, is_blank
from portal.questionnaire.document import Question
from portal.questionnaire.program import Program
from portal.questionnaire.rules import Problem
from portal.requests import SignedInRequest
from portal.theme.forms.base import lower_first
from portal.theme.record_pages import record_url

if TYPE_CHECKING:
    from portal.logs.admin.base import LogAdmin
    from portal.logs.models import Log


@dataclass
class Contradiction:
    """An answer that does not fit, with the page where it stands."""

    name: str
    label: str
    value: str
    href: str
    removable: bool
    messages: list[str] = field(default_factory=list)
    ticked: bool = False


def find_contradictions(
    log: Log,
    program: Program,
    errors: Mapping[str, Iterable[Problem]],
    ticked: Iterable[str] = (),
    here: Iterable[str] = (),
) -> list[Contradiction]:
    """The stored answers that errors are about, and those ticked before; without the fields of the page itself."""
    stored = log.typed_answers() if log.pk else Answers()
    wording, on_page, chosen = Wording(program, stored, log.date), set(here), set(ticked)
    found: dict[str, Contradiction] = {}
    for name in [*errors, *(name for name in chosen if name not in errors)]:
        place = place_of(program, name)
        if place is None or name in on_page or place[1].id in on_page:
            continue
        subsection_id, question = place
        contradiction = found.setdefault(
            question.id,
            Contradiction(
                name=question.id,
                label=question.label,
                value=_in_words(question, stored, wording),
                href=f"{record_url(log, 'subsection', slug(subsection_id))}#question-{question.id}" if log.pk else "",
                removable=subsection_id != SETUP and any(not is_blank(stored[each]) for each in question.fields),
                ticked=question.id in chosen,
            ),
        )
        texts = [problem.message for problem in errors.get(name, ())]
        contradiction.messages += [text for text in texts if text not in contradiction.messages]
    return list(found.values())


def _in_words(question: Question, stored: Answers, wording: Wording) -> str:
    if question.fields == (question.id,):
        return wording.of(question.id, stored[question.id])
    return ", ".join(question.label_of[name] for name in question.fields if stored[name] == 1)


def check_errors(admin: LogAdmin, request: SignedInRequest, log_id: int) -> HttpResponse:
    """All answers of the log that do not fit, wherever they stand; the ticked ones are removed together."""
    log = get_log(admin, request, log_id)
    if not access.can(request.user, "change", log):
        raise PermissionDenied
    if not open_for_editing(request, log):
        return HttpResponseRedirect(record_url(log, "check_answers"))
    ticked = request.POST.getlist("remove")
    errors: Mapping[str, Any] = evaluate_log(log).errors
    to_clear: list[dict[str, str]] = []
    if request.method == "POST":
        changes = removals(log.program, ticked)
        agreed = request.POST.get("agreed_to_clear", "").split(",")
        if not changes:
            messages.error(request, "Tick at least one answer to remove.")
            return HttpResponseRedirect(request.path)
        recorded = record_answers(log=log, changes=changes, actor=request.user, agreed_to_clear=agreed)
        if recorded.saved:
            messages.success(request, "The answers have been removed. Their questions are to be answered again.")
            return HttpResponseRedirect(record_url(log, "change"))
        errors = recorded.errors
        to_clear = what_goes(log, log.program, recorded.to_clear, changes)
    context = base_context(admin, request, log, "Answers that do not fit")
    context.update(
        contradictions=find_contradictions(log, log.program, errors, ticked),
        to_clear=to_clear,
        agreed=",".join(item["name"] for item in to_clear),
        has_errors=request.method == "POST",
    )
    return TemplateResponse(request, "logs/check_errors.html", context)


def what_goes(
    log: Log, program: Program, cleared: Mapping[str, Any], changes: Mapping[str, Any]
) -> list[dict[str, str]]:
    """What a save would clear, in words, with the reason."""
    stored = log.typed_answers() if log.pk else Answers()
    wording = Wording(program, stored, log.date)
    known = program.questionnaire.by_field
    return [
        {
            "name": name,
            "label": wording.label(name),
            "value": wording.of(name, gone.value),
            "because": ", ".join(lower_first(program.questionnaire.label(cause)) for cause in gone.because),
            "causes": ",".join(gone.because),
        }
        for name, gone in cleared.items()
        if name in known and (name not in changes or changes[name] is not None) and stored[name] is not None
    ]
