"""The history of an audited record, in the words of its fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Field, ForeignKey, Model
from django.utils.text import capfirst

from portal.history import who_did_it
from portal.words import day_in_words, moment_in_words

WORDS = {"+": "created", "~": "changed", "-": "deleted"}
NEVER_SHOWN = frozenset({"id", "created_at", "updated_at"})
"""Fields that say nothing to people; a model's `NOT_IN_HISTORY` names more."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, from what to what."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened."""

    when: datetime
    who: str
    what: str
    changes: list[FieldChange] = field(default_factory=list)
    why: str = ""


def history_of(obj: Model, *, hidden: Iterable[str] = ()) -> list[HistoryEntry]:
    """The newest first; a save that changed nothing worth telling is left out."""
    audited: Any = obj
    rows = list(audited.history.select_related("history_user").order_by("history_date", "history_id"))
    tell = _Words(obj, rows, {*NEVER_SHOWN, *getattr(obj, "NOT_IN_HISTORY", ()), *hidden})
    entries = []
    for before, row in zip([None, *rows], rows, strict=False):
        changes = tell.changes(before, row) if before is not None else []
        if before is not None and not changes and row.history_type == "~" and not row.history_change_reason:
            continue
        what = WORDS[row.history_type]
        if before is not None and getattr(row, "discarded_at", None) and not before.discarded_at:
            what, changes = WORDS["-"], []
        entries.append(entry_of(row, what, changes))
    return entries[::-1]


def entry_of(row: Any, what: str, changes: list[FieldChange] | None = None) -> HistoryEntry:
    """A history row as an entry, with who did it and why."""
    who, why = who_did_it(row)
    return HistoryEntry(row.history_date, who, what, changes or [], why)


def newest_first(entries: Iterable[HistoryEntry]) -> list[HistoryEntry]:
    """Histories of several records told as one."""
    return sorted(entries, key=lambda entry: entry.when, reverse=True)


class _Words:
    """Values in words; the records that foreign keys ever pointed at are read once per field."""

    def __init__(self, obj: Model, rows: list[Any], hidden: set[str]) -> None:
        kept = {item.attname for item in rows[0].tracked_fields} if rows else set()
        self._fields = [item for item in obj._meta.concrete_fields if item.attname in kept and item.name not in hidden]
        self._named = {
            item.name: item.remote_field.model._default_manager.in_bulk(
                {value for row in rows if (value := getattr(row, item.attname)) is not None}
            )
            for item in self._fields
            if isinstance(item, ForeignKey)
        }

    def changes(self, before: Any, after: Any) -> list[FieldChange]:
        return [
            FieldChange(capfirst(str(item.verbose_name)), self._shown(item, old), self._shown(item, new))
            for item in self._fields
            if (old := getattr(before, item.attname)) != (new := getattr(after, item.attname))
        ]

    def _shown(self, item: Field[Any, Any], value: Any) -> str:
        if value in (None, ""):
            return ""
        if item.name in self._named:
            return str(self._named[item.name].get(value, "a record that is no longer there"))
        return shown(item, value)


def shown(item: Any, value: Any) -> str:
    """A stored value as people read it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    choices = dict(getattr(item, "flatchoices", ()))
    if choices:
        return str(choices.get(value, value))
    if isinstance(value, datetime):
        return moment_in_words(value)
    return day_in_words(value) if isinstance(value, date) else str(value)


__all__ = ["FieldChange", "HistoryEntry", "entry_of", "history_of", "newest_first", "shown"]
