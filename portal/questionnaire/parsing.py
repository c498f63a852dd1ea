"""From what people and files give to typed answers.

Each parser takes a raw value and returns the typed value, or a Bad that says what is wrong with it. Typed values
come back as they are, so that stored answers pass through quickly.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from portal.questionnaire.document import Kind, Question, Questionnaire

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?\Z")
_SIGNED = re.compile(r"-?[0-9]+\Z")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:T.*)?\Z")
_UK_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\Z")
_LARGEST = 10**15
_LONGEST_NUMBER = 40
_MOST_DIGITS = 15  # what JSON's numbers carry exactly
_YEARS = range(1000, 3000)
KEPT_AS_NUMBERS = ("organisations", "users", "schemes", "locations", "countries")


@dataclass(frozen=True, slots=True)
class Bad:
    """A raw value that is no answer, and what is wrong with it.

    One of not_a_number, step, unreal_date, too_long, unreadable_text, unknown_code.
    """

    what: str
    raw: Any


Parser = Callable[[Any], Any]


def fields_of(questionnaire: Questionnaire) -> frozenset[str]:
    """Every field that the questionnaire keeps."""
    return frozenset((*questionnaire.stored, *questionnaire.confirm_fields, *questionnaire.by_field))


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


def known_codes(questionnaire: Questionnaire) -> dict[str, dict[Any, Any]]:
    """Of fields that are chosen from a list or ticked, the codes by themselves and by their usual text."""
    known: dict[str, dict[Any, Any]] = {}
    for name, placements in questionnaire.by_field.items():
        codes: frozenset[Any] = frozenset()
        if placements[0].kind is Kind.CHECKBOXES:
            codes = frozenset({0, 1})
        elif placements[0].kind in (Kind.RADIO, Kind.SELECT):
            codes = frozenset().union(*(placement.codes for placement in placements))
        if codes:
            known[name] = {key: code for code in codes if str(code).strip() for key in (code, str(code))}
    return known


def _parser_of(name: str, placements: tuple[Question, ...]) -> Parser:
    first = placements[0]
    if first.kind is Kind.CHECKBOXES:
        return _parse_integer
    if first.kind in (Kind.RADIO, Kind.SELECT):
        codes = frozenset().union(*(placement.codes for placement in placements))
        whole = bool(codes) and all(isinstance(code, int) for code in codes)
        whole = whole or first.options_from in KEPT_AS_NUMBERS
        return _parser_among(codes, _parse_code if whole else _parse_text_code)
    if first.kind in (Kind.NUMBER, Kind.TOTAL):
        parser = _number if not first.whole else _parse_earnings if first.step == "0.01" else _parse_whole
        return parser if first.prefix else _without_commas(parser)
    if first.kind is Kind.DATE:
        return parse_date
    return _text_parser(max(placement.max_length for placement in placements))


def _without_commas(parser: Parser) -> Parser:
    """Commas stand between the thousands of money; an age of “1,6” is not 16."""

    def parse(raw: Any) -> Any:
        return Bad("not_a_number", raw) if type(raw) is str and "," in raw else parser(raw)

    return parse


def _parser_among(codes: frozenset[Any], otherwise: Parser) -> Parser:
    """A parser that knows the texts of the usual codes by heart."""
    known = {str(code): code for code in codes}

    def parse(raw: Any) -> Any:
        if type(raw) is str and (code := known.get(raw)) is not None:
            return code
        return otherwise(raw)

    return parse


def _is_short_digits(raw: Any) -> bool:
    return type(raw) is str and len(raw) <= _MOST_DIGITS and raw.isdigit() and raw.isascii()


def _parse_code(raw: Any) -> Any:
    """The code of an answer, or the id of an organisation, user, scheme or location."""
    if _is_short_digits(raw):
        return int(raw)
    if type(raw) is int and -_LARGEST < raw < _LARGEST:
        return raw
    number = _whole_number(raw)
    return Bad("unknown_code", raw) if number is None else number


def _parse_text_code(raw: Any) -> Any:
    if isinstance(raw, str):
        code = raw.strip()
        return code if is_storable(code) and len(code) <= _LONGEST_NUMBER else Bad("unknown_code", raw)
    number = _whole_number(raw)
    return Bad("unknown_code", raw) if number is None else str(number)


def _whole_number(raw: Any) -> int | None:
    """A whole number of a size that can be stored, with or without a sign; None when the value is not one."""
    if isinstance(raw, str):
        text = raw.strip()
        if len(text) > _LONGEST_NUMBER or not _SIGNED.match(text):
            return None
        number = Decimal(text)
    elif isinstance(raw, bool | int):
        number = Decimal(int(raw))
    elif isinstance(raw, float | Decimal):
        number = Decimal(repr(raw)) if isinstance(raw, float) else raw
    else:
        return None
    if not number.is_finite() or number.copy_abs() >= _LARGEST or number != number.to_integral_value():
        return None
    return int(number)


def is_storable(text: str) -> bool:
    """Neither a null character nor half of a character (a lone surrogate) can be stored."""
    if text.isascii():
        return "\x00" not in text
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def _is_usual_number(raw: Any) -> bool:
    """A number of a size that can be stored."""
    return isinstance(raw, int | float | Decimal) and Decimal(raw).is_finite() and Decimal(raw).copy_abs() < _LARGEST


def _text_parser(longest: int) -> Parser:
    def parse(raw: Any) -> Any:
        if type(raw) is str:
            text = raw
        elif isinstance(raw, date):
            text = raw.isoformat()
        elif isinstance(raw, str) or _is_usual_number(raw):
            text = str(raw)
        else:
            return Bad("unreadable_text", raw)
        if len(text) > longest:
            return Bad("too_long", raw)
        return text if is_storable(text) else Bad("unreadable_text", raw)

    return parse


def _number(raw: Any) -> Decimal | Bad:
    kind = type(raw)
    if kind is str:
        text = raw.strip().replace(",", "")
        if len(text) > _LONGEST_NUMBER or not _NUMBER.match(text):
            return Bad("not_a_number", raw)
        number = Decimal(text)
        if len(text) <= _MOST_DIGITS:
            return number
    elif kind is Decimal:
        number = raw
    elif kind is int or kind is bool:
        if not -_LARGEST < raw < _LARGEST:
            return Bad("not_a_number", raw)
        number = Decimal(int(raw))
    elif kind is float:
        number = Decimal(repr(raw))
    else:
        return Bad("not_a_number", raw)
    if not number.is_finite() or number.copy_abs() >= _LARGEST:
        return Bad("not_a_number", raw)
    return number if kind is int or len(number.as_tuple().digits) <= _MOST_DIGITS else Bad("step", raw)


def _parse_whole(raw: Any, *, with_pence: bool = False) -> Any:
    """A whole number; of earnings, whole pounds kept, pence accepted and dropped (docs/domain/lettings-rules.md#0)."""
    if _is_short_digits(raw):
        return int(raw)
    if type(raw) is int and -_LARGEST < raw < _LARGEST:
        return raw
    number = _number(raw)
    if isinstance(number, Bad):
        return number
    return int(number) if has_at_most(number, 2 if with_pence else 0) else Bad("step", raw)


_parse_earnings = partial(_parse_whole, with_pence=True)


def has_at_most(number: Decimal, places: int) -> bool:
    """Say whether a number has no more decimal places than this."""
    return number == round(number, places)


def _parse_integer(raw: Any) -> Any:
    if _is_short_digits(raw):
        return int(raw)
    if type(raw) is int and -_LARGEST < raw < _LARGEST:
        return raw
    number = _number(raw)
    if isinstance(number, Bad):
        signed = _whole_number(raw)
        return number if signed is None else signed
    return int(number) if number == number.to_integral_value() else Bad("not_a_number", raw)


def _parse_boolean(raw: Any) -> Any:
    if type(raw) is bool:
        return raw
    if isinstance(raw, str):
        raw = raw.strip().lower()
    elif not isinstance(raw, int | float | Decimal):
        return Bad("unknown_code", raw)
    if raw in ("true", "1", "yes") or raw == 1:
        return True
    return False if raw in ("false", "0", "no") or raw == 0 else Bad("unknown_code", raw)


def parse_date(raw: Any) -> Any:
    """A date from a date, ISO text or day/month/year; anything else, 31 February included, is an unreal date.

    So is a year that nobody means (0026, 9999): reckoning a few years on from it would leave the calendar.
    """
    if isinstance(raw, date):
        day = raw.date() if isinstance(raw, datetime) else raw
        return day if day.year in _YEARS else Bad("unreal_date", raw)
    return _date_of_text(raw) if isinstance(raw, str) else Bad("unreal_date", raw)


@lru_cache(maxsize=4096)  # the logs of a year share a few hundred dates
def _date_of_text(raw: str) -> date | Bad:
    text = raw.strip()
    if match := _ISO_DATE.match(text):
        year, month, of_month = map(int, match.groups())
    elif match := _UK_DATE.match(text):
        of_month, month, year = map(int, match.groups())
    else:
        return Bad("unreal_date", raw)
    if year not in _YEARS or not 1 <= month <= 12 or not 1 <= of_month <= monthrange(year, month)[1]:
        return Bad("unreal_date", raw)
    return date(year, month, of_month)


_STORED: dict[str, Parser] = {
    "integer": _parse_integer,
    "decimal": _number,
    "boolean": _parse_boolean,
    "text": _text_parser(10_000),
    "date": parse_date,
}
