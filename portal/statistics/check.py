"""Proving the sums: every log is counted anew, and the sums are added up from nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from portal.files.job import one_snapshot
from portal.logs.kind import LogKind
from portal.logs.kinds import kinds
from portal.statistics.contribution import Cell, add_up
from portal.statistics.count import BATCH, contributions
from portal.statistics.models import ChangedLog, Contribution, Item, Summary

_OF_EVENTS = ("shown", "confirmed", "changed", "left", "error")


@dataclass
class Check:
    """What does not agree: logs that contribute otherwise than was counted, and sums that are not those of the logs."""

    logs: list[tuple[str, int]] = field(default_factory=list)
    sums: list[str] = field(default_factory=list)
    counted: int = 0


def check_figures() -> Check:
    """Compare in one moment. Logs that still wait to be counted are left out on both sides."""
    found = Check()
    with one_snapshot():
        for kind in kinds():
            _check_logs(kind, found)
            _check_sums(kind, found)
    return found


def mend(found: Check) -> None:
    """Have the logs that do not agree counted again."""
    ChangedLog.objects.bulk_create([ChangedLog(log_type=log_type, log_id=pk) for log_type, pk in found.logs])


def _check_logs(kind: LogKind, found: Check) -> None:
    waiting = set(ChangedLog.objects.filter(log_type=kind.log_type).values_list("log_id", flat=True))
    ids = kind.model.objects.order_by("pk").values_list("pk", flat=True)
    seen = set()
    for batch in _batches(ids):
        fresh = contributions(kind, batch)
        known = {one.log_id: one for one in Contribution.objects.filter(log_type=kind.log_type, log_id__in=batch)}
        for pk in batch:
            seen.add(pk)
            found.counted += 1
            if pk not in waiting and _values(fresh.get(pk)) != _values(known.get(pk)):
                found.logs.append((kind.log_type, pk))
    gone = Contribution.objects.filter(log_type=kind.log_type).values_list("log_id", flat=True)
    found.logs += [(kind.log_type, pk) for pk in gone.iterator() if pk not in seen and pk not in waiting]


def _check_sums(kind: LogKind, found: Check) -> None:
    names = {number: name for name, number in Item.objects.filter(log_type=kind.log_type).values_list("name", "number")}
    full: Counter[tuple[int, Cell]] = Counter()
    for one in Contribution.objects.filter(log_type=kind.log_type).iterator():
        add_up(full, one, names, 1)
    kept: dict[tuple[int, Cell], int] = {}
    for row in Summary.objects.filter(log_type=kind.log_type).exclude(measure__in=_OF_EVENTS).iterator():
        for item, count in row.counts.items():
            kept[row.year, (row.breakdown, row.member, row.measure, item)] = count
    for key in sorted(full.keys() | kept.keys(), key=repr):
        if full.get(key, 0) != kept.get(key, 0):
            found.sums.append(f"{kind.log_type} {key}: kept {kept.get(key, 0)}, counted {full.get(key, 0)}")


def _values(one: Contribution | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {name: value for name, value in vars(one).items() if name not in ("id", "_state")}


def _batches(ids: Any) -> Iterator[list[int]]:
    batch: list[int] = []
    for pk in ids.iterator():
        batch.append(pk)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
