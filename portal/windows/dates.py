"""Collection years and their windows, as pure functions of dates.

A cut-off is midnight at the start of the day, so the last usable day is the one before it. "today" is
always handed in: nothing here asks the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta


def collection_year(day: date) -> int:
    """The April to March year that the day lies in, named by the year it starts."""
    return day.year if day.month >= 4 else day.year - 1


def year_start(year: int) -> date:
    return date(year, 4, 1)


def year_end(year: int) -> date:
    return date(year + 1, 3, 31)


@dataclass(frozen=True, slots=True)
class Quarter:
    number: int
    start: date
    end: date
    cut_off: date

    def overdue(self, today: date) -> bool:
        return self.cut_off < today


@dataclass(frozen=True, slots=True)
class Window:
    """The dates of one collection year, the same for lettings and sales."""

    start_year: int
    start: date
    submission_deadline: date
    new_logs_end: date
    edit_end: date
    quarter_cut_offs: tuple[date, date, date] | None = None
    known: bool = True
    """False for dates that nobody has set: rules go on with them, pages say that they are missing."""

    @classmethod
    def standard(cls, year: int) -> Window:
        """The dates of a year for which support has set none."""
        end = date(year + 1, 12, 31)
        return cls(year, year_start(year), date(year + 1, 6, 1), end, end, known=False)

    def open_for_new(self, today: date) -> bool:
        return self.start <= today < self.new_logs_end

    def open_for_editing(self, today: date) -> bool:
        return self.start <= today < self.edit_end

    def quarters(self) -> tuple[Quarter, ...]:
        """The four quarters with their cut-offs; the last one's is the submission deadline."""
        if self.quarter_cut_offs is None:
            return ()
        starts = [
            date(self.start_year, 4, 1),
            date(self.start_year, 7, 1),
            date(self.start_year, 10, 1),
            date(self.start_year + 1, 1, 1),
            date(self.start_year + 1, 4, 1),
        ]
        cut_offs = (*self.quarter_cut_offs, self.submission_deadline)
        return tuple(
            Quarter(index + 1, starts[index], starts[index + 1] - timedelta(days=1), cut_off)
            for index, cut_off in enumerate(cut_offs)
        )


class Windows:
    """All years' windows, with every question the portal asks about them."""

    def __init__(self, windows: Iterable[Window] = ()) -> None:
        self._by_year = {window.start_year: window for window in windows}

    def __iter__(self) -> Iterator[Window]:
        return iter(sorted(self._by_year.values(), key=lambda window: window.start_year))

    def of_year(self, year: int) -> Window:
        return self._by_year.get(year) or Window.standard(year)

    def _candidates(self, today: date) -> list[Window]:
        """The forms that can exist at all: two years ago to next year."""
        current = collection_year(today)
        return [self.of_year(year) for year in range(current - 2, current + 2)]

    def missing_years(self, today: date) -> list[int]:
        """Years that logs can belong to now and whose dates nobody has set."""
        current = collection_year(today)
        return [year for year in (current - 1, current) if not self.of_year(year).known]

    def in_crossover(self, today: date) -> bool:
        """More than one year accepts new logs."""
        return sum(window.open_for_new(today) for window in self._candidates(today)) > 1

    def in_edit_crossover(self, today: date) -> bool:
        """More than one year accepts changes."""
        return sum(window.open_for_editing(today) for window in self._candidates(today)) > 1

    def years_open_for_new(self, today: date) -> list[int]:
        """Newest first."""
        return [w.start_year for w in reversed(self._candidates(today)) if w.open_for_new(today)]

    def available_years(self, today: date) -> list[int]:
        """Years whose logs are listed; the archived one only while more than one year can be edited."""
        current = collection_year(today)
        open_years = sum(window.open_for_editing(today) for window in self._candidates(today))
        years = [current + 1, current, current - 1]
        return years if open_years == 1 else [*years, current - 2]

    def filter_years(self, today: date) -> list[int]:
        """Years offered in a filter: current, previous, and the one before while years overlap."""
        current = collection_year(today)
        years = [current, current - 1]
        return [*years, current - 2] if self.in_crossover(today) else years

    def earliest_open(self, today: date) -> date:
        """First day that a new log may be dated (EARLIEST_OPEN)."""
        current = collection_year(today)
        return year_start(current - 1 if self.in_crossover(today) else current)

    def earliest_editable(self, today: date) -> date:
        """First day that a log still open for changes may be dated (EARLIEST_EDITABLE)."""
        current = collection_year(today)
        return year_start(current - 1 if self.in_edit_crossover(today) else current)

    def form_year(self, log_date: date | None, today: date) -> int:
        """Which year's questionnaire a log uses; the current one when undated or out of range."""
        current = collection_year(today)
        if log_date is None:
            return current
        year = collection_year(log_date)
        return year if year in self.available_years(today) else current

    def log_open_for_new(self, log_date: date | None, today: date) -> bool:
        """May a log of this date be created, and deleted, today?"""
        return self._not_too_old(log_date, today) and (
            today < self.of_year(self.form_year(log_date, today)).new_logs_end
        )

    def log_open_for_editing(self, log_date: date | None, today: date) -> bool:
        """May a log of this date be changed today?"""
        return self._not_too_old(log_date, today) and (today < self.of_year(self.form_year(log_date, today)).edit_end)

    @staticmethod
    def _not_too_old(log_date: date | None, today: date) -> bool:
        return log_date is None or log_date >= year_start(collection_year(today) - 1)

    def allowed_log_dates(self, today: date, *, changing: bool) -> tuple[date, date]:
        """First and last day a log's date may take; changing an existing date has longer (L-H-SET-02)."""
        first = self.earliest_editable(today) if changing else self.earliest_open(today)
        return first, year_end(collection_year(today))

    def quarter_for(self, day: date) -> Quarter | None:
        """The first quarter of the day's year that reaches it, to one day after its cut-off."""
        for quarter in self.of_year(collection_year(day)).quarters():
            if quarter.start <= day <= quarter.cut_off + timedelta(days=1):
                return quarter
        return None
