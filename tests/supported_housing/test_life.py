"""Deactivating, reactivating and deleting, with what happens to logs."""

from datetime import date, timedelta

import pytest

from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.mail.compose import compose
from accounts.models.mail import SentEmail
from lettings.models import LettingsLog
from portal.changes.models import ChangeMark
from portal.logs.record import record_answers
from portal.logs.status import LogStatus
from portal.windows import load_windows
from supported_housing import deactivation, deletion
from supported_housing.current_facts import facts_of_location, facts_of_scheme
from supported_housing.models import Scheme
from supported_housing.status import Status
from tests.factories.supported_housing import (
    LocationFactory,
    SchemeDeactivationPeriodFactory,
    SchemeFactory,
)

pytestmark = pytest.mark.usefixtures("midsummer")
TODAY = date(2026, 8, 5)
JUNE = date(2026, 6, 1)


def status(record, day=TODAY):
    facts = facts_of_scheme if isinstance(record, Scheme) else facts_of_location
    return facts(type(record).objects.get(pk=record.pk)).status_on(day)


def test_deactivation_takes_the_scheme_from_later_logs_only(scheme, coordinator, make_log):
    before, on_day, after = make_log(JUNE - timedelta(days=1)), make_log(JUNE), make_log(date(2026, 7, 1))
    deleted = make_log(date(2026, 7, 2), status=LogStatus.DELETED)
    ChangeMark.objects.all().delete()

    assert deactivation.deactivate(record=scheme, day=JUNE, actor=coordinator) == 2

    for log in (on_day, after):
        log.refresh_from_db()
        assert (log.scheme, log.location, log.unresolved) == (None, None, True)
    for log in (before, deleted):
        log.refresh_from_db()
        assert (log.scheme, log.unresolved) == (scheme, False)
    assert status(scheme) is Status.DEACTIVATED
    assert status(scheme.locations.get()) is Status.DEACTIVATED
    assert set(ChangeMark.objects.values_list("object_id", flat=True)) >= {on_day.pk, after.pk}


def test_the_assignee_is_told(scheme, coordinator, make_log, django_capture_on_commit_callbacks):
    make_log(JUNE)
    deactivation.deactivate(record=scheme, day=JUNE, actor=coordinator)
    email = SentEmail.objects.get()
    assert (email.user, email.parameters["log_count"]) == (coordinator, 1)
    assert mail.outbox == []
    _, text = compose(email)
    assert "/lettings/lettingslog/?assigned_to=you&unresolved=yes" in text
    assert "amp;" not in text


def test_home_points_to_the_persons_logs_that_lost_their_scheme(client, people, scheme, make_log):
    log = make_log(JUNE)
    make_log(JUNE)
    own = [people[role] for role in ("coordinator", "provider")]
    LettingsLog.objects.filter(pk=log.pk).update(assigned_to=people["provider"])
    listing = reverse("admin:lettings_lettingslog_changelist")
    for person in own:
        client.force_login(person)
        assert "another scheme and location" not in client.get("/").content.decode()
    deactivation.deactivate(record=scheme, day=JUNE, actor=people["coordinator"])
    for person in own:
        client.force_login(person)
        assert "1 lettings log assigned to you needs another" in client.get("/").content.decode()
    page = client.get(listing, {"assigned_to": "you", "unresolved": "yes"}).content.decode()
    assert page.count('class="field-number"') == 1


def test_a_log_is_settled_when_it_has_a_scheme_and_location_again(scheme, owner, coordinator, make_log):
    log = make_log(JUNE)
    deactivation.deactivate(record=scheme, day=JUNE, actor=coordinator)
    other = LocationFactory(scheme=SchemeFactory(owning_organisation=owner))
    log.refresh_from_db()
    recorded = record_answers(log=log, changes={"scheme_id": other.scheme_id}, actor=coordinator)
    assert recorded.saved, recorded.errors
    log.refresh_from_db()
    assert (log.scheme, log.location, log.unresolved) == (other.scheme, other, False)


