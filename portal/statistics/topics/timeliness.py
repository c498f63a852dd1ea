"""How long it takes from the tenancy or sale to the completed log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from portal.clock import today
from portal.statistics.contribution import LATER, LIMITS, OPEN
from portal.statistics.disclosure import HIDDEN, Column
from portal.statistics.read import Counts, Figures, added, count_of, per_cent
from portal.statistics.tables import Table, Topic
from portal.theme.charts import Chart, Series
from portal.words import month_in_words

BANDS = (*map(str, LIMITS), LATER, OPEN)
NOT_YET = "not yet known"


def tables(figures: Figures) -> list[Table]:
    """One row for each month of start or sale."""
    exact_days, exact_bands = figures.exact("days"), figures.exact("bands")
    months = sorted({item.partition(":")[0] for item in exact_bands})
    rows, shares = [], []
    for month in months:
        column = figures.block(["bands"], {band: count_of("bands", f"{month}:{band}") for band in BANDS})
        logs = sum(exact_bands.get(f"{month}:{band}", 0) for band in BANDS)
        within = [_within(column, month, limit) for limit in LIMITS]
        middle = [_reached(exact_days, month, logs, share, figures, column) for share in (0.5, 0.9)]
        rows.append([_month(month), str(column.total), *within, *middle])
        shares.append(within[0])
    columns = ["Month", "Logs", *(f"Within {limit} days" for limit in LIMITS), "Half within", "90% within"]
    if figures.internal:
        columns.append("Within 30 days, median of organisations")
        for month, row in zip(months, rows, strict=True):
            middle_share = figures.median_share(["bands"], _share(month))
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
                [_month(month) for month in months],
                [Series("Per cent", [int(share.rstrip("%")) if share.endswith("%") else 0 for share in shares])],
                marks=shares,
            ),
        )
    ]


def _month(month: str) -> str:
    """2026-05 -> May 2026."""
    return month_in_words(date.fromisoformat(f"{month}-01"))


def old_enough(month: str, days: int) -> bool:
    """Whether all logs of a month have had so many days."""
    year, number = map(int, month.split("-"))
    following = date(year + number // 12, number % 12 + 1, 1)
    return following + timedelta(days=days) <= today()


def _within(column: Column, month: str, limit: int) -> str:
    if not old_enough(month, limit):
        return NOT_YET
    return per_cent(added(column.cells[str(each)] for each in LIMITS if each <= limit), column.total)


def _reached(days: Mapping[str, int], month: str, logs: int, share: float, figures: Figures, column: Column) -> str:
    """The day by which this share of the month's logs was completed; not told of few logs.

    Nor where the total is confidential: it would narrow down what the bands do not give.
    """
    if not figures.internal and (logs < figures.rules.least_logs or column.total.value is None):
        return str(HIDDEN)
    own = sorted((int(item.partition(":")[2]), number) for item, number in days.items() if item.startswith(month))
    done = 0
    for day, number in own:
        done += number
        if done >= share * logs:
            return f"{day} days" if old_enough(month, day) else NOT_YET
    return NOT_YET


def _share(month: str) -> Callable[[Counts], tuple[int, int]]:
    items = [f"{month}:{band}" for band in BANDS]

    def share(counts: Counts) -> tuple[int, int]:
        bands = [counts["bands"].get(item, 0) for item in items]
        return bands[0], sum(bands)

    return share


TIMELINESS = Topic("timeliness", "Timeliness", "How soon logs are completed after the tenancy or sale.", tables)
