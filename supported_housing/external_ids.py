"""Finding schemes and locations by the codes that files use (docs/domain/organisations.md#6.4): ours, or those of the former service.

Read once for a whole file; asked per row without a query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, Self

from supported_housing.models import Location, Scheme

OWN_CODE = re.compile(r"^S(\d{1,18})$")


class KnownScheme(NamedTuple):
    id: int
    owner_id: int
    former: str


class KnownLocation(NamedTuple):
    id: int
    scheme_id: int
    former: str


def former_code(text: str | None) -> str:
    """A code of the former service as it is compared: its number without leading zeros; empty when it is none."""
    tidy = (text or "").strip()
    return tidy.lstrip("0") or "0" if tidy.isascii() and tidy.isdecimal() else ""


class ExternalIds:
    """Schemes of some owners with their locations, by every code they go by. Deleted ones are not found."""

    def __init__(self, schemes: Iterable[KnownScheme], locations: Iterable[KnownLocation]) -> None:
        self._schemes = list(schemes)
        self._locations: dict[int, list[KnownLocation]] = {}
        for location in locations:
            self._locations.setdefault(location.scheme_id, []).append(location)

    @classmethod
    def of_owners(cls, owner_ids: Iterable[int]) -> Self:
        """In two queries."""
        schemes = Scheme.objects.kept().filter(owning_organisation__in=set(owner_ids)).order_by("id")
        places = Location.objects.kept().filter(scheme__in=schemes.order_by()).order_by("id")
        return cls(
            (
                KnownScheme(pk, owner, former_code(former))
                for pk, owner, former in schemes.values_list("pk", "owning_organisation_id", "old_visible_id")
            ),
            (
                KnownLocation(pk, scheme, former_code(former))
                for pk, scheme, former in places.values_list("pk", "scheme_id", "old_visible_id")
            ),
        )

    def scheme(self, text: str, *, owner_ids: Iterable[int], location: str = "") -> int | None:
        """S and our number; else the former code, together with the former code of the location where one is given."""
        owners = set(owner_ids)
        known = [scheme for scheme in self._schemes if scheme.owner_id in owners]
        if own := OWN_CODE.match(text.strip()):
            return next((scheme.id for scheme in known if scheme.id == int(own[1])), None)
        former = former_code(text)
        found = [scheme.id for scheme in known if former and scheme.former == former]
        place = former_code(location)
        paired = (pk for pk in found if place and any(each.former == place for each in self._locations.get(pk, ())))
        return next(paired, found[0] if found else None)

    def location(self, text: str, *, scheme_id: int | None) -> int | None:
        """Our number, else the former code, within the scheme."""
        code = former_code(text)
        if not code or scheme_id is None:
            return None
        places = self._locations.get(scheme_id, [])
        own = (place.id for place in places if str(place.id) == code)
        former = (place.id for place in places if place.former == code)
        return next(own, None) or next(former, None)
