"""Warnings and what became of them, and errors that stopped saves."""

from __future__ import annotations

from portal.logs.kind import LogKind
from portal.statistics.models import Happening
from portal.statistics.read import Count, Counts, Figures, count_of, per_cent
from portal.statistics.tables import Table, Topic
from portal.theme.charts import Chart, Series

MOST = 20
ENDS = (Happening.CONFIRMED, Happening.CHANGED, Happening.LEFT)


def tables(figures: Figures) -> list[Table]:
    """Warnings by rule, and the errors met most often."""
    return [_warnings(figures), _errors(figures)]


def _warnings(figures: Figures) -> Table:
    measures = (Happening.SHOWN, *ENDS)
    rows, chart = [], []
    for rule in _most(figures, Happening.SHOWN):
        column = figures.block(measures, _ends(rule))
        confirmed = column.cells[Happening.CONFIRMED]
        words = words_of(figures.selection.kind, figures.selection.year, rule)
        shown = str(column.total)
        ends = [str(column.cells[end]) for end in (*ENDS, "standing")]
        rows.append([words, shown, *ends, per_cent(confirmed, column.total)])
        chart.append((rule, words, column.total.value or 0, shown))
    chart = chart[:10]
    return Table(
        title="Warnings and what became of them",
        means="A warning is counted as shown when a log is saved with it. It ends by being confirmed, by its answers"
        " being changed, or with the log; the others stand unanswered. Kept since the portal began to keep it.",
        columns=["Warning", "Shown", "Confirmed", "Answers changed", "Log deleted", "Unanswered", "Share confirmed"],
        rows=rows,
        bars=Chart(
            "Warnings shown most often",
            "Warning",
            [words for _, words, _, _ in chart],
            [Series("Shown", [count for _, _, count, _ in chart])],
            marks=[mark for _, _, _, mark in chart],
        ),
        empty="No warning has been shown yet.",
    )


def _ends(rule: str) -> dict[str, Count]:
    rows: dict[str, Count] = {end: count_of(end, rule) for end in ENDS}

    def standing(counts: Counts) -> int:
        return max(counts[Happening.SHOWN].get(rule, 0) - sum(count(counts) for count in ended), 0)

    ended = tuple(rows.values())
    return rows | {"standing": standing}


def _errors(figures: Figures) -> Table:
    rules = _most(figures, Happening.ERROR)
    column = figures.block([Happening.ERROR], {rule: count_of(Happening.ERROR, rule) for rule in rules})
    kind, year = figures.selection.kind, figures.selection.year
    words = [words_of(kind, year, rule) for rule in rules]
    return Table(
        title="Errors met most often",
        means="How often a save was stopped by a rule, on a page, in a file or through the API.",
        columns=["Error", "Saves stopped"],
        rows=[[said, str(column.cells[rule])] for said, rule in zip(words, rules, strict=True)],
        bars=Chart(
            "Errors that stopped most saves",
            "Error",
            words[:10],
            [Series("Saves stopped", [column.cells[rule].value or 0 for rule in rules[:10]])],
            marks=[str(column.cells[rule]) for rule in rules[:10]],
        ),
        empty="No error has stopped a save yet.",
    )


def _most(figures: Figures, happening: str) -> list[str]:
    """The rules met most often over all logs, so that the order of rows tells nothing of a member."""
    counts = figures.over_all(happening)
    return sorted(counts, key=lambda rule: (-counts[rule], rule))[:MOST]


def words_of(kind: LogKind, year: int, rule: str) -> str:
    """What a rule is about, in words."""
    known = kind.program(year).rules.get(rule)
    return f"{known.words} ({rule})" if known else rule.replace("_", " ").capitalize()


CHECKS = Topic("checks", "Warnings and errors", "What the checks found, and what people did about it.", tables)
