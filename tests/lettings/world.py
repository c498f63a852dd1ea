"""A small world for rules and derivations of lettings: no database, a fixed day, one of everything."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from typing import Any

from lettings.context import LettingsContext
from lettings.kind import LETTINGS
from lettings.reference.lookup import RentKey, RentLimits, RentRanges
from lettings.rules import RULES
from portal.logs.facts import Address, Area, Areas, AssigneeFacts, OpenDates, OrganisationFacts
from portal.questionnaire.answers import Answers, Changes
from portal.questionnaire.evaluation import Evaluation, evaluate
from portal.questionnaire.rules import Rule
from supported_housing.build_facts import facts_from_dicts
from supported_housing.status import OwnerFacts

TODAY = date(2026, 8, 5)
START = date(2026, 5, 1)
PRP, LA, MERGED, MERGED_TOO, ABSORBING, UNSIGNED = 1, 2, 3, 4, 5, 6
SCHEME, DRAFT_SCHEME, CLOSED_SCHEME, LATER_SCHEME, TWO_PLACES = 10, 11, 12, 13, 14
PLACE, DRAFT_PLACE, CLOSED_PLACE, LATER_PLACE, PLACE_A, PLACE_B = 20, 21, 22, 23, 24, 25
MANCHESTER, WESTMINSTER, EDINBURGH, OLD_BARNSLEY, BARNSLEY = (
    "E08000003",
    "E09000033",
    "S12000036",
    "E08000016",
    "E08000038",
)
LIMITS = RentLimits(Decimal(80), Decimal(150), Decimal(40), Decimal(300))

_PLACE = {
    "postcode": "M1 1AE",
    "code": MANCHESTER,
    "mobility_type": "W",
    "type_of_unit": 1,
    "startdate": date(2022, 4, 1),
}
_SCHEMES: list[dict[str, Any]] = [
    {"id": SCHEME, "name": "Open House", "locations": [{"id": PLACE, **_PLACE}]},
    {"id": DRAFT_SCHEME, "name": "Draft House", "locations": [{"id": DRAFT_PLACE, **_PLACE, "confirmed": False}]},
    {
        "id": CLOSED_SCHEME,
        "name": "Closed House",
        "periods": [(date(2026, 4, 20), None)],
        "locations": [{"id": CLOSED_PLACE, **_PLACE}],
    },
    {"id": LATER_SCHEME, "name": "Later House", "locations": [{"id": LATER_PLACE, **_PLACE, "startdate": TODAY}]},
    {
        "id": TWO_PLACES,
        "name": "Two Houses",
        "locations": [
            {"id": PLACE_A, **_PLACE},
            {"id": PLACE_B, **_PLACE, "postcode": "SW1A 1AA", "code": WESTMINSTER, "mobility_type": "N"},
        ],
    },
]


def _organisations() -> dict[int | None, OrganisationFacts]:
    merged = {"merge_date": date(2026, 6, 1), "absorbing_id": ABSORBING, "absorbing_name": "Big Homes"}
    return {
        PRP: OrganisationFacts(PRP, "Acorn Homes", "PRP", rent_periods=frozenset({1, 2, 3, 4})),
        LA: OrganisationFacts(LA, "Borough Council", "LA"),
        MERGED: OrganisationFacts(MERGED, "Small Homes", "PRP", **merged),
        MERGED_TOO: OrganisationFacts(MERGED_TOO, "Tiny Homes", "PRP", **merged),
        ABSORBING: OrganisationFacts(
            ABSORBING,
            "Big Homes",
            "PRP",
            absorbed_ids=frozenset({MERGED, MERGED_TOO}),
            available_from=date(2026, 6, 1),
        ),
        UNSIGNED: OrganisationFacts(UNSIGNED, "Unsigned Homes", "PRP", agreement_signed=False),
    }


def world(**changes: Any) -> LettingsContext:
    """The context, with whatever a test needs to be different."""
    schemes = [{"owning_organisation_id": PRP, "available_from": date(2022, 4, 1), **scheme} for scheme in _SCHEMES]
    housing = facts_from_dicts(schemes, today=TODAY, owners={PRP: OwnerFacts(PRP)})
    start = date(2021, 4, 1)
    areas = [
        Area(MANCHESTER, "Manchester", start),
        Area(WESTMINSTER, "Westminster", start),
        Area(EDINBURGH, "Edinburgh", start),
        Area(OLD_BARNSLEY, "Barnsley", start, date(2025, 3, 31)),
        Area(BARNSLEY, "Barnsley", date(2025, 4, 1)),
    ]
    values: dict[str, Any] = {
        "today": TODAY,
        "open_dates": OpenDates(date(2026, 4, 1), date(2025, 4, 1), date(2027, 3, 31)),
        "organisations": _organisations(),
        "users": {
            1: AssigneeFacts(1, PRP),
            2: AssigneeFacts(2, LA),
            5: AssigneeFacts(5, ABSORBING, frozenset({MERGED, MERGED_TOO})),
        },
        "schemes": housing.schemes,
        "locations": housing.locations,
        "areas": Areas.of(areas, [(OLD_BARNSLEY, BARNSLEY), (BARNSLEY, OLD_BARNSLEY)]),
        "rent_ranges": RentRanges(
            {RentKey(2026, MANCHESTER, beds, kind): LIMITS for beds in range(5) for kind in (1, 2)}
        ),
        "postcode_areas": {"M11AE": MANCHESTER, "SW1A1AA": WESTMINSTER, "S701AA": OLD_BARNSLEY},
        "addresses": {"1": Address("1 High Street", None, "Manchester", "M1 1AE"), "999": None},
        **changes,
    }
    return LettingsContext(**values)


def stored(ctx: LettingsContext, before: dict[str, Any], after: Answers) -> LettingsContext:
    """The context while a log that holds `before` is changed."""
    ctx.changes = Changes(before, after)
    return ctx


def rule(rule_id: str) -> Rule:
    """A rule by its id."""
    return next(found for found in RULES.rules if found.id == rule_id)


def complete(year: int = 2026, **changes: Any) -> dict[str, Any]:
    """Every answer of a general needs letting that is in order."""
    return {
        "owning_organisation_id": PRP,
        "managing_organisation_id": PRP,
        "assigned_to_id": 1,
        "needstype": 1,
        "renewal": 0,
        "startdate": date(year, 5, 1),
        "rent_type": 0,
        "declaration": 1,
        "first_time_property_let_as_social_housing": 0,
        "unitletas": 1,
        "rsnvac": 5,
        "manual_address_entry_selected": True,
        "address_line1": "1 High Street",
        "town_or_city": "Manchester",
        "postcode_full": "M1 1AE",
        "unittype_gn": 1,
        "builtype": 1,
        "wchair": 2,
        "beds": 2,
        "voiddate": date(year, 4, 20),
        "majorrepairs": 0,
        "joint": 3,
        "startertenancy": 2,
        "tenancy": 4,
        "tenancylength": 5,
        "hhmemb": 1,
        "age1_known": 0,
        "age1": 40,
        **({"sex1": "F"} if year < 2026 else {"sexrab1": "F", "gender_same_as_sex1": 1}),
        "ethnic_group": 0,
        "ethnic": 1,
        "nationality_all_group": 826,
        "ecstat1": 1,
        "armedforces": 2,
        "preg_occ": 2,
        "housingneeds": 2,
        "illness": 2,
        "layear": 2,
        "waityear": 7,
        "reason": 18,
        "prevten": 3,
        "homeless": 1,
        "ppcodenk": 1,
        "previous_la_known": 0,
        "reasonpref": 2,
        "chr": 1,
        **({"referral_type": 1, "referral": 2} if year < 2026 else {"referral_register": 5}),
        "net_income_known": 0,
        "incfreq": 1,
        "earnings": 300,
        "hb": 9,
        "benefits": 4,
        "period": 1,
        "brent": Decimal(90),
        "scharge": Decimal(10),
        "pscharge": Decimal(5),
        "supcharg": Decimal(5),
        **changes,
    }


def judge(
    answers: dict[str, Any],
    before: dict[str, Any] | None = None,
    ctx: LettingsContext | None = None,
    given: AbstractSet[str] | None = None,
) -> Evaluation:
    """Evaluate answers of a log that held `before`, of which `given` were sent."""
    program = LETTINGS.program_for(answers.get("startdate") or START)
    return evaluate(program, answers, ctx or world(), before, given)


def changed(answers: dict[str, Any], **changes: Any) -> Evaluation:
    """Save a log, then change answers in a second save."""
    first = judge(answers).answers
    return judge({**first, **changes}, first, given=changes.keys())
