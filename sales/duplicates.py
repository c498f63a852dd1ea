"""Which sales are the same sale entered twice (docs/domain/sales-rules.md#5.9).

The key is a hash of the answers that must agree, kept with each log and indexed, so that finding duplicates is an
index look-up. A log that has not answered enough to be compared has no key.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.logs.duplicate_key import hash_of
from portal.windows import collection_year

FIRST_YEAR_OF_SEX_AT_BIRTH = 2026
WORKING_SITUATION_MAY_BE_BLANK_FROM = date(2025, 4, 1)
COMPARED = (
    "owning_organisation_id",
    "purchid",
    "saledate",
    "age1_known",
    "age1",
    "sex1",
    "sexrab1",
    "ecstat1",
    "postcode_full",
    "uprn",
    "address_line1",
)


def duplicate_key(answers: Mapping[str, Any]) -> str | None:
    """A hash that two logs share when they are duplicates; None while the log cannot be compared."""
    return hash_of(answers, COMPARED) if _can_be_compared(answers) else None


def _can_be_compared(answers: Mapping[str, Any]) -> bool:
    """Enough is answered to tell one sale from another."""
    value = answers.get
    completed = value("saledate")
    if not isinstance(completed, date):
        return False
    sex = "sex1" if collection_year(completed) < FIRST_YEAR_OF_SEX_AT_BIRTH else "sexrab1"
    place_answered = bool(value("uprn")) or (bool(value("postcode_full")) and bool(value("address_line1")))
    age_answered = value("age1") is not None or value("age1_known") in (1, 2)
    work_answered = value("ecstat1") is not None or completed >= WORKING_SITUATION_MAY_BE_BLANK_FROM
    return bool(value(sex)) and place_answered and age_answered and work_answered
