"""One element of a record: its name, the value it shows, how that value is written, and when it is there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag, StrEnum
from functools import cache


class Form(StrEnum):
    """How a value becomes text; the forms of answers are called as in the questionnaires."""

    RAW = "raw"
    DECIMAL = "decimal"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Present(IntFlag):
    """What must hold of a record for an element to be there at all; without it the element is left out, not empty."""

    ALWAYS = 0
    OWNER = 1
    MANAGER = 2
    GENERAL_NEEDS = 4
    SUPPORTED = 8
    SCHEME = 16
    LOCATION = 32
    RENT_TYPE = 64

    @classmethod
    @cache
    def where(cls, **holds: bool) -> Present:
        """The flags whose names hold; kept, because flags are slow to put together and a million logs want them."""
        return cls(sum(cls[name.upper()] for name, held in holds.items() if held))


@dataclass(frozen=True, slots=True)
class Element:
    """A line of the document; `source` names the value among the answers, or among the facts as `thing.fact`."""

    name: str
    source: str
    form: Form = Form.RAW
    present: Present = Present.ALWAYS
