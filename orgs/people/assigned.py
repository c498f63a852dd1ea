"""Records that people are assigned to, as moving a person needs to know them; each room registers its kinds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from portal.words import counted

if TYPE_CHECKING:
    from accounts.models import User


class Assigned(ABC):
    """One kind of record with an owner, a manager and somebody it is assigned to."""

    one: str
    many: str

    @abstractmethod
    def to(self, user: User) -> QuerySet[Any]:
        """Those of this person that anybody can see."""

    @abstractmethod
    def open_to(self, user: User) -> QuerySet[Any]:
        """Those of this person that can still be changed, so that somebody has to be able to."""

    @abstractmethod
    def workable_by(self, records: QuerySet[Any], user: User) -> QuerySet[Any]:
        """Those of the records that this person may work on."""

    def counted(self, number: int) -> str:
        """In words: 2 lettings logs."""
        return counted(number, self.one, self.many)

    @abstractmethod
    def move(self, records: QuerySet[Any], *, changes: Mapping[str, int], actor: User) -> int:
        """Sets organisations or assignee (by column) of all of them; how many changed."""


_KINDS: list[Assigned] = []


def register_assigned(kind: Assigned) -> None:
    """Called from `AppConfig.ready`."""
    _KINDS.append(kind)


def assigned_kinds() -> tuple[Assigned, ...]:
    """In the order of the installed applications."""
    return tuple(_KINDS)
