"""How rules write what they name."""

from portal.logs.rules import LogDate
from portal.logs.wording import day, listed, named, percent, pounds

__all__ = ["COMPLETION", "buyers", "day", "listed", "named", "percent", "pounds", "someone"]

COMPLETION = LogDate("saledate", "completion date", "sale completes")


def someone(person: int) -> str:
    """Who a person of the household is called when it does not matter whether they buy."""
    return "buyer 1" if person == 1 else f"person {person}"


def buyers(jointpur: int | None) -> str:
    """The one who buys, or those who buy together."""
    return "the buyers" if jointpur == 1 else "the buyer"
