"""Every date rule of the life of schemes and locations, on the day before, the day itself and the day after (6.2, 6.3)."""

from datetime import date, datetime, timedelta

import pytest

from django.core.exceptions import ValidationError

from portal.clock import LONDON, frozen
from portal.windows import load_windows
from supported_housing import deactivation, lists
from supported_housing.build_facts import available_from
from supported_housing.current_facts import facts_of_location, facts_of_scheme, listed_facts, shown_status
from supported_housing.models import Location, LocationDeactivationPeriod, Scheme, SchemeDeactivationPeriod
from supported_housing.status import Status
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import LocationFactory, SchemeFactory

pytestmark = pytest.mark.usefixtures("midsummer")

TODAY = date(2026, 8, 5)
SIX_MONTHS = date(2027, 2, 5)
CLOSED, OPENED = date(2026, 6, 10), date(2026, 6, 20)
A, I, D = Status.ACTIVE, Status.INCOMPLETE, Status.DEACTIVATED  # noqa: E741
CLOSING, OPENING, STARTING = Status.DEACTIVATING_SOON, Status.REACTIVATING_SOON, Status.ACTIVATING_SOON


def around(day):
    return [day - timedelta(days=1), day, day + timedelta(days=1)]


def close(record, start, end=None):
    model = SchemeDeactivationPeriod if isinstance(record, Scheme) else LocationDeactivationPeriod
    model.objects.create(**{record._meta.model_name: record}, deactivation_date=start, reactivation_date=end)
    return type(record).objects.get(pk=record.pk)


def facts(record):
    fresh = type(record).objects.get(pk=record.pk)
    return facts_of_scheme(fresh) if isinstance(fresh, Scheme) else facts_of_location(fresh)


def statuses(record, day):
    return [facts(record).status_on(each) for each in around(day)]


@pytest.fixture
def place(scheme):
    return scheme.locations.get()


@pytest.fixture(params=["scheme", "location"])
def record(request, scheme, place):
    return scheme if request.param == "scheme" else place


def test_an_open_deactivation(record):
    close(record, CLOSED)
    assert statuses(record, CLOSED) == [CLOSING, D, D]


def test_a_closed_period_begins_and_ends(record):
    close(record, CLOSED, OPENED)
    assert statuses(record, CLOSED) == [A, OPENING, OPENING]
    assert statuses(record, OPENED) == [OPENING, A, A]


def test_the_first_day(record):
    type(record).objects.filter(pk=record.pk).update(startdate=CLOSED)
    assert statuses(record, CLOSED) == [STARTING, A, A]


def test_the_owners_merger(record, owner):
    absorber = OrganisationFactory(name="Absorber")
    type(owner).objects.filter(pk=owner.pk).update(merge_date=CLOSED, absorbing_organisation=absorber)
    assert statuses(record, CLOSED) == [A, A, D]
    assert [facts(record).active_on(day) for day in around(CLOSED)] == [True, False, False]


def test_a_deactivated_owner_closes_everything_on_every_day(record, owner):
    type(owner).objects.filter(pk=owner.pk).update(active=False)
    assert statuses(record, CLOSED) == [D, D, D]


def test_the_scheme_closes_its_locations_with_it(scheme, place):
    close(scheme, CLOSED)
    assert statuses(place, CLOSED) == [CLOSING, D, D]


def test_the_scheme_reopens_its_locations_with_it(scheme, place):
    close(scheme, CLOSED, OPENED)
    assert statuses(place, OPENED) == [OPENING, A, A]


def test_a_scheme_that_starts_later_does_not_hold_its_location_back(scheme, place):
    Scheme.objects.filter(pk=scheme.pk).update(startdate=CLOSED)
    assert statuses(place, CLOSED) == [A, A, A]
    assert [facts(place).active_on(day) for day in around(CLOSED)] == [False, True, True]


