"""The hash that duplicates share. Which answers go into it is said by lettings and sales."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any


def hash_of(answers: Mapping[str, Any], fields: Iterable[str], *, prefix: str = "") -> str:
    """The hash of these answers, in this order; the prefix keeps keys made of different fields apart."""
    values = [prefix, *[plain(answers.get(name)) for name in fields]]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:32]


def plain(value: Any) -> str | None:
    """A value as text that is the same however it was typed (90 and 90.00); blank is nothing."""
    if value is None or value == "":
        return None
    if type(value) is str:
        return value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)
