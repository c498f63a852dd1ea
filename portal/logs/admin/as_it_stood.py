"""A log as it stood at the end of a day, and what has changed in it until another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.template.response import TemplateResponse

from portal.clock import end_of_day, now, today
from portal.logs.admin.history_words import HistoryWording
from portal.logs.admin.pages import base_context, get_log
from portal.logs.admin.present import Wording
from portal.logs.as_of import Stood, as_it_stood
from portal.logs.downloads.files import may_look_back
from portal.logs.models import Log
from portal.logs.status import LogStatus
from portal.questionnaire.answers import Answers
from portal.questionnaire.document import Kind
from portal.questionnaire.evaluation import parse
from portal.requests import SignedInRequest
from portal.theme.forms import GovDateField, GovForm

if TYPE_CHECKING:
    from portal.logs.admin.base import LogAdmin


class DaysForm(GovForm):
    """The day to look back to, and the one to compare it with."""

    day = GovDateField(label="Show the log as it stood at the end of", short_label="Day", required=True)
    until = GovDateField(
        label="Compare with the end of", short_label="Day to compare with", hint="Leave empty for now.", required=False
    )

    def clean(self) -> dict[str, Any]:
        """Days that have been, in their order."""
        cleaned = super().clean() or {}
        day, until = cleaned.get("day"), cleaned.get("until")
        if day and day > today():
            self.add_error("day", "Day must be today or in the past")
        elif day and until and until < day:
            self.add_error("until", "Day to compare with must be the same as or after the first day")
        return cleaned


def as_it_stood_page(admin: LogAdmin, request: SignedInRequest, log_id: int) -> HttpResponse:
    """Whoever sees the log now sees what it was; whoever may look back, also one that has been deleted since."""
    log = _deleted(admin, request, log_id) or get_log(admin, request, log_id)
    context = base_context(admin, request, log, f"Log {log.pk} as it stood")
    if log.is_deleted:  # it has no other page
        context["tabs"] = []
    form = DaysForm(request.GET or None)
    context["form"] = form
    if form.is_bound and form.is_valid():
        day, until = form.cleaned_data["day"], form.cleaned_data["until"]
        before = as_it_stood(log, end_of_day(day))
        after = as_it_stood(log, end_of_day(until) if until else now())
        context.update(day=day, until=until, existed=before is not None)
        if before is not None and after is not None:
            context["status"] = LogStatus(before.status).label
            context["rows"] = list(_rows(log, before))
            tell = HistoryWording(log)
            context["changes"] = tell.changes(SimpleNamespace(changes=before.changed_to(after)))
    return TemplateResponse(request, "logs/as_it_stood.html", context)


def _deleted(admin: LogAdmin, request: SignedInRequest, log_id: int) -> Log | None:
    """A log that only those who see all of the past may still look at."""
    if not may_look_back(request.user):
        return None
    found: Log | None = admin.model.objects.not_on_trial().filter(pk=log_id, status=LogStatus.DELETED).first()
    return found


def _rows(log: Log, stood: Stood) -> Iterator[tuple[str, str]]:
    """The answers that there were, in the order and words of the year that the log then had."""
    program = log.kind.program_for(_day(stood.answers.get(log.kind.date_field)))
    typed, _ = parse(program, stood.answers)
    answers = Answers(typed)
    wording = Wording(program, answers, log.date)
    for name, placements in program.questionnaire.by_id.items():
        question = placements[0]
        if question.kind is Kind.CHECKBOXES:
            ticked = [option.label for option in question.options if answers.get(str(option.code)) == 1]
            value = ", ".join(ticked)
        else:
            value = "" if answers.get(name) is None else wording.of_question(question, answers[name])
        if value:
            yield question.label, value


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)) if value else None
