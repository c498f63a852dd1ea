"""What a lettings log offers in supported housing."""

from datetime import date, timedelta

import pytest

from portal.clock import today
from portal.windows import Windows
from supported_housing.build_facts import preload
from supported_housing.log_options import location_options, scheme_options
from supported_housing.models import Location
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import LocationFactory, SchemeFactory

pytestmark = pytest.mark.usefixtures("midsummer")
TODAY = date(2026, 8, 5)


def schemes(owner, current=None):
    return [option.id for option in scheme_options(owner_id=owner and owner.pk, current_id=current)]


def locations(scheme, current=None):
    housing = preload(
        windows=Windows(),
        today=today(),
        scheme_ids=[scheme.pk] if scheme else [],
        location_ids=[current.pk] if current else [],
    )
    return location_options(housing.scheme(scheme and scheme.pk), housing.location(current and current.pk))


def test_a_scheme_is_told_apart_by_code_groups_and_number_of_locations(owner, scheme):
    LocationFactory(scheme=scheme, postcode="LS1 1UR")
    LocationFactory(scheme=scheme, units=None)
    scheme.has_other_client_group, scheme.secondary_client_group = 1, "M"
    scheme.save()
    (option,) = scheme_options(owner_id=owner.pk, current_id=None)
    assert option.label == (
        f"Old Mill (S{scheme.pk}), Rough sleepers, Older people with support needs, 2 locations, 1 incomplete"
    )
    assert option.search.split() == ["M1", "1AE", "M11AE", "LS1", "1UR", "LS11UR"]


@pytest.mark.parametrize(("startdate", "offered"), [(None, True), (14, True), (15, False)])
def test_a_location_that_starts_within_fourteen_days_counts(owner, startdate, offered):
    starts = None if startdate is None else TODAY + timedelta(days=startdate)
    scheme = SchemeFactory(owning_organisation=owner)
    location = LocationFactory(scheme=scheme, startdate=starts)
    assert schemes(owner) == ([scheme.pk] if offered else [])
    found = [option.id for option in locations(scheme)]
    assert found == ([location.pk] if offered else [])


def test_other_owners_unconfirmed_and_deleted_ones_are_left_out(owner, scheme):
    other = SchemeFactory(owning_organisation=OrganisationFactory(name="Other"))
    LocationFactory(scheme=other)
    LocationFactory(scheme=SchemeFactory(owning_organisation=owner, confirmed=False))
    SchemeFactory(owning_organisation=owner, service_name="Without location")
    gone = LocationFactory(scheme=SchemeFactory(owning_organisation=owner))
    Location.objects.filter(pk=gone.pk).update(discarded_at="2026-01-01T00:00Z")
    assert schemes(owner) == [scheme.pk]
    assert set(schemes(None)) == {scheme.pk, other.pk}
    assert set(schemes(owner, current=other.pk)) == {scheme.pk, other.pk}


def test_locations_are_complete_ones_by_postcode_and_the_logs_own(scheme):
    first = scheme.locations.get()
    late = LocationFactory(scheme=scheme, postcode="B1 1AA", name="")
    incomplete = LocationFactory(scheme=scheme, units=None)
    elsewhere = LocationFactory()
    assert [(o.id, o.label) for o in locations(scheme)] == [
        (late.pk, "B1 1AA"),
        (first.pk, "M1 1AE, Mill House"),
    ]
    ids = {o.id for o in locations(scheme, incomplete)}
    assert ids == {first.pk, late.pk, incomplete.pk}
    assert elsewhere.pk not in {o.id for o in locations(scheme, elsewhere)}
    assert locations(None, first) == []


def test_many_schemes_take_one_query(owner, django_assert_num_queries):
    for _ in range(5):
        LocationFactory(scheme=SchemeFactory(owning_organisation=owner))
    with django_assert_num_queries(1):
        assert len(scheme_options(owner_id=owner.pk, current_id=None)) == 5
