"""How rules write what they name: dates, money, shares, lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any


def day(value: date) -> str:
    """A date as people write it: 1 April 2026."""
    return f"{value.day} {value:%B} {value.year}"


def pounds(amount: Decimal | int) -> str:
    """Money as text: whole pounds without pence."""
    value = abs(Decimal(amount))
    sign = "-" if amount < 0 else ""
    return f"{sign}£{value:,.0f}" if value == value.to_integral_value() else f"{sign}£{value:,.2f}"


def percent(share: Decimal | int) -> str:
    """A share as text: 25% or 24.9%."""
    value = Decimal(share)
    return f"{value:.0f}%" if value == value.to_integral_value() else f"{value.normalize():f}%"


def listed(parts: Sequence[str]) -> str:
    """a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def named(facts: Any, fallback: str) -> str:
    """The name of an organisation, scheme or location, or what to call it when it has none."""
    name = getattr(facts, "name", "")
    return name or fallback
