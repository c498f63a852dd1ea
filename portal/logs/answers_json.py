"""Answers as they are stored: codes as integers, money as exact numbers, dates as ISO text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson


def is_exact(value: Decimal) -> bool:
    """Whether a number of JSON carries it as it is."""
    return Decimal(repr(float(value))) == value


class AnswersEncoder(json.JSONEncoder):
    """Write decimals as JSON numbers, dates as ISO text and what else columns hold; a decimal that a number cannot carry is refused."""

    def default(self, value: Any) -> Any:
        """Called for what JSON has no form for."""
        if isinstance(value, Decimal):
            if not is_exact(value):
                raise ValueError(f"{str(value)[:50]} has more digits than can be stored exactly")
            return float(value)
        if isinstance(value, date):
            return value.isoformat()
        return str(value) if isinstance(value, UUID) else super().default(value)


_ENCODER = AnswersEncoder()


def as_json(value: Any) -> str:
    """What `AnswersEncoder` writes, several times as fast; only numbers beyond 64 bits are left to it."""
    try:
        return orjson.dumps(value, default=_ENCODER.default).decode()
    except orjson.JSONEncodeError:
        return _ENCODER.encode(value)


class AnswersDecoder(json.JSONDecoder):
    """Read numbers with a decimal point exactly."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(parse_float=Decimal, **kwargs)


def to_stored(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers in the form in which they are stored, without blanks."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in answers.items()
        if value is not None
    }


def plain(value: Any) -> Any:
    """One value in the form in which JSON gives it back, so that documents can be compared."""
    return value.isoformat() if isinstance(value, date) else value
