"""Questions that are left without an answer, among those who were asked."""

from __future__ import annotations

from collections import Counter

from portal.questionnaire.document import Questionnaire
from portal.statistics.disclosure import Column, Figure
from portal.statistics.read import Count, Figures, count_of, exact, per_cent
from portal.statistics.tables import Table, Topic
from portal.theme.charts import Chart, Series

MEASURES = ("status", "asked", "missing", "unknown", "refused")
OUTCOMES = ("missing", "unknown", "refused")
BARS = 10


def tables(figures: Figures) -> list[Table]:
    """One row for each question that anybody was asked."""
    questionnaire = figures.selection.kind.program(figures.selection.year).questionnaire
    rows, shares, called = [], [], _called(questionnaire)
    medians = figures.median_shares("missing", of="asked") if figures.internal else {}
    for name, placements in questionnaire.by_id.items():
        column = figures.block(MEASURES, _outcomes(name), rest=_answered(name))
        asked = _asked(column)
        if asked.value == 0 and not asked.mark.startswith("["):
            continue
        missing = per_cent(column.cells["missing"], asked)
        row = [called[name], str(asked), *(str(column.cells[outcome]) for outcome in OUTCOMES)]
        row += [missing, str(column.cells["not asked"])]
        if figures.internal:
            row.append(f"{medians[name]}%" if name in medians else "")
        rows.append(row)
        if missing.endswith("%") and placements[0].optional is not True:
            shares.append((int(missing[:-1]), called[name]))
    shares = sorted(shares, reverse=True)[:BARS]
    columns = ["Question", "Asked", "Missing", "Don’t know", "Prefers not to say", "Share missing", "Not asked"]
    return [
        Table(
            title="Answers that were not given",
            means="Of the logs that were asked a question under their version of the questionnaire: those without an"
            " answer (missing), those who do not know, and those who prefer not to say. The share is that of missing"
            " answers among logs that were asked. The picture leaves out questions that nobody has to answer.",
            columns=[*columns, "Median of organisations"] if figures.internal else columns,
            rows=rows,
            bars=Chart(
                "Questions most often left without an answer, in per cent of the logs that were asked",
                "Question",
                [label for _, label in shares],
                [Series("Per cent", [share for share, _ in shares])],
                marks=[f"{share}%" for share, _ in shares],
            ),
        )
    ]


def _called(questionnaire: Questionnaire) -> dict[str, str]:
    """What each question is called; of those that are called the same, how they are asked; which may be left out."""
    labels = Counter(placements[0].label for placements in questionnaire.by_id.values())
    return {
        name: "".join(
            (
                one.label if labels[one.label] == 1 else f"{one.label}: {one.ask}",
                " (may be left out)" if one.optional is True else "",
            )
        )
        for name, (one, *_) in questionnaire.by_id.items()
    }


def _outcomes(name: str) -> dict[str, Count]:
    rows: dict[str, Count] = {outcome: count_of(outcome, name) for outcome in OUTCOMES}
    return rows | {"not asked": lambda counts: sum(counts["status"].values()) - counts["asked"].get(name, 0)}


def _answered(name: str) -> Count:
    return lambda counts: counts["asked"].get(name, 0) - sum(counts[outcome].get(name, 0) for outcome in OUTCOMES)


def _asked(column: Column) -> Figure:
    """All logs but those that were not asked, as far as both are given."""
    left_out = column.cells["not asked"]
    if column.total.value is None or left_out.value is None:
        return Figure(None, "[c]")
    return exact(max(column.total.value - left_out.value, 0))


ANSWERS = Topic("answers", "Missing answers", "Which questions are left without an answer.", tables)
