"""Facts that are read for many logs at once say what the records themselves say."""

from datetime import UTC, date, datetime

import pytest

from portal.clock import today
from portal.windows import load_windows
from supported_housing.build_facts import preload, scheme_facts
from supported_housing.models import Location, LocationDeactivationPeriod, Scheme, SchemeDeactivationPeriod
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import LocationFactory, SchemeFactory

pytestmark = pytest.mark.usefixtures("midsummer")


def read(**named):
    return preload(windows=load_windows(), today=today(), **named)


@pytest.fixture
def place(scheme):
    """One whose scheme has all that a fact can follow from."""
    place = LocationFactory(scheme=scheme, startdate=None, name="Annexe", units=None)
    deleted = LocationFactory(scheme=scheme, postcode="", location_code="")
    Location.objects.filter(pk=deleted.pk).update(discarded_at=datetime(2026, 1, 1, tzinfo=UTC))
    # In England it is the next day already, and with it the next collection year.
    evening = datetime(2025, 3, 31, 23, 30, tzinfo=UTC)
    Location.objects.filter(pk=place.pk).update(created_at=evening)
    Scheme.objects.filter(pk=scheme.pk).update(startdate=None, created_at=evening)
    for first, last in ((date(2026, 2, 1), None), (date(2025, 1, 1), date(2025, 2, 1))):
        LocationDeactivationPeriod.objects.create(location=place, deactivation_date=first, reactivation_date=last)
        SchemeDeactivationPeriod.objects.create(scheme=scheme, deactivation_date=first, reactivation_date=last)
    return place


def test_they_are_those_of_the_records_in_one_query(place, owner, django_assert_num_queries):
    owner.merge_date, owner.absorbing_organisation, owner.active = date(2026, 6, 1), OrganisationFactory(), False
    owner.save()
    windows = load_windows()
    with django_assert_num_queries(1):
        found = preload(windows=windows, today=today(), location_ids=[place.pk])
    scheme, gone = scheme_facts(Scheme.objects.get(pk=place.scheme_id), windows=windows, today=today())
    assert found.schemes == {scheme.id: scheme}
    read_places = sorted(found.schemes[scheme.id].locations, key=lambda one: one.id)
    assert read_places == sorted(scheme.locations, key=lambda one: one.id)
    assert found.locations == {one.id: one for one in (*scheme.locations, *gone)}
    assert [one.discarded for one in gone] == [True]


def test_only_what_is_named_is_read(place, django_assert_num_queries):
    other = LocationFactory(scheme=SchemeFactory())
    assert read(scheme_ids=[place.scheme_id]).schemes.keys() == {place.scheme_id}
    assert read(scheme_ids=[place.scheme_id], location_ids=[other.pk]).schemes.keys() == {
        place.scheme_id,
        other.scheme_id,
    }
    windows = load_windows()
    with django_assert_num_queries(0):
        assert not preload(windows=windows, today=today(), scheme_ids=[], location_ids=[]).schemes


def test_a_deleted_scheme_is_known_to_logs_that_name_it(scheme):
    Scheme.objects.filter(pk=scheme.pk).update(discarded_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert read(scheme_ids=[scheme.pk]).schemes[scheme.pk].discarded
