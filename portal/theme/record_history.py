"""The history of an audited record, in the words of its fields."""

from __future__ import annotations

from typing import Any

WORDS = {"+": "Created", "~": "Changed", "-": "Deleted"}


def history_of(obj: Any) -> list[dict[str, Any]]:
    """The newest first; a save that changed nothing worth keeping is left out."""
    records = list(obj.history.select_related("history_user").order_by("history_date", "history_id"))
    entries = []
    for before, record in zip([None, *records], records, strict=False):
        changes = []
        if before is not None:
            delta = record.diff_against(before, foreign_keys_are_objs=True)
            for change in delta.changes:
                field = obj._meta.get_field(change.field)
                changes.append((str(field.verbose_name), _shown(field, change.old), _shown(field, change.new)))
            if not changes:
                continue
        entries.append(
            {
                "what": WORDS[record.history_type],
                "who": str(record.history_user or "The service"),
                "at": record.history_date,
                "changes": changes,
                "why": record.history_change_reason or "",
            }
        )
    return entries[::-1]


def _shown(field: Any, value: Any) -> str:
    if value in (None, ""):
        return "nothing"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    choices = dict(getattr(field, "flatchoices", ()))
    return str(choices.get(value, value))
