"""How a value is written in the documents (docs/domain/export.md#5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from export_cds.fields.element import Form
from portal.clock import LONDON


def raw_text(value: Any) -> str:
    """Codes and whole numbers as digits, text as it is."""
    kind = type(value)
    if kind is str or kind is int:
        return str(value)
    if value is None:
        return ""
    if kind is bool:
        return "1" if value else "0"
    if isinstance(value, float | Decimal):
        number = Decimal(str(value))
        return str(int(number)) if number == number.to_integral_value() else decimal_text(number)
    return str(value)


def decimal_text(value: Any) -> str:
    """The shortest form with at least one decimal digit and no exponent."""
    if value is None or value == "":
        return ""
    digits = str(value)
    if type(value) is float and "e" not in digits:
        return digits
    if "e" in digits or "E" in digits:
        digits = format(Decimal(digits), "f")
    whole, _, fraction = digits.partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}"


def boolean_text(value: Any) -> str:
    """`true` or `false`."""
    if value is None:
        return ""
    return "true" if value else "false"


def moment_text(value: Any) -> str:
    """Seconds precision with London's numeric offset, never `Z`; text is one that the database wrote so."""
    if value is None or isinstance(value, str):
        return value or ""
    return as_moment(value).astimezone(LONDON).isoformat(timespec="seconds")


def as_moment(value: Any) -> datetime:
    """A day is its midnight in London; a time without a zone is London's."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return value if value.tzinfo else value.replace(tzinfo=LONDON)


def date_text(value: Any) -> str:
    """A date, or a date that was stored with a time."""
    return "" if value is None or value == "" else moment_text(as_moment(value))


def london_day(value: Any) -> date | None:
    """The calendar day in London of a stored date or moment."""
    return None if value is None or value == "" else as_moment(value).astimezone(LONDON).date()


def _part(name: str) -> Callable[[Any], str]:
    def part_text(value: Any) -> str:
        day = london_day(value)
        return "" if day is None else str(getattr(day, name))

    return part_text


TEXT_OF: dict[Form, Callable[[Any], str]] = {
    Form.RAW: raw_text,
    Form.DECIMAL: decimal_text,
    Form.DATE: date_text,
    Form.DATETIME: moment_text,
    Form.BOOLEAN: boolean_text,
    Form.DAY: _part("day"),
    Form.MONTH: _part("month"),
    Form.YEAR: _part("year"),
}
