"""The basic rent against the range of its area, size and type of letting."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from lettings.amounts import PERIOD_WORDS, per_period, weekly
from lettings.place import NEEDSTYPE_SUPPORTED, collection_year, effective_la
from lettings.reference.lookup import LARGEST_BED_KEY, RentKey, RentLimits, bed_key
from lettings.rules.registry import RULES
from portal.logs.wording import pounds
from portal.questionnaire.answers import Answers
from portal.questionnaire.rules import since

if TYPE_CHECKING:
    from lettings.context import LettingsContext

_NEEDS = ("brent", "period", "startdate", "lettype")


class Rent(NamedTuple):
    """A weekly rent with the range that it is held against."""

    weekly: Decimal
    range: RentLimits


def rent_with_range(log: Answers, ctx: LettingsContext) -> Rent | None:
    """The weekly rent and its range; None where no range is published."""
    lettype = log["lettype"]
    if lettype is None or log["startdate"] is None:
        return None
    beds, la = bed_key(log["needstype"], log["beds"]), effective_la(log, ctx)
    if beds is None or la is None:
        return None
    found = ctx.rent_ranges.get(RentKey(collection_year(log, ctx), la, beds, lettype))
    if found is None:
        return None
    amount = weekly(log["brent"], log["period"])
    return None if amount is None else Rent(amount, found)


def _said(log: Answers, weekly_amount: Decimal) -> str:
    """A weekly amount in the rent period of the log, with the weekly figure where that is another one."""
    period = log["period"]
    own = f"{pounds(per_period(weekly_amount, period))} every {PERIOD_WORDS[period]}"
    return own if period == 1 else f"{own} ({pounds(weekly_amount)} a week)"


_FIELDS = (
    "brent",
    "beds",
    "uprn",
    "la",
    "postcode_known",
    "scheme_id",
    "location_id",
    "rent_type",
    "needstype",
    "period",
)
_SILENT = ("scheme_id", "location_id", "rent_type", "needstype")
_WHAT_TO_DO = "Correct the rent, the rent period, or the area, size or type of the letting."


@RULES.hard(
    "L-H-FIN-17",
    fields=_FIELDS,
    needs=_NEEDS,
    silent_in_bulk_upload=_SILENT,
    codes={"needstype": (NEEDSTYPE_SUPPORTED,), "period": PERIOD_WORDS},
)
def rent_too_low(log: Answers, ctx: LettingsContext) -> str | None:
    """The basic rent must not be below the lowest possible rent of its area, size and type of letting."""
    rent = rent_with_range(log, ctx)
    if rent is None or rent.weekly >= rent.range.hard_min:
        return None
    return (
        f"The basic rent comes to {_said(log, rent.weekly)}. For this area, size and type of letting it cannot be below "
        f"{_said(log, rent.range.hard_min)}. {_WHAT_TO_DO}"
    )


@RULES.hard(
    "L-H-FIN-18",
    fields=_FIELDS,
    needs=_NEEDS,
    silent_in_bulk_upload=_SILENT,
    codes={"needstype": (NEEDSTYPE_SUPPORTED,), "period": PERIOD_WORDS},
)
def rent_too_high(log: Answers, ctx: LettingsContext) -> str | None:
    """The basic rent must not be above the highest possible rent of its area, size and type of letting."""
    rent = rent_with_range(log, ctx)
    if rent is None or rent.weekly <= rent.range.hard_max:
        return None
    return (
        f"The basic rent comes to {_said(log, rent.weekly)}. For this area, size and type of letting it cannot be above "
        f"{_said(log, rent.range.hard_max)}. {_WHAT_TO_DO}"
    )


_REVIEWED = (
    "brent",
    "period",
    "startdate",
    "uprn",
    "postcode_full",
    "la",
    "beds",
    "rent_type",
    "needstype",
)


@RULES.soft(
    "L-S-01",
    confirm="rent_value_check",
    fields=_REVIEWED,
    needs=_NEEDS,
    years=since(2025),
    reads=("location_id",),
    codes={"needstype": (NEEDSTYPE_SUPPORTED,), "period": PERIOD_WORDS},
)
def rent_lower_than_usual(log: Answers, ctx: LettingsContext) -> str | None:
    """The basic rent is lower than usual for its area, size and type of letting."""
    rent = rent_with_range(log, ctx)
    if rent is None or not rent.range.hard_min <= rent.weekly <= rent.range.soft_min:
        return None
    return (
        f"The basic rent comes to {_said(log, rent.weekly)}. For this area, size and type of letting it is usually more "
        f"than {_said(log, rent.range.soft_min)}. Check the rent and the details of the property."
    )


def _higher_than_usual(log: Answers, rent: Rent) -> bool:
    beds = log["beds"]
    if log["needstype"] != NEEDSTYPE_SUPPORTED and beds is not None and beds > LARGEST_BED_KEY:
        return rent.weekly > rent.range.soft_max
    return rent.range.soft_max <= rent.weekly <= rent.range.hard_max


@RULES.soft(
    "L-S-02",
    confirm="rent_value_check",
    fields=_REVIEWED,
    needs=_NEEDS,
    years=since(2025),
    reads=("location_id",),
    codes={"needstype": (NEEDSTYPE_SUPPORTED,), "period": PERIOD_WORDS},
)
def rent_higher_than_usual(log: Answers, ctx: LettingsContext) -> str | None:
    """The basic rent is higher than usual for its area, size and type of letting; for more than four bedrooms anything
    above the usual rent of four counts."""
    rent = rent_with_range(log, ctx)
    if rent is None or not _higher_than_usual(log, rent):
        return None
    return (
        f"The basic rent comes to {_said(log, rent.weekly)}. For this area, size and type of letting it is usually less "
        f"than {_said(log, rent.range.soft_max)}. Check the rent and the details of the property."
    )
