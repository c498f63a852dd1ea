"""Short work: seconds for each of thousands of rows, claimed for a time instead of with a lock and signs of life."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar, TypeVar

from django.db import models, transaction

from portal.clock import now


class Leased(models.Model):
    """A row that one worker at a time does something short with; whoever comes when its time is over takes it over."""

    OPEN_STATES: ClassVar[tuple[str, ...]]

    token = models.PositiveIntegerField(default=0, editable=False)
    attempts = models.PositiveSmallIntegerField("attempts", default=0)
    next_attempt_at = models.DateTimeField("next attempt", default=now)

    class Meta:
        abstract = True


AnyLeased = TypeVar("AnyLeased", bound=Leased)


@transaction.atomic
def take(model: type[AnyLeased], pk: int, *, lasts: timedelta, state: str) -> AnyLeased | None:
    """Claim the row for a time if it is due and nobody has it; None otherwise."""
    at = now()
    due = model._base_manager.filter(pk=pk, state__in=model.OPEN_STATES, next_attempt_at__lte=at)
    row = due.select_for_update(skip_locked=True, of=("self",)).first()
    if row is not None:
        give_back(row, state=state, attempts=row.attempts + 1, next_attempt_at=at + lasts, token=row.token + 1)
    return row


def give_back(row: Leased, **values: Any) -> bool:
    """Write what came of it, if nobody has taken the row over meanwhile."""
    changed = type(row)._base_manager.filter(pk=row.pk, token=row.token).update(**values)
    for name, value in values.items():
        setattr(row, name, value)
    return bool(changed)


def due(model: type[Leased], most: int) -> Sequence[int]:
    """The oldest rows whose time has come."""
    still_open: dict[str, Any] = {"state__in": model.OPEN_STATES}  # the state is the model's own column
    waiting = model._base_manager.filter(**still_open, next_attempt_at__lte=now())
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:most])
