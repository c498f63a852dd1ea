"""Lettings logs that lose their scheme or location when it closes (section 6.3).

Lettings know schemes, schemes do not know lettings: the model is asked for by name, and all writing of answers
goes through the one write door.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.urls import reverse

from portal.changes import LETTINGS, mark_changed
from portal.logs.history import write_history
from portal.logs.record import record_answers
from portal.logs.status import VISIBLE

if TYPE_CHECKING:
    from accounts.models import User
    from supported_housing.models import Location, Scheme


def _logs() -> QuerySet[Any]:
    return apps.get_model("lettings", "LettingsLog").objects.all()


def of_record(record: Scheme | Location) -> Q:
    """Logs of the scheme, or of the location."""
    return Q(**{record._meta.model_name or "scheme": record.pk})


def logs_from(record: Scheme | Location, day: date) -> QuerySet[Any]:
    """Logs of tenancies that start on the day or later: those that deactivation detaches."""
    return _logs().filter(of_record(record), status__in=VISIBLE, date__gte=day).order_by("id")


def used_in_editable_logs(record: Scheme | Location, earliest_editable: date) -> bool:
    """Whether a log that can still be changed uses it, so that it cannot be deleted."""
    recent = Q(date=None) | Q(date__gte=earliest_editable)
    return _logs().filter(of_record(record), recent, status__in=VISIBLE).exists()


def unresolved_url() -> str:
    """The list of a person's own logs that wait for another scheme."""
    return f"{reverse('admin:lettings_lettingslog_changelist')}?assigned_to=you&unresolved=yes"


def used_before(record: Scheme | Location, day: date) -> bool:
    """Whether a log of a tenancy that started before the day uses it."""
    return _logs().filter(of_record(record), status__in=VISIBLE, date__lt=day).exists()


def logs_that_matter(record: Scheme | Location, since: date) -> QuerySet[Any]:
    """Its logs of tenancies from that day on, and those without a date."""
    recent = Q(date=None) | Q(date__gte=since)
    return _logs().filter(of_record(record), recent, status__in=VISIBLE).order_by("id")


def lost_in_words(logs: QuerySet[Any], *, actor: User) -> list[str]:
    """Takes scheme and location from the logs; one line that says from which."""
    ids = list(logs.values_list("pk", flat=True))
    detach(logs, actor=actor)
    if not ids:
        return []
    return [f"these logs have to be given another scheme and location: {', '.join(map(str, ids))}"]


# Where these are not asked they follow from the location: whether it is fit for wheelchairs, the home before a renewal.
FOLLOW_FROM_LOCATION = ("wchair", "ppostcode_full", "ppcodenk", "prevloc", "previous_la_known")


def detach(logs: QuerySet[Any], *, actor: User) -> Counter[int]:
    """Take scheme and location from the logs and mark them unresolved; how many for each assignee.

    Runs in the caller's transaction. What depends on the scheme is worked out anew by the write door; an answer that
    would go with it, of which nobody was told, makes the log lose its scheme only.
    """
    assigned: Counter[int] = Counter()
    for log in logs.select_for_update(of=("self",)):
        _mark_unresolved(log)
        recorded = record_answers(
            log=log,
            changes={"scheme_id": None, "location_id": None},
            actor=actor,
            agreed_to_clear=FOLLOW_FROM_LOCATION,
        )
        if not recorded.saved:
            _detach_only(log, actor)
        if log.assigned_to_id:
            assigned[log.assigned_to_id] += 1
    return assigned


def _mark_unresolved(log: Any) -> None:
    type(log).objects.filter(pk=log.pk).update(unresolved=True)
    log.unresolved = True


def _detach_only(log: Any, actor: User) -> None:
    """For a log whose other answers break a rule by now: it must lose its scheme all the same."""
    changes = {"scheme_id": [log.scheme_id, None], "location_id": [log.location_id, None]}
    log.scheme = log.location = None
    log.version += 1
    log.updated_by = actor
    type(log).objects.filter(pk=log.pk).update(scheme=None, location=None, version=log.version, updated_by=actor)
    write_history(log, "~", changes, actor)
    mark_changed(LETTINGS, [log.pk])
