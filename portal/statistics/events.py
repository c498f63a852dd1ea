"""What happens to warnings and errors, kept in the transaction of the save: it could not be told afterwards.

A log carries the warnings that it has; a trigger (migration 0002) sees what became of each and adds an event. Each
warning that is shown ends in one way: confirmed, its answers changed so that it went, or the log was deleted while it
stood unanswered; or it stands still. So shown = confirmed + changed + left + those that stand unanswered. After a
confirmation that is taken back, because its answers changed, the warning is shown anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from portal.clock import today
from portal.logs.status import VISIBLE
from portal.statistics.models import Happening, RuleEvent

if TYPE_CHECKING:
    from portal.logs.kind import LogKind
    from portal.logs.record import Recorded


def note_errors(kind: LogKind, results: Sequence[Recorded]) -> None:
    """Keep which errors stood in the way of saving; nothing was written, so no trigger saw them."""
    RuleEvent.objects.bulk_create(_errors(kind, results))


def _errors(kind: LogKind, results: Sequence[Recorded]) -> Iterator[RuleEvent]:
    for each in results:
        log = each.log
        if log.status not in VISIBLE:
            continue
        part = getattr(log, kind.part_field)
        for rule in sorted({problem.rule for problems in each.errors.values() for problem in problems}):
            yield RuleEvent(
                happening=Happening.ERROR,
                rule=rule,
                day=today(),
                log_type=kind.log_type,
                year=log.collection_year,
                owner_id=log.owning_organisation_id,
                manager_id=log.managing_organisation_id,
                area=log.la or "",
                part="" if part is None else str(part),
            )
