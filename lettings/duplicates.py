"""Which lettings are the same letting entered twice (docs/domain/lettings-rules.md#5.7).

The key is a hash of the answers that must agree, kept with each log and indexed, so that finding duplicates is an
index look-up. A log that has not answered enough to be compared has no key.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.logs.duplicate_key import hash_of
from portal.windows import collection_year

SUPPORTED_HOUSING = 2
FIRST_YEAR_BY_ADDRESS = 2026
COMPARED = (
    "owning_organisation_id",
    "tenancycode",
    "startdate",
    "age1_known",
    "age1",
    "sex1",
    "sexrab1",
    "ecstat1",
    "tcharge",
    "household_charge",
    "chcharge",
)
ADDRESS = ("postcode_full", "address_line1", "uprn")
LOCATION = ("location_id",)


def duplicate_key(answers: Mapping[str, Any]) -> str | None:
    """A hash that two logs share when they are duplicates; None while the log cannot be compared."""
    if not _can_be_compared(answers):
        return None
    start: date = answers["startdate"]
    by_location = answers["needstype"] == SUPPORTED_HOUSING and collection_year(start) < FIRST_YEAR_BY_ADDRESS
    # The prefix keeps a location's number from ever meeting an address.
    if by_location:
        return hash_of(answers, (*COMPARED, *LOCATION), prefix="location")
    return hash_of(answers, (*COMPARED, *ADDRESS), prefix="address")


def _can_be_compared(answers: Mapping[str, Any]) -> bool:
    """Enough is answered to tell one letting from another."""
    value = answers.get
    start = value("startdate")
    if not isinstance(start, date) or value("ecstat1") is None or value("needstype") is None:
        return False
    sex = "sex1" if collection_year(start) < FIRST_YEAR_BY_ADDRESS else "sexrab1"
    age_answered = value("age1") is not None or value("age1_known") == 1
    charge_answered = value("tcharge") is not None or value("household_charge") == 1 or value("is_carehome") == 1
    care_answered = value("chcharge") is not None or value("is_carehome") in (None, 0)
    return bool(value(sex)) and age_answered and charge_answered and care_answered
