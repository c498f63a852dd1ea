"""How rules of lettings call people; dates, money and lists are worded as in any log."""

from __future__ import annotations


def someone(person: int) -> str:
    """Who a person of the household is called."""
    return "the lead tenant" if person == 1 else f"person {person}"