def test_a_log_that_breaks_another_rule_by_now_still_loses_its_scheme(scheme, coordinator, make_log):
    log = make_log(JUNE)
    log.answers["managing_organisation_id"] = None
    LettingsLog.objects.filter(pk=log.pk).update(answers={**log.answers, "propcode": "x", "renewal": 99, "hhmemb": 77})
    deactivation.deactivate(record=scheme, day=JUNE, actor=coordinator)
    log.refresh_from_db()
    assert (log.scheme, log.unresolved) == (None, True)


def test_reactivation_ends_the_period_and_leaves_logs_alone(scheme, coordinator, make_log):
    log = make_log(JUNE)
    deactivation.deactivate(record=scheme, day=JUNE, actor=coordinator)
    deactivation.reactivate(record=scheme, day=date(2026, 7, 1), actor=coordinator)
    log.refresh_from_db()
    assert log.scheme is None
    assert status(scheme) is Status.ACTIVE
    assert status(scheme, date(2026, 6, 30)) is Status.REACTIVATING_SOON


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2025, 3, 31), "1 April 2025"),
        (date(2026, 5, 10), "already deactivated from 1 May 2026"),
        (date(2200, 1, 2), "no later than 1 January 2200"),
    ],
)
def test_days_on_which_it_cannot_be_deactivated(scheme, day, words):
    SchemeDeactivationPeriodFactory(
        scheme=scheme, deactivation_date=date(2026, 5, 1), reactivation_date=date(2026, 5, 20)
    )
    with pytest.raises(ValidationError, match=words):
        deactivation.check_deactivation_date(scheme, day, load_windows())


def test_not_before_it_was_available(owner):
    scheme = SchemeFactory(owning_organisation=owner, startdate=date(2026, 5, 1))
    with pytest.raises(ValidationError, match="available since 1 May 2026"):
        deactivation.check_deactivation_date(scheme, date(2026, 4, 30), load_windows())
    deactivation.check_deactivation_date(scheme, date(2026, 5, 1), load_windows())


def test_a_reactivation_is_not_before_the_deactivation(scheme):
    SchemeDeactivationPeriodFactory(scheme=scheme, deactivation_date=JUNE)
    with pytest.raises(ValidationError, match="deactivated from 1 June 2026"):
        deactivation.check_reactivation_date(scheme, date(2026, 5, 31), load_windows())
    deactivation.check_reactivation_date(scheme, JUNE, load_windows())


def test_a_deactivation_far_ahead_gets_another_date_instead_of_a_second_period(scheme, coordinator):
    deactivation.deactivate(record=scheme, day=date(2027, 6, 1), actor=coordinator)
    deactivation.deactivate(record=scheme, day=date(2026, 9, 1), actor=coordinator)
    assert [period.deactivation_date for period in scheme.deactivation_periods.all()] == [date(2026, 9, 1)]


def test_nobody_without_the_right_can_deactivate_whatever_the_page(scheme, people):
    for role in ("provider", "agent provider", "statistician", "stranger"):
        with pytest.raises(PermissionDenied):
            deactivation.deactivate(record=scheme, day=JUNE, actor=people[role])
    assert not scheme.deactivation_periods.exists()


def test_a_scheme_of_an_inactive_owner_is_deactivated_and_cannot_be_changed(scheme, coordinator, owner):
    type(owner).objects.filter(pk=owner.pk).update(active=False)
    scheme = Scheme.objects.get(pk=scheme.pk)
    assert status(scheme) is Status.DEACTIVATED
    facts = facts_of_scheme(scheme)
    assert not deactivation.can_deactivate(facts, scheme)
    assert not deactivation.can_reactivate(facts, scheme)


def test_the_page_lists_what_changes_before_it_does(client, scheme, coordinator, make_log):
    log = make_log(JUNE)
    client.force_login(coordinator)
    address = reverse("admin:supported_housing_scheme_deactivate", args=[scheme.pk])
    day = {"choice": "other", "day-day": "1", "day-month": "6", "day-year": "2026"}
    page = client.post(address, day).content.decode()
    assert "1 lettings log will lose its scheme and location" in page
    assert f">{log.pk}<" in page
    assert "Mill House" in page
    assert not scheme.deactivation_periods.exists()

    response = client.post(address, {"choice": "other", "day": "2026-06-01", "confirm": "yes"})
    assert response.status_code == 302
    assert scheme.deactivation_periods.get().deactivation_date == JUNE


