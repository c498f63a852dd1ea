"""What came of logs, as JSON: errors each at its place, warnings with what confirms them, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from portal.api.calls import pointed
from portal.api.deliver import Came, Result, etag_of
from portal.api.items import ItemError, plain
from portal.logs.record import Recorded
from portal.logs.status import LogStatus
from portal.questionnaire.evaluation import Status
from portal.questionnaire.program import Program

if TYPE_CHECKING:
    from portal.logs.models import Log


STATUS_WORDS = {
    LogStatus.NOT_STARTED: Status.NOT_STARTED.value,
    LogStatus.IN_PROGRESS: Status.IN_PROGRESS.value,
    LogStatus.COMPLETED: Status.COMPLETED.value,
    LogStatus.DELETED: "deleted",
}
MOST_ALLOWED = 100
NOT_ASKED = "not_asked"


def status_of(log: Log) -> str:
    """How far a log is, in the words of the API."""
    standing = log.pending_status if log.status == LogStatus.PENDING else None
    return STATUS_WORDS[LogStatus(log.status if standing is None else standing)]


def result_json(result: Result, program: Program) -> dict[str, Any]:
    """One item's result."""
    item, recorded = result.item, result.recorded
    found: dict[str, Any] = {"index": item.position, "result": result.came.value}
    if item.reference is not None:
        found["external_reference"] = item.reference
    if result.log is not None:
        found |= {"id": result.log.pk, "etag": etag_of(result.log)}
    errors = [_own_error(item.pointer, error) for error in item.errors]
    if recorded is not None:
        if result.came is not Came.UNCHANGED:
            reported = {error.question for error in item.errors}
            errors += problems_json(recorded, program, item.pointer, item.answers, reported)
        found |= state_json(recorded)
    if result.came is Came.UNCHANGED:
        found["status"] = status_of(result.stored)  # as it is kept, whatever has been ruled since
    return {**found, "errors": errors}


def state_json(recorded: Recorded) -> dict[str, Any]:
    """How far the log would be or is, and what still stands in the way."""
    evaluation = recorded.evaluation
    return {
        "status": evaluation.status.value,
        "missing": list(evaluation.missing),
        "warnings": [
            {
                "confirm_with": confirm,
                "fields": list(evaluation.warning_fields.get(confirm, ())),
                "rule": problems[0].rule,
                "message": problems[0].message,
            }
            for confirm, problems in evaluation.warnings.items()
        ],
        "told": list(evaluation.messages),
    }


def problems_json(
    recorded: Recorded, program: Program, pointer: str, sent: Mapping[str, Any], reported: Any = ()
) -> list[dict[str, Any]]:
    """Every error of a log, each with what would be allowed."""
    stands = [
        (name, problem.rule, problem.message)
        for name, problems in recorded.errors.items()
        if name not in reported
        for problem in problems
    ]
    stands += [
        (name, "would_clear", f"{program.questionnaire.label(name)} would be cleared") for name in recorded.to_clear
    ]
    return [_error(pointer, each, sent, recorded, program) for each in stands]


def _own_error(pointer: str, error: ItemError) -> dict[str, Any]:
    found = {"pointer": pointer + error.at, "code": error.code, "message": error.message}
    if error.question is not None:
        found |= {"question": error.question, "value": error.value}
    return found


def _error(
    pointer: str, stands: tuple[str, str, str], sent: Mapping[str, Any], recorded: Recorded, program: Program
) -> dict[str, Any]:
    name, rule, message = stands
    found: dict[str, Any] = {
        "pointer": f"{pointer}/answers/{pointed(name)}",
        "code": "rule" if rule in program.rules else rule,
        "rule": rule,
        "question": name,
        "label": program.questionnaire.label(name),
        "message": message,
        "value": plain(sent.get(name)),
    }
    if rule != NOT_ASKED and (allowed := _allowed(recorded, program, name)):
        found["allowed"] = allowed
    return found


def _allowed(recorded: Recorded, program: Program, name: str) -> dict[str, Any]:
    """What a question can be answered with, as it is asked for this log: codes with their labels, or limits."""
    for question in recorded.evaluation.asked_for(name) or program.questionnaire.by_field.get(name, ()):
        if question.id == name and question.options:
            return {"codes": {str(option.code): option.label for option in question.options[:MOST_ALLOWED]}}
        limits = {"minimum": question.minimum, "maximum": question.maximum, "step": question.step}
        if found := {word: limit for word, limit in limits.items() if limit is not None}:
            return found
    return {}
