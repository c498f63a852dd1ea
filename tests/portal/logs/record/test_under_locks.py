"""What the door judges by is locked before it judges, in one order, and a deadlock is tried again."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg.errors
import pytest

from django.db import OperationalError, connection, transaction

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from orgs.models import Organisation
from portal.logs.locks import LogLocks
from portal.logs.record import record_answers
from portal.retrying import ATTEMPTS, retried
from supported_housing.models import SchemeDeactivationPeriod
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import LocationFactory
from tests.portal.logs.record.waiting import until, waiting_for_a_lock
from tests.portal.logs.record.worlds import recorded, whose

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 12:00")]


@pytest.fixture
def person() -> Any:
    return CoordinatorFactory(organisation=OrganisationFactory(signed=True))


def test_a_scheme_that_is_being_closed_is_not_chosen(person: Any, beside: Any) -> None:
    load_shipped_areas()
    location = LocationFactory(scheme__owning_organisation=person.organisation)
    log = recorded("lettings", person)
    changes = {"needstype": 2, "scheme_id": location.scheme_id, "location_id": location.pk}
    results: list[Any] = []
    with transaction.atomic():
        type(location.scheme).objects.select_for_update().get(pk=location.scheme_id)
        beside(lambda: results.append(record_answers(log=log, changes=changes, actor=person)))
        until(waiting_for_a_lock)
        SchemeDeactivationPeriod.objects.create(scheme=location.scheme, deactivation_date=date(2026, 4, 15))
    until(lambda: bool(results))
    assert not results[0].saved
    assert "scheme_id" in results[0].errors


def test_a_log_made_during_a_merger_does_not_stay_with_the_merged(person: Any, beside: Any) -> None:
    absorber = OrganisationFactory(signed=True)
    results: list[Any] = []
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=person.organisation_id)
        changes = {**whose(person), "startdate": "2026-08-01", "needstype": 1, "renewal": 0}
        beside(lambda: results.append(record_answers(log=LettingsLog(), changes=changes, actor=person)))
        until(waiting_for_a_lock)
        organisation.merge_date, organisation.absorbing_organisation = date(2026, 7, 1), absorber
        organisation.save()
    until(lambda: bool(results))
    assert not results[0].saved
    assert not LettingsLog.objects.exists()


def test_a_location_that_follows_from_its_scheme_is_locked_too(person: Any) -> None:
    load_shipped_areas()
    location = LocationFactory(scheme__owning_organisation=person.organisation)
    changes = {**whose(person), "startdate": "2026-08-01", "needstype": 2, "renewal": 0, "rent_type": 0}
    locks = LogLocks(LettingsLog.kind)
    with transaction.atomic():
        saved = record_answers(
            log=LettingsLog(), changes={**changes, "scheme_id": location.scheme_id}, actor=person, locks=locks
        )
        assert saved.log.location_id == location.pk
        assert not locks.hold([{"location_id": location.pk}]), "held already"


def deadlock() -> OperationalError:
    error = OperationalError("deadlock detected")
    error.__cause__ = psycopg.errors.DeadlockDetected("deadlock detected")
    return error


def test_a_deadlock_is_tried_again_and_other_failures_are_not() -> None:
    tries: list[str] = []

    @retried
    def fails(times: int, error: Exception) -> str:
        tries.append("tried")
        if len(tries) <= times:
            raise error
        return "done"

    assert fails(2, deadlock()) == "done"
    assert len(tries) == 3
    tries.clear()
    with pytest.raises(OperationalError, match="deadlock"):
        fails(ATTEMPTS, deadlock())
    assert len(tries) == ATTEMPTS
    tries.clear()
    with pytest.raises(OperationalError, match="disk"):
        fails(1, OperationalError("disk full"))
    assert len(tries) == 1


def test_inside_a_transaction_the_caller_hears_of_it() -> None:
    tries: list[str] = []

    @retried
    def fails() -> None:
        tries.append("tried")
        raise deadlock()

    with pytest.raises(OperationalError), transaction.atomic():
        fails()
    assert len(tries) == 1


def test_a_save_that_meets_a_deadlock_is_saved_all_the_same(person: Any, beside: Any) -> None:
    """Somebody locks against the order of the house: one of the two is ended by the database and begun anew."""
    log = recorded("lettings", person)
    results: list[Any] = []
    with transaction.atomic():
        LettingsLog.objects.select_for_update(of=("self",)).get(pk=log.pk)
        beside(lambda: results.append(record_answers(log=log, changes={"tenancycode": "SAVED"}, actor=person)))
        until(waiting_for_a_lock)
        with connection.cursor() as cursor:
            # Ours waits longer before it looks for a deadlock, so that the save is the one that is ended.
            cursor.execute("SET LOCAL deadlock_timeout = '30s'")
        Organisation.objects.select_for_update().get(pk=person.organisation_id)
    until(lambda: bool(results))
    assert results[0].saved
    log.refresh_from_db()
    assert log.tenancycode == "SAVED"
