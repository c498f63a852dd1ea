"""The status filters agree with the status of each record (but for what only the display adds)."""

from datetime import date, timedelta

import pytest

from supported_housing import lists
from supported_housing.current_facts import facts_of_location, facts_of_scheme, listed_facts, shown_status
from supported_housing.duplicates import duplicate_locations, duplicate_schemes, has_duplicates_to_review
from supported_housing.models import Location, Scheme
from supported_housing.status import Status
from tests.factories.accounts import SupportFactory
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import (
    LocationDeactivationPeriodFactory,
    LocationFactory,
    SchemeDeactivationPeriodFactory,
    SchemeFactory,
)

pytestmark = pytest.mark.usefixtures("midsummer")
TODAY = date(2026, 8, 5)


def days(number):
    return TODAY + timedelta(days=number)


@pytest.fixture
def many(owner):
    """Schemes with every mix of being confirmed, started, closed and having a complete location."""
    gone = OrganisationFactory(name="Gone")
    type(gone).objects.filter(pk=gone.pk).update(active=False)
    periods = [(), ((days(-9), None),), ((days(9), None),), ((days(-9), days(9)),), ((days(300), None),)]
    for organisation in (owner, gone):
        for confirmed in (True, False):
            for startdate in (None, days(-30), days(30)):
                for closed in periods:
                    scheme = SchemeFactory(owning_organisation=organisation, confirmed=confirmed, startdate=startdate)
                    for start, end in closed:
                        SchemeDeactivationPeriodFactory(scheme=scheme, deactivation_date=start, reactivation_date=end)
                    for units in (None, 4):
                        LocationFactory(scheme=scheme, units=units, startdate=startdate)
                    other = LocationFactory(scheme=scheme)
                    LocationDeactivationPeriodFactory(location=other, deactivation_date=days(-3))


def test_filters_of_schemes_say_what_the_tags_say(many):
    for status in lists.FILTERED:
        for scheme in Scheme.objects.with_statuses().filter(lists.schemes_with_status(status, TODAY)):
            assert shown_status(facts_of_scheme(scheme)) is status, scheme.pk
            assert shown_status(listed_facts(scheme)) is status, scheme.pk
    counted = sum(Scheme.objects.filter(lists.schemes_with_status(s, TODAY)).count() for s in lists.FILTERED)
    assert counted == Scheme.objects.count()


def test_filters_of_locations_say_what_the_tags_say(many):
    for status in lists.FILTERED:
        for location in Location.objects.with_statuses().filter(lists.locations_with_status(status, TODAY)):
            assert shown_status(facts_of_location(location)) is status, location.pk
            assert shown_status(listed_facts(location)) is status, location.pk
    counted = sum(Location.objects.filter(lists.locations_with_status(s, TODAY)).count() for s in lists.FILTERED)
    assert counted == Location.objects.count()


@pytest.mark.parametrize("text", ["m1 1ae", "M11AE", "mill h", "OLD MILL"])
def test_search_finds_a_scheme(scheme, text):
    assert lists.search_schemes(Scheme.objects.all(), text, SupportFactory()).get() == scheme
    assert not lists.search_schemes(Scheme.objects.all(), text + "x", SupportFactory()).exists()


def test_search_by_code(scheme):
    for text in (str(scheme.pk), f"S{scheme.pk}", f"s{scheme.pk}"):
        assert lists.search_schemes(Scheme.objects.all(), text, SupportFactory()).get() == scheme
    location = scheme.locations.get()
    assert lists.search_locations(Location.objects.all(), str(location.pk), SupportFactory()).get() == location


def test_equal_schemes_and_locations_are_duplicates(owner, scheme):
    twin = SchemeFactory(owning_organisation=owner)
    SchemeFactory(owning_organisation=owner, support_type=4)
    SchemeFactory(owning_organisation=owner, confirmed=False, intended_stay=None)
    SchemeFactory(owning_organisation=owner, confirmed=False, intended_stay=None)
    assert duplicate_schemes(owner) == [[scheme, twin]]
    same = LocationFactory(scheme=scheme)
    LocationFactory(scheme=scheme, mobility_type="A")
    LocationFactory(scheme=twin)
    assert duplicate_locations(owner) == [[scheme.locations.order_by("id").first(), same]]
    assert not has_duplicates_to_review(owner)
    OrganisationFactory(absorbing_organisation=owner, merge_date=date(2026, 6, 1))
    assert has_duplicates_to_review(owner)


def test_on_the_day_of_its_merger_an_owner_is_gone_from_lists(owner, scheme):
    """Midnight of that day has passed, whatever the time; the day before it has not."""
    type(owner).objects.filter(pk=owner.pk).update(merge_date=TODAY, absorbing_organisation=OrganisationFactory())
    deactivated = Status.DEACTIVATED
    scheme = Scheme.objects.with_statuses().get(pk=scheme.pk)
    location = Location.objects.with_statuses().get()
    for record in (scheme, location):
        assert shown_status(listed_facts(record)) is deactivated
        assert shown_status(listed_facts(record), days(-1)) is Status.ACTIVE
    assert Scheme.objects.filter(lists.schemes_with_status(deactivated, TODAY)).get() == scheme
    assert Location.objects.filter(lists.locations_with_status(deactivated, TODAY)).get() == location
    assert not Scheme.objects.filter(lists.schemes_with_status(deactivated, days(-1))).exists()
