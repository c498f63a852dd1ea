"""What happened to a scheme or location: its own changes, and when it was closed and opened again."""

from __future__ import annotations

from collections.abc import Iterator

from portal.theme.record_history import HistoryEntry, entry_of, history_of, newest_first
from portal.words import day_in_words
from supported_housing.models import Location, Scheme


def history_with_closures(record: Scheme | Location) -> list[HistoryEntry]:
    """Newest first: changes of the record and of its deactivations."""
    hidden = ["postcode"] if getattr(record, "postcode_hidden", False) else []
    return newest_first([*history_of(record, hidden=hidden), *_of_periods(record)])


def _of_periods(record: Scheme | Location) -> Iterator[HistoryEntry]:
    model = record.deactivation_periods.model
    owner = {str(record._meta.model_name): record.pk}
    rows = model.history.filter(**owner).select_related("history_user").order_by("id", "history_date", "history_id")
    for row in rows:
        if row.history_type == "-":
            what = f"called off the deactivation from {day_in_words(row.deactivation_date)}"
        elif row.reactivation_date:
            what = f"reactivated from {day_in_words(row.reactivation_date)}"
        else:
            what = f"deactivated from {day_in_words(row.deactivation_date)}"
        yield entry_of(row, what)
