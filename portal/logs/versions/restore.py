"""Answers that a log lost to a new version are put back where their questions are asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from orgs.access import can
from portal.clock import now
from portal.logs.models import Log
from portal.logs.record import Recorded, evaluate_log, record_answers
from portal.logs.versions.models import LogMove

if TYPE_CHECKING:
    from accounts.models import User


def can_be_restored(log: Log) -> dict[str, Any]:
    """The newest of the lost answers whose questions are asked now and are not answered."""
    evaluation = evaluate_log(log)
    asked = set(evaluation.asked)
    found: dict[str, Any] = {}
    for move in LogMove.objects.of_log(log).filter(restored_at=None):
        for name, value in move.lost.items():
            if name in asked and evaluation.answers[name] is None:
                found.setdefault(name, value)
    return found


def restore(*, log: Log, by: User) -> Recorded:
    """Put them back; what the questionnaire does not take any more is refused, and nothing is lost by that."""
    if not can(by, "change", log):
        raise PermissionDenied
    with transaction.atomic():
        moves = list(LogMove.objects.of_log(log).filter(restored_at=None).select_for_update(of=("self",)))
        result = record_answers(log=log, changes=can_be_restored(log), actor=by, agreed_to_clear=())
        if not result.refused:
            given = {name for name, (_, new) in result.changes.items() if new is not None}
            done = [move.pk for move in moves if given & set(move.lost)]
            LogMove.objects.filter(pk__in=done).update(restored_at=now(), restored_by=by)
    return result
