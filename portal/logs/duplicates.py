"""Logs that say the same: found by the key that the write door keeps, so that finding is an index look-up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet

from portal.clock import today
from portal.logs.models import LogQuerySet
from portal.logs.record import delete_log
from portal.logs.status import VISIBLE
from portal.windows.load import load_windows

if TYPE_CHECKING:
    from accounts.models import User
    from portal.logs.models import Log


MOST_SETS = 200


@dataclass(frozen=True)
class DuplicateSet:
    """Logs with the same key, oldest first."""

    key: str
    logs: tuple[Any, ...]


def duplicates_of(log: Log, user: Any) -> QuerySet[Any]:
    """The other logs that say the same and that the user can see."""
    if not log.duplicate_key:
        return type(log).objects.none()
    visible = type(log).objects.visible_to(user).without_answers()
    return visible.filter(duplicate_key=log.duplicate_key).exclude(pk=log.pk).order_by("pk")


def _candidates(model: Any, user: Any, since: date, organisation_id: int | None = None) -> LogQuerySet:
    """Logs since a day that can have duplicates; of one organisation, what it owns or manages."""
    found: LogQuerySet = model.objects.visible_to(user).filter(date__gte=since).exclude(duplicate_key="").order_by()
    if organisation_id is None:
        return found
    return found.filter(Q(owning_organisation=organisation_id) | Q(managing_organisation=organisation_id))


def _shared_keys(candidates: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """The keys that several logs share; for data providers those that a log assigned to them shares.

    One pass over the logs of the user's organisation; comparing each log with all others makes the planner read the
    logs of everybody.
    """
    keys = candidates.values("duplicate_key").annotate(count=Count("pk"), first=Min("pk")).filter(count__gt=1)
    if user.is_provider:
        keys = keys.annotate(own=Count("pk", filter=Q(assigned_to=user))).filter(own__gt=0)
    return keys


def set_ids_of(model: Any, keys: Iterable[str]) -> dict[str, int]:
    """Keys that several logs share, with the number of their set: that of the oldest of them. One query."""
    if not (wanted := list(keys)):
        return {}
    # The index leaves logs without a key out; without being told so the planner reads all logs.
    among = model.objects.filter(duplicate_key__in=wanted, status__in=VISIBLE).exclude(duplicate_key="").order_by()
    shared = among.values("duplicate_key").annotate(count=Count("pk"), first=Min("pk")).filter(count__gt=1)
    return dict(shared.values_list("duplicate_key", "first"))


def has_duplicates(model: Any, user: Any, since: date) -> bool:
    """Whether logs say the same as others that the user sees; of data providers, those assigned to them."""
    return bool(_shared_keys(_candidates(model, user, since), user)[:1])


def duplicate_sets(model: Any, user: Any, organisation_id: int | None = None) -> list[DuplicateSet]:
    """The sets a user should look at: of the years still open; for data providers those with a log of theirs."""
    since = load_windows().earliest_editable(today())
    candidates = _candidates(model, user, since, organisation_id)
    ordered = [row["duplicate_key"] for row in _shared_keys(candidates, user).order_by("first")[:MOST_SETS]]
    logs: dict[str, list[Any]] = {key: [] for key in ordered}
    rows = candidates.filter(duplicate_key__in=ordered).without_answers()
    for log in rows.select_related("owning_organisation", "assigned_to").order_by("pk"):
        logs[log.duplicate_key].append(log)
    return [DuplicateSet(key, tuple(found)) for key, found in logs.items() if len(found) > 1]


def keep_one(*, log: Log, others: list[Any], actor: User) -> int:
    """Keep this log and delete the others, all or nothing; the caller has checked the right to delete each."""
    with transaction.atomic():
        for other in others:
            delete_log(log=other, actor=actor)
    return len(others)
