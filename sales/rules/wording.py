"""How rules write what they name."""

from collections.abc import Callable

from portal.logs.rules import LogDate
from portal.logs.wording import percent, pounds
from portal.questionnaire.answers import Answers

__all__ = ["COMPLETION", "owned_now", "percent", "pounds", "someone"]

COMPLETION = LogDate("saledate", "completion date", "sale completes")


def someone(log: Answers) -> Callable[[int], str]:
    """How the people of this sale are called: the second one buys too when the purchase is joint."""
    buying = 2 if log["jointpur"] == 1 else 1
    return lambda person: f"buyer {person}" if person <= buying else f"person {person}"


def owned_now(log: Answers) -> str:
    """The one who buys, or those who buy together, as owners."""
    return "the buyers now own" if log["jointpur"] == 1 else "the buyer now owns"
