"""Reading sums, and letting them out: nothing leaves this module without disclosure control.

An organisation that looks at itself sees its own figures as they are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from statistics import median
from typing import Any

import orjson

from django.db.models import TextField
from django.db.models.functions import Cast

from portal.statistics.disclosure import HIDDEN, ZERO, Column, Figure, Member, Rules, protect, rules_in_force
from portal.statistics.models import Summary
from portal.statistics.selection import Selection

Counts = Mapping[str, Mapping[str, int]]
"""Measure to item to number, of one member of a breakdown or of all logs."""
Count = Callable[[Counts], int]
"""The number of one row of a block."""


class Figures:
    """The figures of a selection."""

    def __init__(self, selection: Selection, rules: Rules | None = None) -> None:
        self.selection = selection
        self.rules = rules or rules_in_force()
        self._read: dict[tuple[str, str], dict[str, Mapping[str, int]]] = {}
        self._read_of: dict[tuple[str, str, str], Mapping[str, int]] = {}
        self._laid_out: dict[tuple[str, tuple[str, ...]], dict[str, Counts]] = {}

    @property
    def internal(self) -> bool:
        """Whether these are an organisation's own, given as they are."""
        return self.selection.own is not None

    @cached_property
    def too_few(self) -> bool:
        """Whether there are so few logs that nothing is told of them."""
        if self.internal or self.selection.breakdown == "all":
            return False
        return sum(self._chosen(("status",))["status"].values()) < self.rules.least_logs

    def block(self, measures: Iterable[str], rows: Mapping[Any, Count], *, rest: Count | None = None) -> Column:
        """The column of a block of rows; `rest` counts what is never given, but is in the total."""
        names = tuple(measures)
        chosen = self._chosen(names)
        own, left = {row: count(chosen) for row, count in rows.items()}, rest(chosen) if rest else 0
        if self.internal:
            return _exact(own, left)
        if self.selection.breakdown == "all":
            return protect(own, rules=self.rules, rest=left, alone=rest is None)
        over_all = self._of_each(names, "all", "")
        totals = {row: count(over_all) for row, count in rows.items()}
        members = self._by_member(names, self.selection.breakdown).values()
        member = Member(own, lambda row: map(rows[row], members))
        return protect(totals, member, rules=self.rules, rest=left, alone=rest is None)

    def block_of(self, members: Mapping[str, Mapping[Any, int]], rows: Iterable[Any]) -> Column:
        """The same of counts that are no sums of ours: rows by member of the breakdown (or by organisation)."""
        named = list(rows)
        if self.selection.own is not None:
            own = members.get(str(self.selection.own.pk), {})
            return _exact({row: own.get(row, 0) for row in named}, 0)
        totals = {row: sum(counts.get(row, 0) for counts in members.values()) for row in named}
        if self.selection.breakdown == "all":
            return protect(totals, rules=self.rules)
        own = members.get(self.selection.member, {})
        return protect(
            totals,
            Member(own, lambda row: (counts.get(row, 0) for counts in members.values())),
            rules=self.rules,
        )

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
        return self._one("all", "", measure)

    def median_share(self, measures: Iterable[str], share: Callable[[Counts], tuple[int, int]]) -> int | None:
        """The median over organisations of a share in per cent; of organisations with few logs it is not asked."""
        shares = []
        for counts in self._by_member(tuple(measures), "owner").values():
            part, whole = share(counts)
            if whole >= self.rules.least_logs:
                shares.append(100 * part / whole)
        return self._median(shares)

    def median_shares(self, part: str, *, of: str) -> dict[str, int]:
        """The same of each item of two measures, in one pass over the organisations."""
        shares: dict[str, list[float]] = defaultdict(list)
        for counts in self._by_member((part, of), "owner").values():
            parts = counts[part]
            for item, whole in counts[of].items():
                if whole >= self.rules.least_logs:
                    shares[item].append(100 * parts.get(item, 0) / whole)
        return {item: middle for item, found in shares.items() if (middle := self._median(found)) is not None}

    def _median(self, shares: list[float]) -> int | None:
        return round(median(shares)) if len(shares) >= self.rules.least_organisations else None

    def exact(self, measure: str) -> Mapping[str, int]:
        """The bare counts, for what is no count itself (a median of days); never to be shown."""
        return self._chosen((measure,))[measure]

    def _chosen(self, measures: tuple[str, ...]) -> Counts:
        """The counts of what was chosen. An organisation's own are of what it owns and what it manages."""
        own = self.selection.own
        if own is None:
            return self._of_each(measures, self.selection.breakdown, self.selection.member)
        owned, managed = (self._of_each(measures, breakdown, str(own.pk)) for breakdown in ("owner", "managed"))
        return {measure: Counter(owned[measure]) + Counter(managed[measure]) for measure in measures}

    def _of_each(self, measures: tuple[str, ...], breakdown: str, member: str) -> Counts:
        return {measure: self._one(breakdown, member, measure) for measure in measures}

    def _one(self, breakdown: str, member: str, measure: str) -> Mapping[str, int]:
        """What one member has: read by itself, because a breakdown may have thousands."""
        if (breakdown, measure) in self._read:
            return self._read[breakdown, measure].get(member, {})
        key = breakdown, member, measure
        if key not in self._read_of:
            self._read_of[key] = self._rows(breakdown, measure, member=member).get(member, {})
        return self._read_of[key]

    def _by_member(self, measures: tuple[str, ...], breakdown: str) -> dict[str, Counts]:
        if (breakdown, measures) not in self._laid_out:
            read = [(measure, self._of(breakdown, measure)) for measure in measures]
            members = {member for _, found in read for member in found}
            self._laid_out[breakdown, measures] = {
                member: {measure: found.get(member, {}) for measure, found in read} for member in members
            }
        return self._laid_out[breakdown, measures]

    def _of(self, breakdown: str, measure: str) -> Mapping[str, Mapping[str, int]]:
        """All members of a breakdown: one query for each measure."""
        key = breakdown, measure
        if key not in self._read:
            self._read[key] = self._rows(breakdown, measure)
        return self._read[key]

    def _rows(self, breakdown: str, measure: str, **more: str) -> dict[str, Mapping[str, int]]:
        """Read as text, which is decoded many times faster."""
        rows = Summary.objects.filter(
            log_type=self.selection.kind.log_type,
            year=self.selection.year,
            measure=measure,
            breakdown=breakdown,
            **more,
        )
        found = rows.annotate(text=Cast("counts", TextField())).values_list("member", "text")
        return {member: orjson.loads(text) for member, text in found}


def count_of(measure: str, item: str) -> Count:
    """The row of one item."""
    return lambda counts: counts[measure].get(item, 0)


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
