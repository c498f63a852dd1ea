"""What a log is asked since its questionnaire changed, and what it lost: a notice on its task list, and a page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from portal.logs.admin.pages import base_context, get_log, url
from portal.logs.admin.present import Wording
from portal.logs.models import Log
from portal.logs.record import evaluate_log
from portal.logs.tabs import LogNotice, LogTab
from portal.logs.versions.models import LogMove
from portal.logs.versions.restore import can_be_restored, restore
from portal.requests import SignedInRequest


def what_is_new(log: Log) -> LogNotice | None:
    """Until the new questions are answered, or while lost answers can be put back."""
    if log.questionnaire_version <= 1 and log.kind.program_for(log.date).version <= 1:
        return None
    moves = list(LogMove.objects.of_log(log))
    if not moves:
        return None
    missing = set(evaluate_log(log).missing)
    new = [name for move in moves for name in move.new_questions if name in missing]
    back = any(move.lost and move.restored_at is None for move in moves)
    if not new and not (back and can_be_restored(log)):
        return None
    count = len(set(new))
    asked = f"{count} question{'' if count == 1 else 's'} that it was not asked before" if count else "lost answers"
    return LogNotice(
        f"The questionnaire has changed since this log was started: {asked}.", "See what is new", url(log, "new")
    )


def new_page(admin: Any, request: SignedInRequest, log_id: int) -> HttpResponse:
    """Each version that the log went over to, with what it asks since and what became of the answers before."""
    log = get_log(admin, request, log_id)
    context = base_context(admin, request, log, "What is new")
    if request.method == "POST":
        if not context["may_change"]:
            raise PermissionDenied
        return _restored(request, log)
    evaluation = evaluate_log(log)
    wording = Wording(log.program, evaluation.answers, log.date)
    missing, back = set(evaluation.missing), can_be_restored(log)
    context["moves"] = [_shown(log, move, missing, wording) for move in LogMove.objects.of_log(log)]
    context["back"] = [(log.program.questionnaire.label(name), wording.of(name, value)) for name, value in back.items()]
    return TemplateResponse(request, "log_versions/new.html", context)


def _shown(log: Log, move: LogMove, missing: set[str], wording: Wording) -> dict[str, Any]:
    version = move.move.version
    before = log.kind.program(version.year, move.from_version)
    now_asked = log.kind.program(version.year, version.number)
    old_wording = Wording(before, evaluate_log(log).answers, log.date)
    return {
        "version": version,
        "note": version.note,
        "asked": [(now_asked.questionnaire.label(name), name in missing) for name in move.new_questions],
        "lost": [(before.questionnaire.label(name), old_wording.of(name, value)) for name, value in move.lost.items()],
        "restored": move.restored_at,
        "reopened": move.reopened,
    }


def _restored(request: SignedInRequest, log: Log) -> HttpResponse:
    result = restore(log=log, by=request.user)
    if result.refused:
        problems = [one.message for some in result.errors.values() for one in some]
        messages.error(request, f"Nothing was put back: {' '.join(problems) or 'other answers would go.'}")
    elif result.changes:
        messages.success(request, "The answers are back.")
    else:
        messages.info(request, "There is nothing to put back.")
    return HttpResponseRedirect(url(log, "new"))


NEW_QUESTIONS = LogTab("What is new", "new", new_page, lambda user: False)
