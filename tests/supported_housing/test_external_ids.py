"""Codes that files use for schemes and locations."""

import pytest

from supported_housing.external_ids import ExternalIds, KnownLocation, KnownScheme, former_code
from supported_housing.models import Location, Scheme
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import LocationFactory, SchemeFactory

IDS = ExternalIds(
    [KnownScheme(10, 1, "7"), KnownScheme(11, 1, "7"), KnownScheme(12, 2, "8"), KnownScheme(7, 1, "")],
    [KnownLocation(21, 10, "3"), KnownLocation(22, 11, "4"), KnownLocation(4, 10, ""), KnownLocation(23, 12, "22")],
)


@pytest.mark.parametrize(
    ("text", "location", "expected"),
    [
        ("S10", "", 10),
        (" S11 ", "", 11),
        ("s11", "", None),
        ("S12", "", None),  # of another owner
        ("S99", "", None),
        ("7", "", 10),
        ("007", "", 10),
        ("7", "04", 11),
        ("7", "99", 10),
        ("7", "no number", 10),
        ("8", "", None),
        ("", "", None),
        ("seven", "", None),
    ],
)
def test_schemes(text, location, expected):
    assert IDS.scheme(text, owner_ids=[1], location=location) == expected


def test_schemes_of_the_manager_count_too():
    assert IDS.scheme("S12", owner_ids=[1, 2]) == 12
    assert IDS.scheme("8", owner_ids=[1, 2]) == 12


@pytest.mark.parametrize(
    ("text", "scheme", "expected"),
    [
        ("21", 10, 21),
        ("3", 10, 21),
        ("0003", 10, 21),
        ("4", 10, 4),
        ("04", 11, 22),
        ("22", 10, None),
        ("22", 12, 23),
        ("x", 10, None),
        ("3", None, None),
    ],
)
def test_locations(text, scheme, expected):
    assert IDS.location(text, scheme_id=scheme) == expected


@pytest.mark.parametrize(
    ("text", "code"), [("0012", "12"), ("0", "0"), (" 5 ", "5"), ("5a", ""), (None, ""), ("٣", "")]
)
def test_former_codes_are_numbers_without_leading_zeros(text, code):
    assert former_code(text) == code


def test_they_are_read_in_two_queries_and_without_deleted_ones(db, django_assert_num_queries):
    owner, other = OrganisationFactory(), OrganisationFactory()
    scheme = SchemeFactory(owning_organisation=owner, old_visible_id="0042")
    place = LocationFactory(scheme=scheme, old_visible_id="0007")
    gone = SchemeFactory(owning_organisation=owner, old_visible_id="0043")
    gone_place = LocationFactory(scheme=scheme, old_visible_id="0008")
    Scheme.objects.filter(pk=gone.pk).update(discarded_at="2026-01-01T00:00Z")
    Location.objects.filter(pk=gone_place.pk).update(discarded_at="2026-01-01T00:00Z")
    with django_assert_num_queries(2):
        ids = ExternalIds.of_owners([owner.pk, other.pk])
    assert ids.scheme("42", owner_ids=[owner.pk]) == scheme.pk
    assert ids.scheme("43", owner_ids=[owner.pk]) is None
    assert ids.location("7", scheme_id=scheme.pk) == place.pk
    assert ids.location("8", scheme_id=scheme.pk) is None
