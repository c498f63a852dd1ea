"""What changed in a log, by whom and when: one row for each save, holding only the answers that changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.models import User
from accounts.staff_sessions import note_change, reason_now
from portal.clock import now
from portal.logs.answers_json import AnswersDecoder, AnswersEncoder

if TYPE_CHECKING:
    from portal.logs.models import Log


class ChangedAnswers(models.Model):
    """Part of every row of a log's history: field to [before, after]."""

    changes = models.JSONField(default=dict, encoder=AnswersEncoder, decoder=AnswersDecoder)

    class Meta:
        abstract = True


NOT_IN_HISTORY = [
    "answers",
    "confirmed_warnings",
    "created_at",
    "creation_method",
    "duplicate_key",
    "form_token",
    "old_form_id",
    "pending_status",
    "questionnaire_version",
    "set_aside",
    "unanswered_warnings",
    "version",
]


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Field to [before, after], for the fields that differ, of answers in the form in which they are stored."""
    if not before:  # of a new log all of it is new
        return {name: [None, value] for name, value in sorted(after.items()) if value is not None}
    old, new = before.get, after.get
    differing = [name for name, value in after.items() if old(name) != value]
    differing += [name for name, value in before.items() if name not in after and value is not None]
    return {name: [old(name), new(name)] for name in sorted(differing)}


def write_history(log: Log, kind: str, changes: Mapping[str, Any], actor: User) -> None:
    """Write one row of history (kind: + created, ~ changed, - deleted) in the caller's transaction."""
    history = type(log).history.model
    fields = {field.attname: getattr(log, field.attname) for field in history.tracked_fields}
    history.objects.create(
        **fields,
        changes=dict(changes),
        history_date=now(),
        history_type=kind,
        history_user=actor,
        history_change_reason=reason_now() or None,
    )
    note_change(log, kind)
