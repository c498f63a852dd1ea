"""Between figures and whoever reads them: nobody is to learn of a few logs from a table, its totals and its filters.

A filter shows one member of a breakdown (an area, a kind of landlord); the members of a breakdown add up to all logs,
so all of them are protected together, whichever is shown:

1. a total of less than twice the threshold is not given, and neither is any part of it;
2. a part below the threshold is not given; where parts of a total are not given, they are at least two and come to at
   least twice the threshold, the next smallest joining them;
3. a sum over rows is given only where all of its rows are; over all logs also where the rows that are not given cover
   each other and no other part of the sum is never given (such as those who answered).

What is not given can then be anything from nothing to at least twice the threshold. The rest is rounded, each figure
by itself, so that rounded parts need not add up.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings

ZERO, LOW, SUPPRESSED = "0", "[low]", "[c]"
MARKS = {
    ZERO: "none at all",
    LOW: "rounds to 0, but is not 0",
    SUPPRESSED: "confidential: few logs, or a figure from which few could be worked out",
}

Row = TypeVar("Row", bound=Hashable)
Counts = Mapping[Row, int]


@dataclass(frozen=True)
class Figure:
    """A number as it may be read; without a value it is confidential."""

    value: int | None
    mark: str = ""

    def __str__(self) -> str:
        return self.mark or ("" if self.value is None else f"{self.value:,}")


HIDDEN = Figure(None, SUPPRESSED)


@dataclass(frozen=True)
class Rules:
    """How careful to be; `settings.STATISTICS`."""

    threshold: int = 5
    rounding: int = 5
    least_logs: int = 10
    least_organisations: int = 10

    @property
    def cover(self) -> int:
        """What figures that are not given must come to."""
        return 2 * self.threshold

    def figure(self, value: int) -> Figure:
        """A number that may be given, rounded."""
        rounded = (value + self.rounding // 2) // self.rounding * self.rounding
        if value and not rounded:
            return Figure(0, LOW)
        return Figure(rounded, "" if rounded else ZERO)


def rules_in_force() -> Rules:
    """As the department has set them."""
    return Rules(**settings.STATISTICS)


@dataclass(frozen=True)
class Column:
    """One column of a table as it may be read."""

    cells: Mapping[Any, Figure]
    total: Figure


def protect(
    totals: Counts[Row],
    members: Mapping[str, Counts[Row]] | None = None,
    member: str | None = None,
    *,
    rules: Rules,
    remainder: Callable[[str | None], int] | None = None,
) -> Column:
    """The column over all logs, or that of one member of a breakdown, whose `members` are all of them.

    `remainder` is how many of a column's total (None: of all logs) are in no row, because they are never given.
    """
    hidden, total_hidden = _hidden_rows(totals, rules, alone=remainder is None)
    rest = remainder(member) if remainder else 0
    if member is None:
        total = HIDDEN if total_hidden else rules.figure(sum(totals.values()) + rest)
        return Column({row: HIDDEN if row in hidden else rules.figure(count) for row, count in totals.items()}, total)
    given = members or {}
    own = given.get(member, {})
    parts = {row: _hidden_parts(_parts(given, row), rules, whole=row in hidden) for row in totals}
    cells = {row: HIDDEN if member in parts[row] else rules.figure(own.get(row, 0)) for row in totals}
    covered = not any(figure is HIDDEN for figure in cells.values())
    return Column(cells, rules.figure(sum(own.values()) + rest) if covered else HIDDEN)


def _parts(members: Mapping[str, Counts[Row]], row: Row) -> dict[str, int]:
    return {member: count for member, counts in members.items() if (count := counts.get(row, 0))}


def _hidden_rows(totals: Counts[Row], rules: Rules, *, alone: bool) -> tuple[set[Row], bool]:
    """Which totals over all members are not given (rule 1), and whether their sum is not given either (rule 3)."""
    hidden = {row for row, count in totals.items() if 0 < count < rules.cover}
    if not hidden:
        return hidden, False
    if not alone:
        return hidden, True
    _join({row: count for row, count in totals.items() if count}, hidden, rules)
    return hidden, not _is_cover((totals[row] for row in hidden), rules)


def _hidden_parts(parts: Mapping[str, int], rules: Rules, *, whole: bool) -> set[str]:
    """Which parts of a total are not given themselves: all of one that is not given, else those of rule 2."""
    if whole:
        return set(parts)
    hidden = {member for member, count in parts.items() if count < rules.threshold}
    if hidden:
        _join(parts, hidden, rules)
    return hidden


def _join(counts: Mapping[Row, int], hidden: set[Row], rules: Rules) -> None:
    """Let the next smallest join until those that are not given cover each other, or all are among them."""
    rest = sorted((row for row in counts if row not in hidden), key=lambda row: (counts[row], str(row)))
    while rest and not _is_cover((counts[row] for row in hidden), rules):
        hidden.add(rest.pop(0))


def _is_cover(counts: Iterable[int], rules: Rules) -> bool:
    found = list(counts)
    return len(found) > 1 and sum(found) >= rules.cover
