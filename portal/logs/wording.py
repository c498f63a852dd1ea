"""How rules write what they name: money, shares and names; days and lists are in portal.words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def pounds(amount: Decimal | int) -> str:
    """Money as text: whole pounds without pence."""
    value = abs(Decimal(amount))
    sign = "-" if amount < 0 else ""
    return f"{sign}£{value:,.0f}" if value == value.to_integral_value() else f"{sign}£{value:,.2f}"


def percent(share: Decimal | int) -> str:
    """A share as text: 25% or 24.9%."""
    value = Decimal(share)
    return f"{value:.0f}%" if value == value.to_integral_value() else f"{value.normalize():f}%"


def named(facts: Any, fallback: str) -> str:
    """The name of an organisation, scheme or location, or what to call it when it has none."""
    name = getattr(facts, "name", "")
    return name or fallback
