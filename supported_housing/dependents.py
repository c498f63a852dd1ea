"""What depends on schemes and locations: the room that refers to them registers its answers to what happens to them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from portal.scoping import ScopedQuerySet
from portal.windows import Windows
from supported_housing.models import Location, Scheme

if TYPE_CHECKING:
    from accounts.models import User

Record = Scheme | Location


class Dependents:
    """Records of another room that refer to a scheme or location. As it stands here, there are none."""

    def starting_from(self, record: Record, day: date) -> ScopedQuerySet:
        """Those that start on the day or later, which closing on that day detaches."""
        return Scheme.objects.none()

    def since(self, record: Record, day: date) -> ScopedQuerySet:
        """Those that start on the day or later, or have no date yet."""
        return Scheme.objects.none()

    def used_before(self, record: Record, day: date) -> bool:
        """Whether one that starts before the day refers to it."""
        return False

    def used_since(self, record: Record, day: date) -> bool:
        """Whether one that starts on the day or later, or has no date yet, refers to it."""
        return False

    def closed(self, record: Record, day: date, *, actor: User) -> Counter[int]:
        """It closes from the day on; how many records lost it, by the person they are assigned to."""
        return Counter()

    def moved_away(self, record: Record, since: date, *, actor: User) -> list[str]:
        """It belongs to somebody else now; what came of the records from that day on, in words."""
        return []

    def area_changed(self, location: Location, since: date, *, actor: User, windows: Windows) -> list[str]:
        """It lies in another authority now; what came of the records from that day on, in words."""
        return []

    def to_be_given_another(self) -> str:
        """The address of the list where a person finds their own records that lost it."""
        return ""


_registered: list[Dependents] = [Dependents()]


def register_dependents(dependents: Dependents) -> None:
    """Called from `AppConfig.ready` by the one room whose records refer to schemes."""
    _registered.append(dependents)


def dependents() -> Dependents:
    """Whoever depends on schemes."""
    return _registered[-1]
