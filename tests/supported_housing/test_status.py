from datetime import date

import pytest

from supported_housing.facts import LocationFacts, SchemeCore
from supported_housing.status import (
    OwnerFacts,
    Period,
    Status,
    location_status,
    scheme_status,
    six_months_after,
)

DAY = date(2026, 6, 10)
BEFORE, AFTER = date(2026, 6, 9), date(2026, 6, 11)
CLOSED_AROUND = Period(BEFORE, AFTER)


def scheme_on(day=DAY, **changes):
    return scheme_status(SchemeCore(1, 1, **{"owner": OwnerFacts(1), **changes}), day)


def location_on(day=DAY, scheme=Status.ACTIVE, owner=OwnerFacts(1), **changes):  # noqa: B008 - never changed
    return location_status(LocationFacts(1, SchemeCore(1, 1, owner=owner), **changes), scheme, day)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Status.ACTIVE),
        ({"discarded": True, "owner": OwnerFacts(1, active=False)}, Status.DELETED),
        ({"owner": OwnerFacts(1, active=False), "confirmed": False}, Status.DEACTIVATED),
        ({"owner": OwnerFacts(1, merge_date=BEFORE)}, Status.DEACTIVATED),
        ({"owner": OwnerFacts(1, merge_date=DAY)}, Status.ACTIVE),
        ({"periods": (Period(DAY),)}, Status.DEACTIVATED),
        ({"periods": (Period(DAY),), "confirmed": False}, Status.DEACTIVATED),
        ({"confirmed": False, "periods": (Period(AFTER),)}, Status.INCOMPLETE),
        ({"has_confirmed_location": False}, Status.INCOMPLETE),
        ({"periods": (CLOSED_AROUND, Period(AFTER))}, Status.DEACTIVATING_SOON),
        ({"periods": (CLOSED_AROUND,), "startdate": AFTER}, Status.REACTIVATING_SOON),
        ({"periods": (Period(BEFORE, DAY),)}, Status.ACTIVE),
        ({"startdate": AFTER}, Status.ACTIVATING_SOON),
        ({"startdate": DAY}, Status.ACTIVE),
    ],
)
def test_the_first_matching_status_of_a_scheme_wins(changes, expected):
    assert scheme_on(**changes) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Status.ACTIVE),
        ({"discarded": True, "confirmed": False}, Status.DELETED),
        ({"scheme": Status.DELETED}, Status.DELETED),
        ({"confirmed": False, "owner": OwnerFacts(1, active=False)}, Status.INCOMPLETE),
        ({"owner": OwnerFacts(1, merge_date=BEFORE)}, Status.DEACTIVATED),
        ({"scheme": Status.DEACTIVATED}, Status.DEACTIVATED),
        ({"scheme": Status.INCOMPLETE}, Status.ACTIVE),
        ({"periods": (Period(DAY),)}, Status.DEACTIVATED),
        ({"periods": (Period(AFTER),), "startdate": AFTER}, Status.DEACTIVATING_SOON),
        ({"scheme": Status.DEACTIVATING_SOON}, Status.DEACTIVATING_SOON),
        ({"startdate": AFTER, "periods": (CLOSED_AROUND,)}, Status.ACTIVATING_SOON),
        ({"periods": (CLOSED_AROUND,)}, Status.REACTIVATING_SOON),
        ({"scheme": Status.REACTIVATING_SOON}, Status.REACTIVATING_SOON),
        ({"scheme": Status.ACTIVATING_SOON}, Status.ACTIVE),
    ],
)
def test_the_first_matching_status_of_a_location_wins(changes, expected):
    assert location_on(**changes) is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 31), date(2026, 7, 31)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 30), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 6, 30)),
    ],
)
def test_six_months_later_stays_inside_the_month(day, expected):
    assert six_months_after(day) == expected
