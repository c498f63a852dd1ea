"""Looking up local authorities. Pure once built: no query per row.

`Areas` is built from the database (`load_areas`), or by hand in a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from orgs.areas.models import LocalAuthority, LocalAuthorityLink
from portal.words import day_in_words

CHANGED_CODES: Mapping[int, Mapping[str, str]] = {
    2024: {"E08000038": "E08000016", "E08000039": "E08000019"},
    2025: {"E08000016": "E08000038", "E08000019": "E08000039"},
}
"""Barnsley and Sheffield changed code; a postcode service may answer with the other year's one."""


@dataclass(frozen=True, slots=True)
class Area:
    code: str
    name: str
    start: date
    end: date | None = None
    order: int = 0
    """Position of record: where several fit, the first recorded one is taken."""

    def live_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or self.end >= day)

    @property
    def english(self) -> bool:
        return self.code.startswith("E")


class Areas:
    """All areas and their links."""

    def __init__(self, areas: Iterable[Area] = (), links: Iterable[tuple[str, str]] = ()) -> None:
        self.by_code: dict[str, Area] = {area.code: area for area in areas}
        self._links: dict[str, set[str]] = {}
        self._of_location: dict[tuple[str, int], str] = {}
        for code, linked in links:
            self._links.setdefault(code, set()).add(linked)

    def __len__(self) -> int:
        return len(self.by_code)

    def area(self, code: str | None) -> Area | None:
        return None if code is None else self.by_code.get(code)

    def name(self, code: str | None) -> str:
        """The area's name; the code itself when unknown, so that nothing is hidden."""
        area = self.area(code)
        return area.name if area else (code or "")

    def live_on(self, code: str | None, day: date) -> bool:
        area = self.area(code)
        return area is not None and area.live_on(day)

    def english(self, code: str | None) -> bool:
        return code is not None and code.startswith("E")

    def linked(self, code: str) -> list[Area]:
        """The area and those linked to it, in order of record."""
        family = [self.by_code.get(other) for other in {code, *self._links.get(code, ())}]
        return sorted((area for area in family if area is not None), key=lambda area: area.order)

    def of_location(self, code: str, start_year: int) -> str:
        """A location's authority in a log of the year: the linked one alive on 1 April, else the code."""
        known = self._of_location.get((code, start_year))
        if known is None:
            first_day = date(start_year, 4, 1)
            alive = (area.code for area in self.linked(code) if area.live_on(first_day))
            known = self._of_location[code, start_year] = next(alive, code)
        return known

    def corrected(self, code: str | None, start_year: int) -> str | None:
        """The code as the year's questionnaire knows it, for codes found from a postcode."""
        return CHANGED_CODES.get(start_year, {}).get(code or "", code)

    def offered_on(self, day: date) -> list[Area]:
        """English authorities alive on the day, by name: the list people choose from."""
        active = (area for area in self.by_code.values() if area.english and area.live_on(day))
        return sorted(active, key=lambda area: (area.name, area.code))

    def by_name(self, name: str, day: date) -> Area | None:
        """The English authority of that name on the day."""
        wanted = name.strip().casefold()
        return next((area for area in self.offered_on(day) if area.name.casefold() == wanted), None)

    def display(self, code: str | None) -> str:
        """The name; where a boundary change renamed it, each name with the time it held."""
        if not code:
            return ""
        family = self.linked(code)
        if len({area.name for area in family}) <= 1:
            return self.name(code)
        return "; ".join(_with_period(area) for area in sorted(family, key=lambda area: area.start))


def _with_period(area: Area) -> str:
    if area.end is None:
        return f"{area.name} (from {day_in_words(area.start)})"
    return f"{area.name} (until {day_in_words(area.end)})"


def load_areas() -> Areas:
    """From the database, in two queries."""
    rows = LocalAuthority.objects.order_by("id").values_list("code", "name", "start_date", "end_date", "id")
    links = LocalAuthorityLink.objects.values_list("local_authority__code", "linked_local_authority__code")
    return Areas((Area(*row) for row in rows), links)
