"""When two lettings are the same letting entered twice."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lettings.duplicates import duplicate_key
from portal.questionnaire.answers import Answers

LOG: dict[str, Any] = {
    "owning_organisation_id": 1,
    "managing_organisation_id": 1,
    "startdate": date(2026, 5, 1),
    "needstype": 1,
    "tenancycode": "T1",
    "propcode": "P1",
    "age1_known": 0,
    "age1": 40,
    "sexrab1": "F",
    "ecstat1": 1,
    "tcharge": Decimal("110"),
    "postcode_full": "M1 1AE",
    "address_line1": "1 High Street",
    "uprn": None,
}
IN_2025 = {"startdate": date(2025, 5, 1), "sexrab1": None, "sex1": "F"}


def key(**changes: Any) -> str | None:
    return duplicate_key(Answers({**LOG, **changes}))


@pytest.mark.parametrize(
    "changes",
    [
        {"needstype": 2, "location_id": 7},
        {"propcode": "P2"},
        {"managing_organisation_id": 2},
        {"tcharge": Decimal("110.00")},
        {"beds": 3},
    ],
)
def test_the_same_letting(changes: dict[str, Any]) -> None:
    assert key(**changes) == key() is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"owning_organisation_id": 2},
        {"tenancycode": "T2"},
        {"tenancycode": None},
        {"startdate": date(2026, 5, 2)},
        {"age1": 41},
        {"sexrab1": "M"},
        {"ecstat1": 2},
        {"tcharge": Decimal("110.01")},
        {"household_charge": 1},
        {"postcode_full": "M1 1AF"},
        {"address_line1": "2 High Street"},
        {"uprn": "1"},
    ],
)
def test_another_letting(changes: dict[str, Any]) -> None:
    assert key(**changes) not in (None, key())


def test_blank_codes_match_blank_codes() -> None:
    assert key(tenancycode=None) == key(tenancycode="")


@pytest.mark.parametrize(
    "changes",
    [
        {"startdate": None},
        {"ecstat1": None},
        {"needstype": None},
        {"sexrab1": None},
        {"age1": None},
        {"tcharge": None},
        {"is_carehome": 1, "chcharge": None},
    ],
)
def test_too_little_to_compare(changes: dict[str, Any]) -> None:
    assert key(**changes) is None


def test_what_stands_for_an_answer() -> None:
    assert key(age1=None, age1_known=1)
    assert key(tcharge=None, household_charge=1)
    assert key(is_carehome=1, chcharge=Decimal(5))


def test_up_to_2025_supported_housing_is_compared_by_location() -> None:
    supported = {**IN_2025, "needstype": 2, "location_id": 7}
    assert key(**supported) == key(**supported, address_line1="elsewhere", postcode_full=None)
    assert key(**supported) != key(**{**supported, "location_id": 8})
    assert key(**IN_2025) != key(**IN_2025, address_line1="elsewhere")
    assert key(**supported) != key(**IN_2025, location_id=7)
    assert key(**{**IN_2025, "sex1": None}) is None
