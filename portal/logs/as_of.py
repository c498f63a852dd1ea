"""Logs as they stood at a moment: from what they are, taking back what history says has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.logs.history import difference
from portal.logs.kind import LogKind
from portal.logs.models import Log


@dataclass(frozen=True)
class Stood:
    """What a log was: its status and its answers as stored, references included."""

    status: int
    answers: dict[str, Any]

    def changed_to(self, later: Stood) -> dict[str, list[Any]]:
        """What differs, as a row of history tells it."""
        changes = difference(self.answers, later.answers)
        return changes | ({"status": [self.status, later.status]} if self.status != later.status else {})


def as_they_stood(kind: LogKind, logs: Sequence[Log], at: datetime) -> dict[int, Stood]:
    """These logs at the moment, in two queries however many they are; one that did not exist yet is left out."""
    found = {log.pk: Stood(log.status, log.raw_answers()) for log in logs if log.created_at <= at}
    history = kind.model.history.model.objects
    later = history.filter(id__in=list(found), history_date__gt=at).order_by("-history_date", "-history_id")
    for pk, history_type, changes in later.values_list("id", "history_type", "changes"):
        if history_type == "+":  # its row is older than its history: it was not there
            found.pop(pk, None)
        elif pk in found:
            _take_back(found[pk].answers, changes)
    before = history.filter(id__in=list(found), history_date__lte=at).order_by("id", "-history_date", "-history_id")
    statuses = dict(before.distinct("id").values_list("id", "status"))
    return {pk: Stood(statuses.get(pk, stood.status), _given(stood.answers)) for pk, stood in found.items()}


def as_it_stood(log: Log, at: datetime) -> Stood | None:
    """One log at the moment; None when it did not exist yet."""
    return as_they_stood(log.kind, [log], at).get(log.pk)


def _take_back(answers: dict[str, Any], changes: dict[str, list[Any]]) -> None:
    for name, (before, _) in changes.items():
        if name != "status":
            answers[name] = before


def _given(answers: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if value is not None}
