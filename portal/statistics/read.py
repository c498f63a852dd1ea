"""Reading sums, and letting them out: nothing leaves this module without disclosure control.

An organisation that looks at itself sees its own figures as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from statistics import median
from typing import Any

from portal.statistics.disclosure import HIDDEN, ZERO, Column, Figure, Rules, protect, rules_in_force
from portal.statistics.models import Summary
from portal.statistics.selection import Selection

Grouping = Callable[[Mapping[str, Mapping[str, int]]], Mapping[Any, int]]
"""Makes rows of a block from the counts of its measures."""


class Figures:
    """The figures of a selection."""

    def __init__(self, selection: Selection, rules: Rules | None = None) -> None:
        self.selection = selection
        self.rules = rules or rules_in_force()
        self._read: dict[tuple[str, str], dict[str, Mapping[str, int]]] = {}
        self._laid_out: dict[tuple[str, tuple[str, ...]], dict[str, dict[str, Mapping[str, int]]]] = {}

    @property
    def internal(self) -> bool:
        """Whether these are an organisation's own, given as they are."""
        return self.selection.own is not None

    @cached_property
    def too_few(self) -> bool:
        """Whether there are so few logs that nothing is told of them."""
        if self.internal or self.selection.breakdown == "all":
            return False
        logs = self._members("status").get(self.selection.member, {})
        return sum(logs.values()) < self.rules.least_logs

    def block(self, measures: str | Iterable[str], group: Grouping, *, remainder: str = "") -> Column:
        """The column of a block of rows; `remainder` names the row that is never given, but is in the total."""
        names = (measures,) if isinstance(measures, str) else tuple(measures)
        totals, left = _without(group(self._all(names)), remainder)
        if self.internal:
            own, rest = _without(group(self._own(names)), remainder)
            return _exact({row: own.get(row, 0) for row in {**totals, **own}}, rest)
        rests: dict[str | None, int] = {None: left}
        members: dict[str, Mapping[Any, int]] = {}
        if self.selection.breakdown != "all":
            for member, counts in self._by_member(names).items():
                members[member], rests[member] = _without(group(counts), remainder)
        return self._protected(totals, members, (lambda member: rests.get(member, 0)) if remainder else None)

    def block_of(self, members: Mapping[str, Mapping[Any, int]], rows: Iterable[Any]) -> Column:
        """The same of counts that are no sums of ours: rows by member of the breakdown (or by organisation)."""
        named = list(rows)
        if self.selection.own is not None:
            own = members.get(str(self.selection.own.pk), {})
            return _exact({row: own.get(row, 0) for row in named}, 0)
        totals = {row: sum(counts.get(row, 0) for counts in members.values()) for row in named}
        return self._protected(totals, members if self.selection.breakdown != "all" else {}, None)

    def _protected(
        self,
        totals: Mapping[Any, int],
        members: Mapping[str, Mapping[Any, int]],
        remainder: Callable[[str | None], int] | None,
    ) -> Column:
        selection = self.selection
        member = None if selection.breakdown == "all" else selection.member
        return protect(totals, members, member, rules=self.rules, remainder=remainder)

    def rows_of(self, breakdown: str, measure: str, until: str = "") -> Column:
        """The members of a breakdown as the rows of one table, counted up to an item (a week)."""
        found = self._of(breakdown, measure)
        return protect(
            {
                member: sum(count for item, count in counts.items() if not until or item <= until)
                for member, counts in found.items()
            },
            rules=self.rules,
        )

    def last_items(self, measure: str) -> dict[str, str]:
        """The last item of each owner; no number is told."""
        return {member: max(counts) for member, counts in self._of("owner", measure).items() if counts}

    def over_all(self, measure: str) -> Mapping[str, int]:
        """Which items there are over all logs, and their order by number; the numbers are never to be shown."""
        return self._all((measure,))[measure]

    def median_share(self, measures: Iterable[str], share: Callable[[Any], tuple[int, int]]) -> int | None:
        """The median over organisations of a share in per cent; of organisations with few logs it is not asked."""
        names = tuple(measures)
        shares = []
        for counts in self._by_member(names, "owner").values():
            part, whole = share(counts)
            if whole >= self.rules.least_logs:
                shares.append(100 * part / whole)
        return round(median(shares)) if len(shares) >= self.rules.least_organisations else None

    def exact(self, measure: str) -> Mapping[str, int]:
        """The bare counts, for what is no count itself (a median of days); never to be shown."""
        if self.internal:
            return self._own((measure,))[measure]
        if self.selection.breakdown == "all":
            return self._all((measure,))[measure]
        return self._members(measure).get(self.selection.member, {})

    def _all(self, measures: Iterable[str]) -> dict[str, Mapping[str, int]]:
        return {measure: self._of("all", measure).get("", {}) for measure in measures}

    def _own(self, measures: Iterable[str]) -> dict[str, Mapping[str, int]]:
        assert self.selection.own is not None
        number = str(self.selection.own.pk)
        return {
            measure: Counter(self._of("owner", measure).get(number, {}))
            + Counter(self._of("managed", measure).get(number, {}))
            for measure in measures
        }

    def _members(self, measure: str) -> Mapping[str, Mapping[str, int]]:
        return self._of(self.selection.breakdown, measure)

    def _by_member(self, measures: tuple[str, ...], breakdown: str = "") -> dict[str, dict[str, Mapping[str, int]]]:
        chosen = breakdown or self.selection.breakdown
        if (chosen, measures) not in self._laid_out:
            found: dict[str, dict[str, Mapping[str, int]]] = {}
            for measure in measures:
                for member, counts in self._of(chosen, measure).items():
                    found.setdefault(member, {name: {} for name in measures})[measure] = counts
            self._laid_out[chosen, measures] = found
        return self._laid_out[chosen, measures]

    def _of(self, breakdown: str, measure: str) -> Mapping[str, Mapping[str, int]]:
        """All members of a breakdown: one query for each measure."""
        key = breakdown, measure
        if key not in self._read:
            rows = Summary.objects.filter(
                log_type=self.selection.kind.log_type, year=self.selection.year, measure=measure, breakdown=breakdown
            )
            self._read[key] = dict(rows.values_list("member", "counts"))
        return self._read[key]


def _without(rows: Mapping[Any, int], remainder: str) -> tuple[dict[Any, int], int]:
    kept = dict(rows)
    return kept, kept.pop(remainder, 0) if remainder else 0


def _exact(rows: Mapping[Any, int], rest: int) -> Column:
    cells = {row: exact(count) for row, count in rows.items()}
    return Column(cells, exact(sum(rows.values()) + rest))


def exact(count: int) -> Figure:
    """A figure as it is."""
    return Figure(count, "" if count else ZERO)


def added(figures: Iterable[Figure]) -> Figure:
    """A sum of figures that were given; confidential when one of them is."""
    found = list(figures)
    if any(figure.value is None for figure in found):
        return HIDDEN
    return exact(sum(figure.value or 0 for figure in found))


def per_cent(part: Figure, whole: Figure) -> str:
    """A share of figures that were given."""
    if part.value is None or whole.value is None:
        return str(HIDDEN)
    return f"{100 * min(part.value, whole.value) / whole.value:.0f}%" if whole.value else "–"
