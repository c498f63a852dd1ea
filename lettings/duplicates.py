"""Which lettings are the same letting entered twice (rules section 5.7).

The key is a hash of the answers that must agree, kept with each log and indexed, so that finding duplicates is an
index look-up. A log that has not answered enough to be compared has no key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

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
    # The first part keeps a location's number from ever meeting an address.
    values = ["location" if by_location else "address"]
    values += [_plain(answers.get(name)) for name in (*COMPARED, *(LOCATION if by_location else ADDRESS))]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:32]


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


def _plain(value: Any) -> str | None:
    """A value as text that is the same however it was typed (90 and 90.00); blank is nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)