def test_logs_that_lose_their_location_keep_their_address(scheme, coordinator, make_log):
    place = scheme.locations.get()
    log = make_log(JUNE)
    address = {
        "address_line1": "Room 3, 1 Example Street",
        "town_or_city": "Exampleton",
        "postcode_full": place.postcode,
    }
    written = record_answers(log=log, changes={"manual_address_entry_selected": True, **address}, actor=coordinator)
    assert written.saved, written.errors
    deactivation.deactivate(record=place, day=JUNE, actor=coordinator)
    log.refresh_from_db()
    assert (log.scheme, log.location, log.unresolved) == (None, None, True)
    assert {name: log.answers[name] for name in address} == address


def test_logs_of_others_are_counted_but_not_listed(client, people, scheme, make_log):
    log = make_log(JUNE)
    client.force_login(people["agent coordinator"])
    address = reverse("admin:supported_housing_scheme_deactivate", args=[scheme.pk])
    page = client.post(address, {"choice": "other", "day": "2026-06-01"}).content.decode()
    assert "1 lettings log will lose" in page
    assert f">{log.pk}<" not in page
    assert "belong to other organisations" in page


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Select a day"),
        ({"choice": "other"}, "Enter the day"),
        ({"choice": "other", "day-day": "31", "day-month": "2", "day-year": "2026"}, "real date"),
        ({"choice": "other", "day": "2020-01-01"}, "Enter a date on or after"),
    ],
)
def test_mistakes_in_the_day_are_told(client, scheme, coordinator, data, message):
    client.force_login(coordinator)
    page = client.post(reverse("admin:supported_housing_scheme_deactivate", args=[scheme.pk]), data)
    assert message in page.content.decode()
    assert not scheme.deactivation_periods.exists()


def test_a_location_closes_alone_and_waits_for_its_scheme_to_open(scheme, coordinator):
    location = scheme.locations.get()
    LocationFactory(scheme=scheme)
    deactivation.deactivate(record=location, day=JUNE, actor=coordinator)
    assert (status(location), status(scheme)) == (Status.DEACTIVATED, Status.ACTIVE)
    deactivation.deactivate(record=scheme, day=date(2026, 7, 1), actor=coordinator)
    with pytest.raises(ValidationError):
        deactivation.reactivate(record=location, day=date(2026, 8, 1), actor=coordinator)


def test_support_deletes_what_no_open_log_uses(scheme, people, coordinator, make_log):
    log = make_log(JUNE)
    with pytest.raises(ValidationError, match="Deactivate the scheme"):
        deletion.delete(record=scheme, actor=people["support"])
    SchemeDeactivationPeriodFactory(scheme=scheme, deactivation_date=date(2026, 7, 1))
    scheme = Scheme.objects.get(pk=scheme.pk)
    with pytest.raises(ValidationError, match="use this scheme"):
        deletion.delete(record=scheme, actor=people["support"])
    with pytest.raises(PermissionDenied):
        deletion.delete(record=scheme, actor=coordinator)
    LettingsLog.objects.filter(pk=log.pk).update(date=date(2025, 3, 31))
    deletion.delete(record=scheme, actor=people["support"])
    scheme.refresh_from_db()
    assert scheme.discarded_at
    assert scheme.locations.get().discarded_at


@pytest.mark.parametrize("action", ["deactivate", "reactivate"])
def test_two_people_at_once_are_told(client, scheme, coordinator, monkeypatch, action):
    """The page was right when it was read; the use case looks again, with the record locked."""
    if action == "reactivate":
        SchemeDeactivationPeriodFactory(scheme=scheme)
    client.force_login(coordinator)

    def too_late(**_):
        raise ValidationError(f"This scheme cannot be {action}d now.")

    monkeypatch.setattr(deactivation, action, too_late)
    address = reverse(f"admin:supported_housing_scheme_{action}", args=[scheme.pk])
    page = client.post(address, {"choice": "other", "day": "2026-07-01", "confirm": "yes"}, follow=True)
    assert f"This scheme cannot be {action}d now." in page.content.decode()
