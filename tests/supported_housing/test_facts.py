"""The schemes and locations of the executed rule cases, and what they must answer."""

from datetime import date

import pytest

from portal.windows import Window, Windows
from supported_housing.build_facts import facts_from_dicts
from supported_housing.status import OwnerFacts, Status

TODAY = date(2026, 8, 5)
WINDOWS = Windows([Window(2024, date(2024, 4, 1), date(2025, 6, 6), date(2025, 7, 24), date(2025, 8, 1))])


def place(number, **more):
    return {"id": number, "postcode": "M1 1AE", "code": "E08000003", "startdate": "2022-04-01", **more}


SCHEMES = {
    "plain": {"id": 1, "locations": [place(11)]},
    "two": {"id": 2, "locations": [place(21, postcode="M2 1AA"), place(22)]},
    "incomplete": {"id": 3, "confirmed": False, "locations": [place(31)]},
    "no_complete_location": {"id": 4, "locations": [place(41, confirmed=False)]},
    "mixed": {"id": 5, "locations": [place(51), place(52, confirmed=False)]},
    "closing": {"id": 6, "periods": [["2026-06-01", None]], "locations": [place(61)]},
    "reopened": {"id": 7, "periods": [["2026-04-10", "2026-05-20"]], "locations": [place(71)]},
    "future": {"id": 8, "startdate": "2026-06-01", "locations": [place(81)]},
    "future_location": {"id": 9, "locations": [place(91, startdate="2026-06-01")]},
    "locations": {
        "id": 10,
        "locations": [
            place(101),
            place(102, periods=[["2026-06-01", None]]),
            place(103, periods=[["2026-04-10", "2026-05-20"]]),
            place(104, startdate="2026-06-01"),
        ],
    },
    "in_14_days": {"id": 12, "locations": [place(121, startdate="2026-08-19")]},
    "in_15_days": {"id": 13, "locations": [place(131, startdate="2026-08-20")]},
    "only_closed": {"id": 14, "locations": [place(141, periods=[["2026-04-10", "2026-05-20"]])]},
}


def facts(name, **more):
    return facts_from_dicts([{"owning_organisation_id": 1, **SCHEMES[name], **more}], today=TODAY, windows=WINDOWS)


def scheme(name, **more):
    return facts(name, **more).scheme(SCHEMES[name]["id"])


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("closing", date(2026, 5, 31), Status.DEACTIVATING_SOON),
        ("closing", date(2026, 6, 1), Status.DEACTIVATED),
        ("reopened", date(2026, 4, 10), Status.REACTIVATING_SOON),
        ("reopened", date(2026, 5, 20), Status.ACTIVE),
        ("future", date(2026, 5, 31), Status.ACTIVATING_SOON),
        ("future", date(2026, 6, 1), Status.ACTIVE),
        ("incomplete", TODAY, Status.INCOMPLETE),
        ("no_complete_location", TODAY, Status.INCOMPLETE),
    ],
)
def test_status_of_a_scheme_on_a_day(name, day, expected):
    assert scheme(name).status_on(day) == expected


