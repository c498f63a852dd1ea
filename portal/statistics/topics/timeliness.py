"""How long it takes from the tenancy or sale to the completed log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from portal.clock import today
from portal.statistics.disclosure import Column
from portal.statistics.read import Figures, added, per_cent
from portal.statistics.tables import Table, Topic
from portal.theme.charts import Chart, Series

LIMITS = (30, 60, 90)
LATER, OPEN = "later", "open"
NOT_YET = "not yet known"


def band_of(days: int) -> str:
    """30, 60 or 90 for up to so many days, else later."""
    return next((str(limit) for limit in LIMITS if days <= limit), LATER)


def by_month(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """Month to band to logs; those that are not completed are a band of their own."""
    months: dict[str, Counter[str]] = {month: Counter({OPEN: number}) for month, number in counts["cohort"].items()}
    for item, number in counts["days"].items():
        month, _, days = item.partition(":")
        months[month][band_of(int(days))] += number
        months[month][OPEN] -= number
    return {month: {band: bands[band] for band in (*map(str, LIMITS), LATER, OPEN)} for month, bands in months.items()}


class _Months:
    """By month, worked out once for each member, however many months are asked for."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Mapping[str, Mapping[str, int]], dict[str, dict[str, int]]]] = {}

    def of(self, counts: Mapping[str, Mapping[str, int]], month: str) -> dict[str, int]:
        """The bands of one month. The counts are kept, so that no others can take their number."""
        if id(counts) not in self._known:
            self._known[id(counts)] = counts, by_month(counts)
        return self._known[id(counts)][1].get(month, {})


def tables(figures: Figures) -> list[Table]:
    """One row for each month of start or sale."""
    known = _Months()
    measures = ("cohort", "days")
    exact_days = figures.exact("days")
    exact_cohort = figures.exact("cohort")
    months = sorted(by_month({"cohort": exact_cohort, "days": {}}))
    rows, shares = [], []
    for month in months:
        column = figures.block(measures, lambda counts, month=month: known.of(counts, month))  # type: ignore[misc]
        logs = exact_cohort[month]
        within = [_within(column, month, limit) for limit in LIMITS]
        middle = [_reached(exact_days, month, logs, share, figures) for share in (0.5, 0.9)]
        rows.append([month_in_words(month), str(column.total), *within, *middle])
        shares.append(within[0])
    columns = ["Month", "Logs", *(f"Within {limit} days" for limit in LIMITS), "Half within", "90% within"]
    if figures.internal:
        columns.append("Within 30 days, median of organisations")
        for month, row in zip(months, rows, strict=True):
            middle_share = figures.median_share(measures, lambda counts, month=month: _share(known.of(counts, month)))  # type: ignore[misc]
            row.append(f"{middle_share}%" if middle_share is not None and old_enough(month, 30) else "")
    return [
        Table(
            title="Days from start or sale to completion",
            means="Days from the tenancy start (of sales: the completion date) to the day on which the log was completed"
            " for the first time, among all logs of the month. A month counts once all of its logs have had so many"
            f" days; before that the figure is {NOT_YET}. Half within: the days within which half of all logs were"
            " completed.",
            columns=columns,
            rows=rows,
            bars=Chart(
                "Share of logs completed within 30 days, by month, in per cent",
                "Month",
                [month_in_words(month) for month in months],
                [Series("Per cent", [int(share.rstrip("%")) if share.endswith("%") else 0 for share in shares])],
                marks=shares,
            ),
        )
    ]


def month_in_words(month: str) -> str:
    """2026-05 -> May 2026."""
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


def old_enough(month: str, days: int) -> bool:
    """Whether all logs of a month have had so many days."""
    year, number = map(int, month.split("-"))
    following = date(year + number // 12, number % 12 + 1, 1)
    return following + timedelta(days=days) <= today()


def _within(column: Column, month: str, limit: int) -> str:
    if not old_enough(month, limit):
        return NOT_YET
    return per_cent(added(column.cells[str(each)] for each in LIMITS if each <= limit), column.total)


def _reached(days: Mapping[str, int], month: str, logs: int, share: float, figures: Figures) -> str:
    """The day by which this share of the month's logs was completed; not told of few logs."""
    if logs < figures.rules.least_logs and not figures.internal:
        return "[c]"
    own = sorted((int(item.partition(":")[2]), number) for item, number in days.items() if item.startswith(month))
    done = 0
    for day, number in own:
        done += number
        if done >= share * logs:
            return f"{day} days" if old_enough(month, day) else NOT_YET
    return NOT_YET


def _share(bands: Mapping[str, int]) -> tuple[int, int]:
    return bands.get("30", 0), sum(bands.values())


TIMELINESS = Topic("timeliness", "Timeliness", "How soon logs are completed after the tenancy or sale.", tables)
