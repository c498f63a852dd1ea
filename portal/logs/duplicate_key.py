"""Logs that say the same: found by the key that the write door keeps, so that finding is an index look-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, QuerySet

from portal.clock import today
from portal.logs.record import delete_log
from portal.windows.load import load_windows


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


def duplicate_sets(model: Any, user: Any) -> list[DuplicateSet]:
    """The sets a user should look at: of the years still open; for data providers those with a log of theirs."""
    since = load_windows().earliest_editable(today())
    visible = model.objects.visible_to(user).filter(date__gte=since).exclude(duplicate_key="").order_by()
    keys = visible.values("duplicate_key").annotate(count=Count("pk"), first=Min("pk")).filter(count__gt=1)
    if user.is_provider:
        keys = keys.filter(duplicate_key__in=visible.filter(assigned_to=user).values("duplicate_key"))
    ordered = [row["duplicate_key"] for row in keys.order_by("first")[:200]]
    logs: dict[str, list[Any]] = {key: [] for key in ordered}
    rows = model.objects.visible_to(user).without_answers().filter(duplicate_key__in=ordered, date__gte=since)
    for log in rows.select_related("owning_organisation", "assigned_to").order_by("pk"):
        logs[log.duplicate_key].append(log)
    return [DuplicateSet(key, tuple(found)) for key, found in logs.items() if len(found) > 1]


def keep_one(*, log: Any, others: list[Any], actor: Any) -> int:
    """Keep this log and delete the others, all or nothing; the caller has checked the right to delete each."""
    with transaction.atomic():
        for other in others:
            delete_log(log=other, actor=actor)
    return len(others)
