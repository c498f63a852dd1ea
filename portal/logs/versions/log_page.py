"""What a log is asked since its questionnaire changed, and what it keeps aside: a notice on its task list, and a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.template.response import TemplateResponse

from portal.logs.admin.pages import base_context, get_log
from portal.logs.admin.present import Wording
from portal.logs.models import Log
from portal.logs.record import evaluate_log
from portal.logs.tabs import LogNotice, LogTab
from portal.logs.versions.models import LogMove
from portal.questionnaire.evaluation import parse
from portal.requests import SignedInRequest
from portal.theme.record_pages import record_url

if TYPE_CHECKING:
    from portal.logs.admin.base import LogAdmin


def what_is_new(log: Log) -> LogNotice | None:
    """Until the new questions are answered, and while answers are kept that nothing asks about."""
    aside = len(log.set_aside)
    moved = log.questionnaire_version > 1 or log.kind.program_for(log.date).version > 1
    count = len(_still_asked(log)) if moved else 0
    if not aside and not count:
        return None
    shown = []
    if count:
        shown.append(
            f"The questionnaire has changed since this log was started: "
            f"{count} question{'' if count == 1 else 's'} that it was not asked before."
        )
    if aside:
        kept = "1 answer is" if aside == 1 else f"{aside} answers are"
        shown.append(f"{kept} kept that the questionnaire of this log does not ask for.")
    return LogNotice(" ".join(shown), "See what is new" if count else "See what is kept", record_url(log, "new"))


def _still_asked(log: Log) -> set[str]:
    moves = list(LogMove.objects.of_log(log))
    missing = set(evaluate_log(log).missing) if moves else set()
    return {name for move in moves for name in move.new_questions if name in missing}


def new_page(admin: LogAdmin, request: SignedInRequest, log_id: int) -> HttpResponse:
    """What the log keeps aside, and each version that it went over to, with what it asks since."""
    log = get_log(admin, request, log_id)
    context = base_context(admin, request, log, "What is new")
    evaluation = evaluate_log(log)
    missing = set(evaluation.missing)
    context["moves"] = [_shown(log, move, missing) for move in LogMove.objects.of_log(log)]
    context["aside"] = [_in_words(log, name, kept) for name, kept in log.set_aside.items()]
    return TemplateResponse(request, "log_versions/new.html", context)


def _in_words(log: Log, name: str, kept: dict[str, Any]) -> tuple[str, str]:
    """An answer that is kept, in the words of the questionnaire that asked for it."""
    program = log.kind.program(kept["year"], kept["version"])
    answers = parse(program, {name: kept["value"]})[0]
    return program.questionnaire.label(name), Wording(program, answers, log.date).of(name, answers[name])


def _shown(log: Log, move: LogMove, missing: set[str]) -> dict[str, Any]:
    version = move.move.version
    before = log.kind.program(version.year, move.from_version)
    now_asked = log.kind.program(version.year, version.number)
    old_wording = Wording(before, evaluate_log(log).answers, log.date)
    return {
        "version": version,
        "note": version.note,
        "asked": [(now_asked.questionnaire.label(name), name in missing) for name in move.new_questions],
        "lost": [(before.questionnaire.label(name), old_wording.of(name, value)) for name, value in move.lost.items()],
        "reopened": move.reopened,
    }


NEW_QUESTIONS = LogTab("What is new", "new", new_page, lambda user: False)
