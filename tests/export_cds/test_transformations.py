"""What is changed between a stored answer and the element that shows it (docs/domain/export.md#9 and 10)."""

from __future__ import annotations

from typing import Any

import pytest

from export_cds.records.facts import LocationFacts, OrganisationFacts, SchemeFacts
from tests.export_cds.documents import lettings_record, sales_record
from tests.export_cds.test_documents import LOCATION, SCHEME, facts


def letting(year: int = 2026, around: dict[str, Any] | None = None, **answers: Any) -> dict[str, str]:
    given = {"needstype": 1, "startdate": f"{year}-05-01", **answers}
    return dict(lettings_record(given, facts(year, **(around or {}))))


def test_an_age_not_known_is_minus_nine() -> None:
    record = letting(age1=40, age1_known=1, age2=30, age2_known=0)
    assert (record["age1"], record["age2"]) == ("-9", "30")


def test_a_person_who_is_not_described_is_refused_throughout() -> None:
    record = letting(
        details_known_2=1, age2=30, sexrab2="F", relat2="P", ecstat2=1, gender_same_as_sex2=1, details_known_3=0, age3=9
    )
    assert [record[name] for name in ("age2", "sexrab2", "relat2", "ecstat2")] == ["-9", "R", "R", "10"]
    assert (record["gender_same_as_sex2"], record["gender_description2"]) == ("1", "")
    assert record["age3"] == "9"
    assert letting(2025, details_known_2=1, sex2="F")["sex2"] == "R"


def test_ids_of_this_service_lie_above_those_of_the_one_before() -> None:
    assert letting()["formid"] == "300000000001"
    assert letting(around={"old_form_id": 4711})["formid"] == "4711"


def test_names_are_those_of_the_start_date() -> None:
    owner = OrganisationFacts(5, "Old", 1, None, None, (("2026-05-01", "New"), ("2026-06-01", "Newest")))
    assert letting(around={"owner": owner}, startdate="2026-04-30")["owningorgname"] == "Old"
    assert letting(around={"owner": owner}, startdate="2026-05-31")["owningorgname"] == "New"
    assert letting(around={"owner": owner}, startdate="2026-06-01")["owningorgname"] == "Newest"
    assert letting(around={"owner": owner})["hcnum"] == ""


def test_a_missing_organisation_takes_its_elements_along() -> None:
    record = letting(around={"owner": None, "manager": None})
    assert not record.keys() & {"owningorgid", "owningorgname", "hcnum", "maningorgid", "maningorgname", "manhcnum"}
    assert record["providertype"] == ""


def test_supported_housing() -> None:
    record = letting(around={"scheme": SCHEME, "location": LOCATION}, needstype=2, nocharge=0, household_charge=1)
    assert "unittype_gn" not in record
    shown = {
        "unittype_sh": "7",
        "confidential": "1",
        "cligrp1": "O",
        "cligrp2": "",
        "intstay": "S",
        "mantype": "D",
        "reghome": "5",
        "schtype": "6",
        "support": "2",
        "units_scheme": "40",
        "scheme": "3",
        "scheme_status": "active",
        "mobstand": "W",
        "scheme_old": "L-1",
        "units": "5",
        "location_code": "4",
        "location_status": "active",
        "nocharge": "1",
    }
    assert {name: record[name] for name in shown} == shown
    assert letting(needstype=2, nocharge=0, household_charge=0)["nocharge"] == ""
    assert letting(needstype=1, nocharge=0)["nocharge"] == "0"


def test_supported_housing_without_scheme_and_location() -> None:
    record = letting(needstype=2)
    assert record["unittype_sh"] == ""
    assert not record.keys() & {"confidential", "scheme", "location_code", "units"}


def test_a_scheme_that_is_not_sensitive_says_nothing() -> None:
    around = {"scheme": SchemeFacts(3, sensitive=0)}
    assert letting(around=around, needstype=2)["confidential"] == ""


@pytest.mark.parametrize(
    ("year", "own", "shown"),
    [
        (2025, "AA1 1AA", "M1 1AE"),
        (2025, None, "M1 1AE"),
        (2026, "AA1 1AA", "AA1 1AA"),
        (2026, None, "M1 1AE"),
    ],
)
def test_where_a_supported_letting_is(year: int, own: str | None, shown: str) -> None:
    record = letting(
        year,
        around={"scheme": SCHEME, "location": LOCATION},
        needstype=2,
        postcode_full=own,
        la=own and "E09000033",
    )
    assert record["postcode_full"] == shown
    assert record["la"] == ("E09000033" if shown == "AA1 1AA" else "E08000003")


def test_a_location_without_an_area_leaves_the_letting_its_own() -> None:
    record = letting(2025, around={"location": LocationFacts(4)}, needstype=2, la="E09000033")
    assert record["la"] == "E09000033"


def test_rent_type_detail() -> None:
    assert letting(rent_type=6)["renttype_detail"] == "7"
    assert "renttype_detail" not in letting(rent_type=None)


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2026-01-05", "2026-01-05T00:00:00+00:00"),
        ("2026-07-05", "2026-07-05T00:00:00+01:00"),
        ("2026-07-05T10:36:49+01:00", "2026-07-05T10:36:49+01:00"),
        ("2026-07-05T10:36:49.900Z", "2026-07-05T11:36:49+01:00"),
    ],
)
def test_dates_are_told_with_londons_offset(day: str, shown: str) -> None:
    assert letting(mrcdate=day)["mrcdate"] == shown


def sale(**answers: Any) -> dict[str, str]:
    return dict(sales_record({"saledate": "2025-05-03", **answers}, facts(2025)))


def test_nothing_is_substituted_in_a_sale() -> None:
    record = sale(age1=40, age1_known=1, details_known_2=1, sex2="F")
    assert (record["AGE1"], record["SEX2"], record["ID"], record["OWNINGORGID"]) == ("40", "F", "1", "5")


def test_dates_of_a_sale_are_split() -> None:
    record = sale(hodate="2025-11-09", initialpurchase="1999-12-31")
    assert [record[f"{part}"] for part in ("DAY", "MONTH", "YEAR")] == ["3", "5", "2025"]
    assert [record[f"HO{part}"] for part in ("DAY", "MONTH", "YEAR")] == ["9", "11", "2025"]
    assert record["STAIRINITIALYEAR"] == "1999"
    assert record["STAIRLASTDAY"] == ""


@pytest.mark.parametrize(
    ("ownership", "discounted", "shared"),
    [(1, ("", ""), ("1", "12.5")), (2, ("1", "12.5"), ("", "")), (3, ("", ""), ("", ""))],
)
def test_charges_stand_where_the_kind_of_sale_has_them(
    ownership: int, discounted: tuple[str, str], shared: tuple[str, str]
) -> None:
    record = sale(ownershipsch=ownership, has_mscharge=1, mscharge=12.5)
    assert (record["HASMSCHARGE"], record["MSCHARGE"]) == discounted
    assert (record["HASSERVICECHARGES"], record["SERVICECHARGES"]) == shared