@pytest.mark.parametrize(
    ("number", "day", "expected"),
    [
        (102, date(2026, 5, 31), Status.DEACTIVATING_SOON),
        (102, date(2026, 6, 1), Status.DEACTIVATED),
        (103, date(2026, 4, 9), Status.ACTIVE),
        (103, date(2026, 5, 19), Status.REACTIVATING_SOON),
        (103, date(2026, 5, 20), Status.ACTIVE),
        (104, date(2026, 5, 31), Status.ACTIVATING_SOON),
        (104, date(2026, 6, 1), Status.ACTIVE),
    ],
)
def test_status_of_a_location_on_a_day(number, day, expected):
    assert facts("locations").location(number).status_on(day) == expected


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("plain", date(2026, 6, 1), True),
        ("incomplete", date(2026, 6, 1), False),
        ("no_complete_location", date(2026, 6, 1), False),
        ("mixed", date(2026, 6, 1), True),
        ("future_location", date(2026, 5, 31), False),
        ("future_location", date(2026, 6, 1), True),
        ("closing", date(2026, 6, 1), False),
        ("reopened", date(2026, 4, 10), False),
        ("future", date(2026, 5, 31), False),
        ("only_closed", date(2026, 5, 19), False),
        ("only_closed", date(2026, 5, 20), True),
    ],
)
def test_some_location_is_active_on_the_day(name, day, expected):
    assert scheme(name).has_location_active_on(day) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain", 11),
        ("two", None),
        ("mixed", 51),
        ("no_complete_location", None),
        ("in_14_days", 121),
        ("in_15_days", None),
        ("only_closed", 141),
    ],
)
def test_the_only_location_to_choose_is_found(name, expected):
    assert scheme(name).sole_active_location_id == expected


def test_locations_to_choose_come_by_postcode_and_are_counted():
    two = scheme("two")
    assert [location.id for location in two.choosable_locations] == [22, 21]
    assert two.active_location_count == 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [("plain", True), ("incomplete", False), ("in_14_days", True), ("in_15_days", False), ("closing", True)],
)
def test_a_scheme_can_be_chosen_when_confirmed_and_open_within_two_weeks(name, expected):
    assert scheme(name).choosable is expected


def test_the_dates_that_messages_name():
    assert scheme("closing").deactivation_date == date(2026, 6, 1)
    assert facts("closing").location(61).deactivation_date == date(2026, 6, 1)
    assert scheme("future").available_from == date(2026, 6, 1)
    assert scheme("reopened").reactivation_after(date(2026, 4, 10)) == date(2026, 5, 20)
    assert facts("reopened").location(71).reactivation_after(date(2026, 4, 10)) == date(2026, 5, 20)
    assert facts("locations").location(103).reactivation_after(date(2026, 4, 10)) == date(2026, 5, 20)


def test_there_is_no_reactivation_to_name_once_it_is_closed_for_good():
    closed = scheme("plain", periods=[["2026-04-10", "2026-05-20"], ["2026-09-01", None]])
    assert closed.reactivation_after(date(2026, 4, 12)) is None


def test_a_reactivation_into_another_closed_period_is_skipped():
    twice = scheme("plain", periods=[["2026-04-10", "2026-05-20"], ["2026-05-15", "2026-07-01"]])
    assert twice.reactivation_after(date(2026, 4, 12)) == date(2026, 7, 1)


def test_an_owner_that_merged_closes_scheme_and_location():
    merged = facts_from_dicts(
        [{"owning_organisation_id": 1, **SCHEMES["plain"]}],
        today=TODAY,
        owners={1: OwnerFacts(1, merge_date=date(2026, 6, 1))},
    )
    assert merged.scheme(1).status_on(date(2026, 6, 2)) == Status.DEACTIVATED
    assert merged.scheme(1).deactivation_date == date(2026, 6, 1)
    assert merged.location(11).deactivation_date == date(2026, 6, 1)
    assert not merged.scheme(1).has_location_active_on(date(2026, 6, 1))
    assert merged.scheme(1).has_location_active_on(date(2026, 5, 31))


@pytest.mark.parametrize(
    ("created", "expected"),
    [("2025-05-02", date(2024, 4, 1)), ("2025-07-24", date(2025, 4, 1)), ("2025-02-01", date(2024, 4, 1))],
)
def test_without_a_start_date_it_is_available_from_the_earliest_year_open_at_its_creation(created, expected):
    windows = Windows(
        [
            Window(2023, date(2023, 4, 1), date(2024, 6, 7), date(2024, 7, 22), date(2024, 7, 22)),
            *WINDOWS,
        ]
    )
    built = facts_from_dicts([{"id": 1, "created_at": created}], today=TODAY, windows=windows)
    assert built.scheme(1).available_from == expected
