"""An invented world for sales, and short ways to try one rule or a whole evaluation in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portal.logs.facts import Address, Area, Areas, AssigneeFacts, OpenDates, OrganisationFacts
from portal.questionnaire.answers import Answers, Changes
from portal.questionnaire.evaluation import Evaluation, evaluate
from portal.questionnaire.rules import Rule
from sales.context import SalesContext
from sales.kind import SALES
from sales.reference.lookup import PriceKey, PriceLimits, SaleRanges
from sales.rules import RULES

MANCHESTER, WESTMINSTER, EDINBURGH, CLOSED = "E08000003", "E09000033", "S12000036", "E07000004"
TODAY = date(2026, 8, 5)
HIGH_STREET = Address("1 High Street", None, "Manchester", "M1 1AE")
AREAS = Areas.of(
    (
        Area(MANCHESTER, "Manchester", date(2000, 4, 1)),
        Area(WESTMINSTER, "Westminster", date(2000, 4, 1)),
        Area(EDINBURGH, "Edinburgh", date(2000, 4, 1)),
        Area("E08000016", "Barnsley", date(2000, 4, 1)),
        Area("E08000038", "Barnsley", date(2025, 4, 1)),
        Area(CLOSED, "Aylesbury Vale", date(2000, 4, 1), date(2020, 3, 31)),
    )
)
RULES_BY_ID = {rule.id: rule for rule in RULES.rules}


def sales_context(**facts: Any) -> SalesContext:
    """A summer's day in 2026, when one year is open."""
    usual: dict[str, Any] = {
        "today": TODAY,
        "open_dates": OpenDates(date(2026, 4, 1), date(2025, 4, 1), date(2027, 3, 31)),
        "organisations": {1: OrganisationFacts(1, "Abbey Homes")},
        "users": {7: AssigneeFacts(7, 1)},
        "areas": AREAS,
        "postcode_areas": {"M11AE": MANCHESTER, "SW1A1AA": WESTMINSTER, "EH11AA": EDINBURGH},
        "addresses": {"100": HIGH_STREET, "999": None},
        "sale_ranges": SaleRanges(
            {
                PriceKey(2026, MANCHESTER, 2): PriceLimits(Decimal(100_000), Decimal(300_000)),
                PriceKey(2026, MANCHESTER, 4): PriceLimits(Decimal(200_000), Decimal(500_000)),
            }
        ),
    }
    return SalesContext(**{**usual, **facts})


def found(
    rule_id: str, /, ctx: SalesContext | None = None, person: int | None = None, **answers: Any
) -> dict[str, str]:
    """What one rule says about these answers: field to message."""
    return rule(rule_id).find(Answers(answers), ctx or sales_context(), person)


def rule(rule_id: str) -> Rule:
    """The rule of this id."""
    return RULES_BY_ID[rule_id]


def judge(
    answers: Mapping[str, Any],
    stored: Mapping[str, Any] | None = None,
    ctx: SalesContext | None = None,
    year: int = 2026,
) -> Evaluation:
    """A whole evaluation in one year's questionnaire; with stored answers, a change of them."""
    context = ctx or sales_context()
    previous = stored or {}
    return evaluate(SALES.program(year), {**previous, **answers}, context, previous, answers.keys())


def changed_from(ctx: SalesContext, **previous: Any) -> SalesContext:
    """The same world in a save that changes these stored answers."""
    ctx.changes = Changes(Answers(previous), Answers())
    return ctx


SETUP: dict[str, Any] = {
    "owning_organisation_id": 1,
    "managing_organisation_id": 1,
    "assigned_to_id": 7,
    "saledate": date(2026, 5, 1),
    "jointpur": 2,
    "noint": 2,
    "privacynotice": 1,
}
ADDRESS: dict[str, Any] = {
    "manual_address_entry_selected": True,
    "address_line1": "1 High Street",
    "town_or_city": "Manchester",
    "postcode_full": "M1 1AE",
}
SHARED: dict[str, Any] = {**SETUP, **ADDRESS, "ownershipsch": 1, "type": 30, "staircase": 2}
STAIRCASING: dict[str, Any] = {**SETUP, **ADDRESS, "ownershipsch": 1, "type": 30, "staircase": 1}
DISCOUNTED: dict[str, Any] = {**SETUP, **ADDRESS, "ownershipsch": 2, "type": 9}
