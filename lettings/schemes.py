"""What lettings logs do when something happens to their scheme or location (docs/domain/organisations.md#6.3).

All writing of answers goes through the one write door.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from lettings.models import LettingsLog
from lettings.recheck_rents import recheck_rents
from portal.logs.history import write_history
from portal.logs.locks import LogLocks
from portal.logs.record import CHUNK, LogChange, record_many
from portal.logs.status import VISIBLE
from portal.scoping import ScopedQuerySet
from portal.theme.record_pages import model_url
from portal.windows import Windows
from supported_housing.dependents import Dependents, Record
from supported_housing.models import Location

if TYPE_CHECKING:
    from accounts.models import User

NOWHERE = {"scheme_id": None, "location_id": None}


class LogsOfSchemes(Dependents):
    """Lettings logs as supported housing asks for them."""

    def starting_from(self, record: Record, day: date) -> ScopedQuerySet:
        return _logs_of(record).filter(date__gte=day).order_by("id")

    def since(self, record: Record, day: date) -> ScopedQuerySet:
        return _since(record, day)

    def used_before(self, record: Record, day: date) -> bool:
        return _logs_of(record).filter(date__lt=day).exists()

    def used_since(self, record: Record, day: date) -> bool:
        return _since(record, day).exists()

    def closed(self, record: Record, day: date, *, actor: User) -> Counter[int]:
        return detach(self.starting_from(record, day), actor=actor)

    def moved_away(self, record: Record, since: date, *, actor: User) -> list[str]:
        logs = _since(record, since)
        ids = list(logs.values_list("pk", flat=True))
        detach(logs, actor=actor)
        if not ids:
            return []
        return [f"these logs have to be given another scheme and location: {', '.join(map(str, ids))}"]

    def area_changed(self, location: Location, since: date, *, actor: User, windows: Windows) -> list[str]:
        return recheck_rents(_since(location, since), actor=actor, windows=windows)

    def to_be_given_another(self) -> str:
        return model_url(LettingsLog, query={"assigned_to": "you", "unresolved": "yes"})


def _logs_of(record: Record) -> ScopedQuerySet:
    return LettingsLog.objects.filter(**{str(record._meta.model_name): record.pk}, status__in=VISIBLE)


def _since(record: Record, day: date) -> ScopedQuerySet:
    """Those of tenancies from that day on, and those without a date."""
    return _logs_of(record).filter(Q(date=None) | Q(date__gte=day)).order_by("id")


# Where these are not asked they follow from the location: whether it is fit for wheelchairs, the home before a renewal.
FOLLOW_FROM_LOCATION = ("wchair", "ppostcode_full", "ppcodenk", "prevloc", "previous_la_known")


def detach(logs: ScopedQuerySet, *, actor: User) -> Counter[int]:
    """Take scheme and location from the logs and mark them unresolved; how many for each assignee.

    Runs in the caller's transaction. What depends on the scheme is worked out anew by the write door; an answer that
    would go with it, of which nobody was told, makes the log lose its scheme only.
    """
    assigned: Counter[int] = Counter()
    ids = list(logs.order_by("pk").values_list("pk", flat=True))
    locks = LogLocks(LettingsLog.kind)
    # What the logs refer to is locked before any of them is, as a save does it.
    referring = LettingsLog.objects.filter(pk__in=ids).defer("answers")
    locks.hold((log.raw_references() for log in referring.iterator()), [actor.pk])
    for first in range(0, len(ids), CHUNK):
        _detach_some(ids[first : first + CHUNK], assigned, actor, locks)
    return assigned


def _detach_some(ids: list[int], assigned: Counter[int], actor: User, locks: LogLocks) -> None:
    """One chunk of `detach`."""
    logs = list(locks.logs(ids).values())
    for log in logs:
        log.unresolved = True
    LettingsLog.objects.filter(pk__in=ids).update(unresolved=True)
    gone = frozenset(FOLLOW_FROM_LOCATION)
    results = record_many([LogChange(log, NOWHERE, None, gone) for log in logs], actor=actor, locks=locks)
    for log, result in zip(logs, results, strict=True):
        if not result.saved:
            _detach_only(log, actor)
        if log.assigned_to_id:
            assigned[log.assigned_to_id] += 1


def _detach_only(log: LettingsLog, actor: User) -> None:
    """For a log whose other answers break a rule by now: it must lose its scheme all the same."""
    changes = {"scheme_id": [log.scheme_id, None], "location_id": [log.location_id, None]}
    log.scheme = log.location = None
    log.version += 1
    log.updated_by = actor
    LettingsLog.objects.filter(pk=log.pk).update(scheme=None, location=None, version=log.version, updated_by=actor)
    write_history(log, "~", changes, actor)
