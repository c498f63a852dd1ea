"""From what people and files give to typed answers.

Each parser takes a raw value and returns the typed value, or a Bad that says what is wrong with it. Typed values
come back as they are, so that stored answers pass through quickly.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from portal.questionnaire.document import Kind, Question, Questionnaire

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?\Z")
_SIGNED = re.compile(r"-?[0-9]+\Z")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?\Z")
_UK_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\Z")
_LARGEST = Decimal("1e15")


@dataclass(frozen=True, slots=True)
class Bad:
    """A raw value that is no answer: what is wrong (not_a_number, step, unreal_date, too_long, unknown_code)."""

    what: str
    raw: Any


Parser = Callable[[Any], Any]


def parsers_for(questionnaire: Questionnaire) -> dict[str, Parser]:
    """One parser for each field that the questionnaire knows."""
    parsers: dict[str, Parser] = {}
    for name, stored in questionnaire.stored.items():
        parsers[name] = _STORED[stored.type]
    for confirm in questionnaire.confirm_fields:
        parsers[confirm] = _parse_integer
    for name, placements in questionnaire.by_field.items():
        parsers[name] = _parser_of(name, placements)
    return parsers


def _parser_of(name: str, placements: tuple[Question, ...]) -> Parser:
    first = placements[0]
    if first.kind is Kind.CHECKBOXES:
        return _parse_integer
    if first.kind in (Kind.RADIO, Kind.SELECT):
        if first.options_from in ("organisations", "users", "schemes", "locations"):
            return _parse_integer
        codes = frozenset().union(*(placement.codes for placement in placements))
        whole = bool(codes) and all(isinstance(code, int) for code in codes)
        return _code_parser(whole or first.options_from == "countries")
    if first.kind in (Kind.NUMBER, Kind.TOTAL):
        if first.whole:
            return _parse_earnings if first.step == "0.01" else _parse_whole
        return _parse_decimal
    if first.kind is Kind.DATE:
        return parse_date
    return _text_parser(max(placement.max_length for placement in placements))


def _code_parser(whole: bool) -> Parser:
    def parse(raw: Any) -> Any:
        if whole:
            if type(raw) is int:
                return raw
            if isinstance(raw, str) and _SIGNED.match(raw.strip()):
                return int(raw)
            if isinstance(raw, float | Decimal | bool) and raw == int(raw):
                return int(raw)
            return Bad("unknown_code", raw)
        return raw.strip() if isinstance(raw, str) else str(raw)

    return parse


def _text_parser(longest: int) -> Parser:
    def parse(raw: Any) -> Any:
        text = raw if type(raw) is str else str(raw)
        if len(text) > longest:
            return Bad("too_long", raw)
        if "\x00" in text:
            return Bad("unreadable_text", raw)
        return text

    return parse


def _number(raw: Any) -> Decimal | Bad:
    kind = type(raw)
    if kind is Decimal:
        number = raw
    elif kind is int or kind is bool:
        number = Decimal(int(raw))
    elif kind is float:
        number = Decimal(repr(raw))
    else:
        text = str(raw).strip().replace(",", "")
        if not _NUMBER.match(text):
            return Bad("not_a_number", raw)
        number = Decimal(text)
    if not number.is_finite() or abs(number) >= _LARGEST:
        return Bad("not_a_number", raw)
    return number


def _parse_decimal(raw: Any) -> Any:
    return _number(raw)


def _parse_whole(raw: Any) -> Any:
    if type(raw) is int:
        return raw
    number = _number(raw)
    if isinstance(number, Bad):
        return number
    return int(number) if number == number.to_integral_value() else Bad("step", raw)


def _parse_earnings(raw: Any) -> Any:
    """Whole pounds kept, pence accepted and dropped (lettings_rules section 0)."""
    if type(raw) is int:
        return raw
    number = _number(raw)
    if isinstance(number, Bad):
        return number
    return Bad("step", raw) if number % Decimal("0.01") else int(number)


def _parse_integer(raw: Any) -> Any:
    if type(raw) is int:
        return raw
    try:
        number = Decimal(str(int(raw)) if isinstance(raw, bool) else str(raw).strip())
        return int(number) if number == number.to_integral_value() else Bad("not_a_number", raw)
    except (InvalidOperation, ValueError, OverflowError):
        return Bad("not_a_number", raw)


def _parse_boolean(raw: Any) -> Any:
    if type(raw) is bool:
        return raw
    text = str(raw).strip().lower()
    if text in ("true", "1", "yes"):
        return True
    return False if text in ("false", "0", "no") else Bad("not_a_number", raw)


def parse_date(raw: Any) -> Any:
    """A date from a date, ISO text or day/month/year; anything else, 31 February included, is an unreal date."""
    if type(raw) is date:
        return raw
    if isinstance(raw, datetime):
        return raw.date()
    text = str(raw).strip()
    if match := _ISO_DATE.match(text):
        year, month, day = map(int, match.groups())
    elif match := _UK_DATE.match(text):
        day, month, year = map(int, match.groups())
    else:
        return Bad("unreal_date", raw)
    try:
        return date(year, month, day)
    except ValueError:
        return Bad("unreal_date", raw)


_STORED: dict[str, Parser] = {
    "integer": _parse_integer,
    "decimal": _parse_decimal,
    "boolean": _parse_boolean,
    "text": _text_parser(10_000),
    "date": parse_date,
}
