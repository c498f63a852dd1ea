"""What changed in a scheme or location, by whom and when, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import Field
from django.utils.text import capfirst

from orgs.models import Organisation
from portal.words import day_in_words
from supported_housing.models import Location, Scheme

HIDDEN = {"id", "created_at", "updated_at", "old_id", "old_visible_id"}
VERBS = {"+": "created", "~": "changed", "-": "deleted"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    when: datetime
    who: str
    what: str
    changes: list[FieldChange] = field(default_factory=list)


def history_of(record: Scheme | Location) -> list[Entry]:
    """Newest first: changes of the record and of its deactivations."""
    entries = [*_of_record(record), *_of_periods(record)]
    return sorted(entries, key=lambda entry: entry.when, reverse=True)


def _of_record(record: Scheme | Location) -> Iterator[Entry]:
    rows = list(record.history.select_related("history_user").order_by("history_date", "history_id"))
    kind = str(record._meta.verbose_name).capitalize()
    words = _Words(record, rows)
    for before, row in pairwise([None, *rows]):
        changes = words.changes(before, row) if before is not None else []
        if before is None or changes:
            what = f"{kind} {VERBS[row.history_type]}"
            if row.discarded_at and before is not None and not before.discarded_at:
                what = f"{kind} deleted"
            yield Entry(row.history_date, _who(row), what, changes)


def _of_periods(record: Scheme | Location) -> Iterator[Entry]:
    model = record.deactivation_periods.model
    owner = {str(record._meta.model_name): record.pk}
    rows = model.history.filter(**owner).select_related("history_user").order_by("id", "history_date", "history_id")
    for row in rows:
        if row.history_type == "-":
            what = "Deactivation removed"
        elif row.reactivation_date:
            what = f"Reactivated from {day_in_words(row.reactivation_date)}"
        else:
            what = f"Deactivated from {day_in_words(row.deactivation_date)}"
        yield Entry(row.history_date, _who(row), what)


def _who(row: Any) -> str:
    return str(row.history_user) if row.history_user else "The system"


class _Words:
    """Values in words; the owners that ever were are read once."""

    def __init__(self, record: Scheme | Location, rows: Iterable[Any]) -> None:
        hidden = {*HIDDEN, "postcode"} if getattr(record, "postcode_hidden", False) else HIDDEN
        self._fields = [item for item in record._meta.concrete_fields if item.name not in hidden]
        ids: set[int] = {row.owning_organisation_id for row in rows if hasattr(row, "owning_organisation_id")}
        self._owners = {owner.pk: str(owner) for owner in Organisation.objects.filter(pk__in=ids)}

    def changes(self, before: Any, after: Any) -> list[FieldChange]:
        return [
            FieldChange(capfirst(str(item.verbose_name)), self._value(item, old), self._value(item, new))
            for item in self._fields
            if (old := getattr(before, item.attname)) != (new := getattr(after, item.attname))
        ]

    def _value(self, item: Field, value: Any) -> str:
        if value in (None, ""):
            return "Nothing"
        if item.name == "owning_organisation":
            return self._owners.get(value, str(value))
        if item.choices:
            return str(dict(item.flatchoices).get(value, value))
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, datetime):
            return day_in_words(value.date())
        return day_in_words(value) if isinstance(value, date) else str(value)
