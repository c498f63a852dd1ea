"""One element of a record: its name, the value it shows, how that value is written, and when it is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag, StrEnum, auto


class Kind(StrEnum):
    """How a value becomes text."""

    RAW = auto()
    DECIMAL = auto()
    DATE = auto()
    DATETIME = auto()
    BOOLEAN = auto()
    DAY = auto()
    MONTH = auto()
    YEAR = auto()


class Present(IntFlag):
    """What must hold of a record for an element to be there at all; without it the element is left out, not empty."""

    ALWAYS = 0
    OWNER = auto()
    MANAGER = auto()
    GENERAL_NEEDS = auto()
    SUPPORTED = auto()
    SCHEME = auto()
    LOCATION = auto()
    RENT_TYPE = auto()


@dataclass(frozen=True, slots=True)
class Element:
    """A line of the document; `source` names the value among the answers, or among the facts as `thing.fact`."""

    name: str
    source: str
    kind: Kind = Kind.RAW
    years: frozenset[int] | None = None
    present: Present = Present.ALWAYS

    def belongs_to(self, year: int | None) -> bool:
        """A year that is not named in any year list has the elements of all years only."""
        return self.years is None or year in self.years


def of_year(elements: Iterable[Element], year: int | None) -> tuple[Element, ...]:
    """The elements that records of one collection year have, in order."""
    return tuple(element for element in elements if element.belongs_to(year))
