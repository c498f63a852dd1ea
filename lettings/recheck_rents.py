"""After a location moved to another authority: its logs' rents are held against that authority's limits (6.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from lettings.models import LettingsLog
from portal.clock import today
from portal.logs.locks import LogLocks
from portal.logs.record import Recorded, evaluate_log, record_answers
from portal.questionnaire.evaluation import Evaluation
from portal.windows import Windows

if TYPE_CHECKING:
    from accounts.models import User

OUT_OF_RANGE = frozenset({"rent_too_low", "rent_too_high"})
CONFIRMATION = "rent_value_check"
RENT_ANSWERS = ("brent", "scharge", "pscharge", "supcharg", "tcharge")


def recheck_rents(logs: QuerySet[Any], *, actor: User, windows: Windows) -> list[str]:
    """Judges each log anew; what came of those whose rent no longer fits, in words.

    While a log can be changed it is saved with the new verdict, and a rent outside the limits is asked again. In a
    closed year nobody could answer, so the log keeps its answers and its status and is only named.
    """
    lines: list[str] = []
    locks = LogLocks(LettingsLog.kind)
    # What the logs refer to is locked before any of them is, as a save does it.
    referring = list(logs.defer("answers"))
    locks.hold((log.raw_references() for log in referring), [actor.pk])
    for log in locks.logs(log.pk for log in referring).values():
        still_open = windows.log_open_for_editing(log.date, today())
        if text := _record_again(log, actor, locks) if still_open else _named(evaluate_log(log)):
            lines.append(f"log {log.pk}: {text}")
    return lines


def _record_again(log: LettingsLog, actor: User, locks: LogLocks) -> str:
    recorded = record_answers(log=log, changes={}, actor=actor, locks=locks)
    if recorded.saved:
        asked = CONFIRMATION in recorded.evaluation.warnings
        return "its rent is unusual there and has to be confirmed" if asked else ""
    if not _out_of_range(recorded.evaluation):
        return _broken(recorded)
    emptied = record_answers(log=log, changes=dict.fromkeys(RENT_ANSWERS), actor=actor, locks=locks)
    return "its rent is outside the limits there and is asked again" if emptied.saved else _broken(emptied)


def _named(evaluation: Evaluation) -> str:
    if _out_of_range(evaluation):
        return "its rent is outside the limits there; left as it is, because its year is closed"
    unusual = CONFIRMATION in evaluation.warnings
    return "its rent is unusual there; left as it is, because its year is closed" if unusual else ""


def _out_of_range(evaluation: Evaluation) -> bool:
    return any(problem.rule in OUT_OF_RANGE for problems in evaluation.errors.values() for problem in problems)


def _broken(recorded: Recorded) -> str:
    rules = sorted({problem.rule for problems in recorded.errors.values() for problem in problems})
    return f"left as it is, look at it: it breaks {', '.join(rules)}"
