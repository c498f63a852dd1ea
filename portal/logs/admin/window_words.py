"""What the collection windows mean for one log, in words: by when to complete it, until when it can be changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from portal.clock import today
from portal.logs.status import LogStatus
from portal.windows import Windows
from portal.words import day_in_words

if TYPE_CHECKING:
    from portal.logs.models import Log


@dataclass(frozen=True, slots=True)
class Deadline:
    """The line under a log's progress."""

    text: str
    overdue: bool = False


def why_closed(log: Log, windows: Windows) -> str:
    """Why a log cannot be changed any more; empty while it can."""
    if windows.log_open_for_editing(log.date, today()):
        return ""
    year = log.collection_year or windows.form_year(log.date, today())
    end = windows.of_year(year).edit_end
    if end > today():  # closed because a newer year has followed, whatever its own dates say
        return f"Logs of {year} to {year + 1} belong to an earlier collection. This one can be read but not changed."
    last = day_in_words(end - timedelta(days=1))
    return (
        f"The collection of {year} to {year + 1} closed for changes on {last}, so this log can be read but not changed."
    )


def deadline_of(log: Log, windows: Windows, *, may_change: bool) -> Deadline | None:
    """By when an incomplete log is due (docs/domain/organisations.md#7.6), or how long a complete one can be changed by who may."""
    if log.date is None or log.collection_year is None or not windows.log_open_for_editing(log.date, today()):
        return None
    window = windows.of_year(log.collection_year)
    if not window.known:
        return Deadline(missing_dates(window.start_year))
    if log.status == LogStatus.COMPLETED and not may_change:
        return None
    if log.status == LogStatus.COMPLETED:
        last = day_in_words(window.edit_end - timedelta(days=1))
        if today() <= window.submission_deadline:
            return Deadline(
                f"You can review this log until {day_in_words(window.submission_deadline)}, the submission deadline."
            )
        return Deadline(f"The submission deadline has passed. You can still change this log until {last}.")
    cut_off = _cut_off(log.date, windows)
    if cut_off is None:
        return None
    if cut_off < today():
        return Deadline(f"This log should have been completed by {day_in_words(cut_off)}.", overdue=True)
    return Deadline(f"Complete this log by {day_in_words(cut_off)}.")


def missing_dates(year: int) -> str:
    """What a page says in the place of a deadline that nobody has set."""
    return f"The deadlines of {year} to {year + 1} have not been set yet."


def _cut_off(on: date, windows: Windows) -> date | None:
    quarter = windows.quarter_for(on)
    return quarter.cut_off if quarter else None
