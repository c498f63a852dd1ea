"""How far logs are, and how many were completed each week beside the year before."""

from __future__ import annotations

from datetime import date, timedelta

from portal.clock import today
from portal.logs.status import LogStatus
from portal.statistics.contribution import week_of
from portal.statistics.disclosure import HIDDEN, Column, Figure
from portal.statistics.read import Counts, Figures, count_of, per_cent
from portal.statistics.tables import Table, Topic
from portal.theme.charts import Chart, Line, LineChart, Series
from portal.windows.dates import year_start
from portal.words import day_in_words

YEAR = timedelta(weeks=52)
STATES = {"2": "Completed", "1": "In progress", "0": "Not started"}


def tables(figures: Figures) -> list[Table]:
    """How far they are, and by week."""
    return [_states(figures), _weeks(figures)]


def _states(figures: Figures) -> Table:
    column = figures.block(["status"], {state: count_of("status", state) for state in STATES})
    rows = [[STATES[state], str(figure), per_cent(figure, column.total)] for state, figure in column.cells.items()]
    rows.append(["All", str(column.total), ""])
    columns = ["How far", "Logs", "Share"]
    if figures.internal:
        middle = figures.median_share(["status"], _completed)
        columns.append("Median of organisations")
        for row in rows:
            row.append(f"{middle}%" if row[0] == STATES["2"] and middle is not None else "")
    return Table(
        title="How far logs are",
        means="Logs of the collection year that have a tenancy start or sale date, without deleted ones.",
        columns=columns,
        rows=rows,
        bars=Chart(
            "Logs by how far they are",
            "How far",
            list(STATES.values()),
            [Series("Logs", [figure.value or 0 for figure in column.cells.values()])],
            marks=[str(figure) for figure in column.cells.values()],
        ),
    )


def _completed(counts: Counts) -> tuple[int, int]:
    states = counts["status"]
    return states.get(str(int(LogStatus.COMPLETED)), 0), sum(states.values())


def _weeks(figures: Figures) -> Table:
    now, before = _by_week(figures), _by_week(Figures(figures.selection.of_year(figures.selection.year - 1)))
    weeks = _shown(figures.selection.year, now, before)
    blank = Figure(0, "0")
    here = [now.cells.get(week.isoformat(), blank) for week in weeks]
    there = [before.cells.get((week - YEAR).isoformat(), blank) for week in weeks]
    year = figures.selection.year
    return Table(
        title="Logs completed by week",
        means="The week in which a log was completed for the first time, beside the same week a year earlier among"
        " logs of the collection year before.",
        columns=["Week that began", f"{year} to {year + 1}", f"{year - 1} to {year}"],
        rows=[[day_in_words(week), str(one), str(other)] for week, one, other in zip(weeks, here, there, strict=True)],
        lines=LineChart(
            "Logs completed by week, this year beside the year before",
            [day_in_words(week) for week in weeks],
            [
                Line(f"{year} to {year + 1}", [figure.value for figure in here], "done"),
                Line(f"{year - 1} to {year}", [figure.value for figure in there], "other"),
            ],
        ),
    )


def _by_week(figures: Figures) -> Column:
    """Of a year with so few logs that nothing is told of them, nothing stands beside another year either."""
    weeks = sorted({**figures.over_all("completed"), **figures.exact("completed")})
    if figures.too_few:
        return Column(dict.fromkeys(weeks, HIDDEN), HIDDEN)
    return figures.block(["completed"], {week: count_of("completed", week) for week in weeks})


def _shown(year: int, now: Column, before: Column) -> list[date]:
    """From the first week in which anything was completed to this one, or to the last."""
    seen = [date.fromisoformat(week) for week in now.cells]
    seen += [date.fromisoformat(week) + YEAR for week in before.cells]
    if not seen:
        return []
    first, last = min(*seen, seen[0]), min(max(seen), date.fromisoformat(week_of(today())))
    first = max(first, date.fromisoformat(week_of(year_start(year))))
    return [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]


COMPLETION = Topic("completion", "Completion", "How many logs are completed, and when.", tables)
