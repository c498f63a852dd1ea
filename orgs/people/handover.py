"""Who goes on with the records of somebody who is deactivated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import PRIVILEGED_ROLES
from orgs.people.assigned import Assigned, assigned_kinds

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of the records of one kind: how many went to the other person, how many wait for somebody."""

    kind: Assigned
    moved: int
    waiting: int


def open_records(user: User) -> list[tuple[Assigned, int]]:
    """How many records of each kind somebody still has to be able to work on, where there are any."""
    found = [(kind, kind.open_to(user).count()) for kind in assigned_kinds()]
    return [(kind, count) for kind, count in found if count]


def successors(user: User) -> QuerySet[User]:
    """The people of the same organisation who can be given this person's records."""
    people = User.objects.usable().filter(organisation=user.organisation_id).exclude(pk=user.pk)
    return people.exclude(role__in=PRIVILEGED_ROLES).order_by("name", "pk")


def hand_over(*, user: User, successor: User | None, actor: User) -> list[Handed]:
    """Give the open records that the successor may work on to them; what they could not see waits for somebody.

    Runs in the caller's transaction, which holds both people.
    """
    return [_hand_over(kind, user, successor, actor) for kind, _ in open_records(user)]


def _hand_over(kind: Assigned, user: User, successor: User | None, actor: User) -> Handed:
    moved = 0
    if successor is not None:
        changes = {"assigned_to_id": successor.pk}
        moved = kind.move(kind.workable_by(kind.open_to(user), successor), changes=changes, actor=actor)
    return Handed(kind, moved, kind.open_to(user).count())


def kinds_counted(records: Iterable[tuple[Assigned, int]]) -> list[str]:
    """In words: 2 lettings logs, 1 sales log."""
    return [kind.counted(count) for kind, count in records]
