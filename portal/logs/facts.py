"""What any log needs to know of the world around it, as plain values.

Rules and derivations read these instead of models, so that one evaluation asks the database nothing and the same
rules can be tried on invented worlds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

ALL_RENT_PERIODS = frozenset(range(1, 12))


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """An owning or managing organisation, with what its mergers mean for a log."""

    id: int
    name: str = ""
    provider_type: str | None = None
    holds_own_stock: bool = True
    merge_date: date | None = None
    absorbing_id: int | None = None
    absorbing_name: str = ""
    absorbed_ids: frozenset[int] = frozenset()
    available_from: date | None = None
    agreement_signed: bool = True
    rent_periods: frozenset[int] = ALL_RENT_PERIODS

    @property
    def merges(self) -> bool:
        """Say whether the organisation merged into another one or took others over, whenever that is."""
        return self.merge_date is not None or self.available_from is not None

    def merged_by(self, day: date) -> bool:
        """Say whether the organisation had merged into another one on this day (the day itself counts)."""
        return self.merge_date is not None and self.merge_date <= day

    def not_yet_open_on(self, day: date) -> bool:
        """Say whether the organisation took others over and was opened for that only after this day."""
        return bool(self.absorbed_ids) and self.available_from is not None and self.available_from > day


@dataclass(frozen=True, slots=True)
class AssigneeFacts:
    """The user a log is assigned to: only the organisation counts, with those it has absorbed."""

    id: int
    organisation_id: int | None = None
    absorbed_ids: frozenset[int] = frozenset()

    def belongs_to(self, *organisations: int | None) -> bool:
        """Say whether the user's organisation, or one it absorbed, is among these."""
        return any(
            one is not None and (one == self.organisation_id or one in self.absorbed_ids) for one in organisations
        )


class Address(NamedTuple):
    """An address as the address service gives it for a UPRN."""

    address_line1: str
    address_line2: str | None
    town_or_city: str | None
    postcode_full: str | None


class Area(NamedTuple):
    """A local authority and the days on which it exists."""

    code: str
    name: str
    start: date
    end: date | None = None

    def live_on(self, day: date) -> bool:
        """Say whether the authority exists on this day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Areas:
    """All local authorities and which of them followed which."""

    by_code: Mapping[str, Area] = field(default_factory=dict)
    linked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _of_location: dict[tuple[str, int], str] = field(default_factory=dict)

    @classmethod
    def of(cls, areas: Iterable[Area], links: Iterable[tuple[str, str]] = ()) -> Areas:
        """Build the table; links are (code, code it is linked to) and areas come in order of their records."""
        linked: dict[str, tuple[str, ...]] = {}
        for code, other in links:
            linked[code] = (*linked.get(code, ()), other)
        return cls({area.code: area for area in areas}, linked)

    def live_on(self, code: str, day: date) -> bool:
        """Say whether the code is known and exists on this day."""
        area = self.by_code.get(code)
        return area is not None and area.live_on(day)

    def of_location(self, code: str, year: int) -> str:
        """The authority a location with this code counts to in a collection year (Barnsley changed code in 2025)."""
        known = self._of_location.get((code, year))
        if known is None:
            known = self._of_location[code, year] = self._find_of_location(code, date(year, 4, 1))
        return known

    def _find_of_location(self, code: str, day: date) -> str:
        candidates = {code, *self.linked.get(code, ())}
        for area in self.by_code.values():
            if area.code in candidates and area.live_on(day):
                return area.code
        return code


@dataclass(frozen=True, slots=True)
class OpenDates:
    """The dates a log may be given today; changing a date that was saved before has longer."""

    first_for_new: date
    first_for_saved: date
    last: date