def test_the_earlier_of_the_two_deactivations_counts_for_the_location(scheme, place):
    close(scheme, CLOSED)
    close(place, OPENED)
    assert statuses(place, CLOSED) == [CLOSING, D, D]


def test_a_location_closed_for_good_stays_so_when_its_scheme_reopens(scheme, place):
    close(scheme, CLOSED, OPENED)
    close(place, CLOSED)
    assert statuses(place, OPENED) == [D, D, D]
    assert statuses(scheme, OPENED) == [OPENING, A, A]


def test_starting_comes_before_reopening_for_a_location_and_after_it_for_a_scheme(scheme, place):
    for each in (scheme, place):
        close(each, CLOSED, OPENED)
        type(each).objects.filter(pk=each.pk).update(startdate=OPENED)
    assert facts(scheme).status_on(CLOSED) is OPENING
    assert facts(place).status_on(CLOSED) is STARTING


def test_what_is_incomplete_says_so_in_a_closed_scheme_for_locations_only(scheme, place):
    Location.objects.filter(pk=place.pk).update(units=None, confirmed=False)
    close(scheme, CLOSED)
    assert facts(place).status_on(TODAY) is I
    assert facts(scheme).status_on(TODAY) is D


# --- what the tag and the filters say ----------------------------------------------------------


@pytest.mark.parametrize(("days", "shown"), [(-1, CLOSING), (0, CLOSING), (1, A)])
def test_a_deactivation_is_announced_from_six_months_before(record, days, shown):
    record = close(record, SIX_MONTHS + timedelta(days=days))
    model = type(record)
    listed = model.objects.with_statuses().get(pk=record.pk)
    condition = lists.schemes_with_status if model is Scheme else lists.locations_with_status
    assert shown_status(facts(record)) is shown
    assert shown_status(listed_facts(listed)) is shown
    assert model.objects.filter(condition(shown, TODAY)).get() == record


@pytest.mark.parametrize(("days", "shown"), [(-1, CLOSING), (0, CLOSING), (1, A)])
def test_so_is_the_schemes_for_its_locations(scheme, place, days, shown):
    close(scheme, SIX_MONTHS + timedelta(days=days))
    assert shown_status(facts(place)) is shown
    assert Location.objects.filter(lists.locations_with_status(shown, TODAY)).get() == place


@pytest.mark.parametrize(
    ("days", "may_deactivate", "may_reactivate"), [(-1, False, True), (0, False, True), (1, True, False)]
)
def test_a_deactivation_more_than_six_months_away_gets_another_date_a_nearer_one_is_taken_back(
    scheme, days, may_deactivate, may_reactivate
):
    scheme = close(scheme, SIX_MONTHS + timedelta(days=days))
    assert deactivation.can_deactivate(facts(scheme), scheme) is may_deactivate
    assert deactivation.can_reactivate(facts(scheme), scheme) is may_reactivate


@pytest.mark.parametrize(("days", "may_reactivate"), [(-1, True), (0, True), (1, False)])
def test_a_location_is_reactivated_once_it_is_closed(place, days, may_reactivate):
    place = close(place, TODAY + timedelta(days=days))
    assert deactivation.can_reactivate(facts(place), place) is may_reactivate
    assert deactivation.can_deactivate(facts(place), place) is False


# --- which days can be chosen -------------------------------------------------------------------


def refused(check, record, day):
    try:
        check(type(record).objects.get(pk=record.pk), day, load_windows())
    except ValidationError:
        return True
    return False


def deactivation_refused(record, day):
    return [refused(deactivation.check_deactivation_date, record, each) for each in around(day)]


def reactivation_refused(record, day):
    return [refused(deactivation.check_reactivation_date, record, each) for each in around(day)]


def test_a_deactivation_starts_in_the_open_collection_period(record):
    assert deactivation_refused(record, date(2025, 4, 1)) == [True, False, False]


