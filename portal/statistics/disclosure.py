"""Between figures and whoever reads them: nobody is to learn of a few logs from a table, its totals and its filters.

A filter shows one member of a breakdown (an area, a kind of landlord); the members of a breakdown add up to all logs,
so all of them are protected together, whichever is shown:

1. a total of less than twice the threshold is not given, and neither is any part of it;
2. a part below the threshold is not given; where parts of a total are not given, they are at least two and come to at
   least twice the threshold, the next smallest (all of them that are alike) joining them;
3. a sum over rows is given only where all of its rows are; over all logs also where the rows that are not given cover
   each other and no other part of the sum is never given (such as those who answered).

What is not given can then be anything from nothing to at least twice the threshold. The rest is rounded, each figure
by itself, so that rounded parts need not add up.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

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


@dataclass(frozen=True)
class Member(Generic[Row]):
    """One member of a breakdown, in the company of all of them."""

    counts: Counts[Row]
    parts_of: Callable[[Row], Iterable[int]]
    """What every member has of a row; asked only where a figure may be given."""


def protect(
    totals: Counts[Row], member: Member[Row] | None = None, *, rules: Rules, rest: int = 0, alone: bool = True
) -> Column:
    """The column over all logs, or that of one member of a breakdown.

    `rest` is how many of the column's logs are in no row, because they are never given; a column without such logs
    stands `alone`.
    """
    whole, total_hidden = _bound_of_totals(totals, rules, alone=alone)
    if member is None:
        total = HIDDEN if total_hidden else rules.figure(sum(totals.values()) + rest)
        cells = {row: HIDDEN if 0 < count <= whole else rules.figure(count) for row, count in totals.items()}
        return Column(cells, total)
    own = member.counts
    cells = {row: _part(own.get(row, 0), totals[row] <= whole, member, row, rules) for row in totals}
    covered = not any(figure is HIDDEN for figure in cells.values())
    return Column(cells, rules.figure(sum(own.get(row, 0) for row in totals) + rest) if covered else HIDDEN)


def _bound_of_totals(totals: Counts[Row], rules: Rules, *, alone: bool) -> tuple[int, bool]:
    """Up to which count totals over all members are not given (rule 1); whether their sum is not given (rule 3)."""
    counts = [count for count in totals.values() if count]
    if min(counts, default=rules.cover) >= rules.cover:
        return 0, False
    if not alone:
        return rules.cover - 1, True
    bound = _bound(counts, rules, least=rules.cover)
    return bound, not _is_cover([count for count in counts if count <= bound], rules)


def _part(count: int, whole: bool, member: Member[Row], row: Row, rules: Rules) -> Figure:
    """A member's part of a total: all parts of one that is not given, else those of rule 2."""
    if not count:
        return rules.figure(0)
    if whole or count < rules.threshold or _joins(count, member.parts_of(row), rules):
        return HIDDEN
    return rules.figure(count)


def _joins(count: int, parts: Iterable[int], rules: Rules) -> bool:
    """Whether a part keeps smaller ones company. Two at most join, so two that are smaller settle it at once."""
    seen, between = [], 0
    for part in parts:
        seen.append(part)
        if rules.threshold <= part < count:
            between += 1
            if between == 2:
                return False
    return count <= _bound(seen, rules, least=rules.threshold)


def _bound(counts: Iterable[int], rules: Rules, *, least: int) -> int:
    """The count up to which none is given: those below the least, and the next smallest until they cover each other."""
    given = sorted(count for count in counts if count)
    if not given or given[0] >= least:
        return 0
    together = 0
    for number, count in enumerate(given, start=1):
        together += count
        if number > 1 and together >= rules.cover:
            return max(count, least - 1)
    return given[-1]


def _is_cover(counts: Sequence[int], rules: Rules) -> bool:
    return len(counts) > 1 and sum(counts) >= rules.cover
