"""Logs that say the same: found by the key that the write door keeps, so that finding is an index look-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from portal.clock import today
from portal.logs.record import delete_log
from portal.windows.load import load_windows

MOST_SETS = 200


@dataclass(frozen=True)
class DuplicateSet:
    """Logs with the same key, oldest first."""

    key: str
    logs: tuple[Any, ...]


def duplicates_of(log: Any, user: Any) -> QuerySet[Any]:
    """The other logs that say the same and that the user can see."""
    if not log.duplicate_key:
        return type(log).objects.none()
    visible = type(log).objects.visible_to(user).without_answers()
    return visible.filter(duplicate_key=log.duplicate_key).exclude(pk=log.pk).order_by("pk")


def _candidates(model: Any, user: Any, since: date, organisation_id: int | None = None) -> QuerySet[Any]:
    """Logs since a day that can have duplicates; of one organisation, what it owns or manages."""
    found: QuerySet[Any] = model.objects.visible_to(user).filter(date__gte=since).exclude(duplicate_key="").order_by()
    if organisation_id is None:
        return found
    return found.filter(Q(owning_organisation=organisation_id) | Q(managing_organisation=organisation_id))


def among_duplicates(model: Any, user: Any, since: date) -> QuerySet[Any]:
    """Logs that say the same as another one the user sees; of data providers, only those assigned to them."""
    candidates = _candidates(model, user, since)
    others = candidates.filter(duplicate_key=OuterRef("duplicate_key")).exclude(pk=OuterRef("pk"))
    own = candidates.filter(assigned_to=user) if user.is_provider else candidates
    return own.filter(Exists(others))


def duplicate_sets(model: Any, user: Any, organisation_id: int | None = None) -> list[DuplicateSet]:
    """The sets a user should look at: of the years still open; for data providers those with a log of theirs."""
    since = load_windows().earliest_editable(today())
    candidates = _candidates(model, user, since, organisation_id)
    keys = candidates.values("duplicate_key").annotate(count=Count("pk"), first=Min("pk")).filter(count__gt=1)
    if user.is_provider:
        keys = keys.filter(duplicate_key__in=candidates.filter(assigned_to=user).values("duplicate_key"))
    ordered = [row["duplicate_key"] for row in keys.order_by("first")[:MOST_SETS]]
    logs: dict[str, list[Any]] = {key: [] for key in ordered}
    rows = candidates.filter(duplicate_key__in=ordered).without_answers()  # type: ignore[attr-defined]
    for log in rows.select_related("owning_organisation", "assigned_to").order_by("pk"):
        logs[log.duplicate_key].append(log)
    return [DuplicateSet(key, tuple(found)) for key, found in logs.items() if len(found) > 1]


def keep_one(*, log: Any, others: list[Any], actor: Any) -> int:
    """Keep this log and delete the others, all or nothing; the caller has checked the right to delete each."""
    with transaction.atomic():
        for other in others:
            delete_log(log=other, actor=actor)
    return len(others)