@pytest.mark.parametrize(
    ("now", "first"), [(date(2026, 8, 31), date(2025, 4, 1)), (date(2026, 9, 1), date(2026, 4, 1))]
)
def test_which_moves_on_when_the_old_year_can_no_longer_be_changed(record, now, first):
    with frozen(datetime(now.year, now.month, now.day, 12, tzinfo=LONDON)):
        assert deactivation_refused(record, first) == [True, False, False]


def test_it_starts_when_the_record_was_available(record):
    type(record).objects.filter(pk=record.pk).update(startdate=CLOSED)
    assert deactivation_refused(record, CLOSED) == [True, False, False]


def test_not_inside_a_period_that_has_ended(record):
    close(record, CLOSED, OPENED)
    assert deactivation_refused(record, CLOSED) == [False, True, True]
    assert deactivation_refused(record, OPENED) == [True, False, False]


def test_not_after_2200(record):
    last = date(2200, 1, 1)
    assert deactivation_refused(record, last) == [False, False, True]
    close(record, CLOSED)
    assert reactivation_refused(record, last) == [False, False, True]


def test_a_reactivation_is_not_before_the_deactivation(record):
    close(record, CLOSED)
    assert reactivation_refused(record, CLOSED) == [True, False, False]


def test_a_reactivation_is_not_before_the_record_was_available(record):
    close(record, CLOSED)
    type(record).objects.filter(pk=record.pk).update(startdate=OPENED)
    assert reactivation_refused(record, OPENED) == [True, False, False]


@pytest.mark.parametrize("new_day", [date(2026, 6, 1), date(2027, 9, 1)])
def test_a_deactivation_ahead_gets_the_new_day_earlier_or_later(record, people, new_day):
    close(record, date(2027, 6, 1))
    deactivation.deactivate(record=record, day=new_day, actor=people["coordinator"])
    assert list(record.deactivation_periods.values_list("deactivation_date", "reactivation_date")) == [(new_day, None)]


def test_opened_again_on_the_day_it_closed_it_was_never_closed(record, people):
    deactivation.deactivate(record=record, day=CLOSED, actor=people["coordinator"])
    deactivation.reactivate(record=record, day=CLOSED, actor=people["coordinator"])
    assert statuses(record, CLOSED) == [A, A, A]
    deactivation.deactivate(record=record, day=CLOSED, actor=people["coordinator"])
    assert statuses(record, CLOSED) == [CLOSING, D, D]


@pytest.mark.parametrize(
    ("created", "first"), [(date(2026, 7, 11), date(2025, 4, 1)), (date(2026, 7, 12), date(2026, 4, 1))]
)
def test_without_a_first_day_it_is_available_since_the_earliest_year_open_at_its_creation(owner, created, first):
    """New logs of 2025 end on 12 July 2026, at midnight."""
    moment = datetime(created.year, created.month, created.day, 23, tzinfo=LONDON)
    scheme = SchemeFactory(owning_organisation=owner, startdate=None, created_at=moment)
    location = LocationFactory(scheme=scheme, startdate=None, created_at=moment)
    for each in (scheme, location):
        assert available_from(each, windows=load_windows()) == first


# --- what is offered in a log -------------------------------------------------------------------


def test_logs_on_and_after_the_day_are_affected(scheme, place, make_log):
    logs = [make_log(day) for day in around(CLOSED)]
    for each in (scheme, place):
        effect = deactivation.effect_of_deactivation(each, CLOSED)
        assert list(effect.logs) == logs[1:]


def test_locations_that_are_closed_already_or_incomplete_are_not_counted(scheme, place):
    closed = LocationFactory(scheme=scheme)
    close(closed, CLOSED)
    LocationFactory(scheme=scheme, units=None)
    later = LocationFactory(scheme=scheme, startdate=OPENED)
    effect = deactivation.effect_of_deactivation(scheme, CLOSED)
    assert {each.id for each in effect.locations} == {place.pk, later.pk}
