"""The order of locks of the house, held by watching what each use case locks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from lettings.models import LettingsLog
from orgs import lifecycle
from orgs.merges import perform
from orgs.people.moves import LogChoice, move
from portal.clock import today
from portal.jobs.work import work
from portal.logs.record import delete_logs, record_answers
from portal.windows import load_windows
from supported_housing import deactivation
from supported_housing.corrections.locations import LocationCorrector
from supported_housing.corrections.schemes import SchemeCorrector
from supported_housing.models import Location, Scheme
from tests.export_cds.documents import make_letting
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory
from tests.factories.orgs import MergeRequestFactory, MergeRequestOrganisationFactory, OrganisationFactory
from tests.factories.supported_housing import LocationFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 09:30")]

# Whoever locks several of these takes them in this order (portal/logs/locks.py says why).
ORDER = [
    "orgs_organisation",
    "accounts_user",
    "supported_housing_scheme",
    "supported_housing_location",
    "lettings_lettingslog",
    "sales_saleslog",
    "portal_changedfact",
    "portal_changemark",
]
LOCKING = [
    re.compile(r'FROM "(\w+)" WHERE (?:(?!FROM).)*? FOR KEY SHARE'),
    re.compile(r"FROM (\w+) log WHERE .*FOR UPDATE", re.DOTALL),
    re.compile(r'FROM "(\w+)".*FOR (?:NO KEY )?UPDATE', re.DOTALL),
    re.compile(r'^UPDATE "?(\w+)"?'),
    re.compile(r'^DELETE FROM "(\w+)"'),
]


def locked_tables(statement: str) -> list[str]:
    """Which of the tables in question a statement locks rows of, in its own order."""
    found = [table for pattern in LOCKING for table in pattern.findall(statement)]
    return [table for table in dict.fromkeys(found) if table in ORDER]


def first_locks(action: Callable[[], Any]) -> list[str]:
    """The tables in the order in which the action first locks rows of each, within its longest transaction."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        action()
    transactions: list[list[str]] = [[]]
    for query in captured.captured_queries:
        sql = query["sql"]
        if sql.startswith(("BEGIN", "COMMIT", "ROLLBACK")) and not sql.startswith("ROLLBACK TO"):
            transactions.append([])
        transactions[-1] += [table for table in locked_tables(sql) if table not in transactions[-1]]
    return max(transactions, key=len)


class Scene:
    """An organisation with a scheme, people and logs that everybody works on."""

    def __init__(self) -> None:
        self.organisation = OrganisationFactory(signed=True, holds_own_stock=True)
        self.other = OrganisationFactory(signed=True, holds_own_stock=True)
        self.support = SupportFactory()
        self.coordinator = CoordinatorFactory(organisation=self.organisation)
        self.provider = ProviderFactory(organisation=self.organisation)
        self.location = LocationFactory(scheme__owning_organisation=self.organisation)
        self.scheme = self.location.scheme
        LocationFactory(scheme=self.scheme)
        self.logs = [self.letting(self.provider) for _ in range(3)]

    def letting(self, person: User) -> LettingsLog:
        return make_letting(
            answers={"needstype": 2, "startdate": "2026-08-10"},
            owning_organisation=self.organisation,
            managing_organisation=self.organisation,
            assigned_to=person,
            created_by=person,
            scheme=self.scheme,
            location=self.location,
        )

    def save(self) -> None:
        """Saved or refused: the locks are taken before it is judged."""
        record_answers(log=self.logs[0], changes={"beds": 4}, actor=self.coordinator)

    def delete(self) -> None:
        assert delete_logs(logs=self.logs[::-1], actor=self.coordinator) == 3

    def close_scheme(self) -> None:
        assert deactivation.deactivate(record=self.scheme, day=today() + timedelta(days=1), actor=self.support) == 3

    def correct_location(self) -> None:
        """Its logs are judged by the limits of another authority."""
        place = Location.objects.get(pk=self.location.pk)
        place.location_code = "E09000033"
        with transaction.atomic():
            corrector = LocationCorrector(actor=self.support, windows=load_windows())
            corrector.save(place, {"location_code": place.location_code})
        assert LettingsLog.objects.filter(location=place).count() == 3

    def correct_owner(self) -> None:
        scheme = Scheme.objects.get(pk=self.scheme.pk)
        scheme.owning_organisation = self.other
        with transaction.atomic():
            corrector = SchemeCorrector(actor=self.support, windows=load_windows())
            assert corrector.save(scheme, {"owning_organisation": self.other})

    def change_scheme(self) -> None:
        client = Client()
        client.force_login(self.coordinator)
        address = reverse("admin:supported_housing_scheme_confirm", args=[self.scheme.pk])
        assert client.post(address).status_code == 302

    def reopen_scheme(self) -> None:
        deactivation.deactivate(record=self.scheme, day=today(), actor=self.support)
        deactivation.reactivate(record=self.scheme, day=today() + timedelta(days=7), actor=self.support)

    def move_person(self) -> None:
        move(actor=self.support, user=self.provider, target=self.other, choice=LogChoice.REASSIGN_ALL)

    def merge(self) -> None:
        request = MergeRequestFactory(
            absorbing_organisation=self.other, merge_date=date(2026, 6, 1), requester=self.support
        )
        MergeRequestOrganisationFactory(merge_request=request, merging_organisation=self.organisation)
        perform.start(actor=self.support, request=request)
        assert work("merge", request.pk) == "merged"

    def switch_off(self) -> None:
        lifecycle.deactivate(actor=self.support, organisation=self.organisation)


USE_CASES = [
    Scene.save,
    Scene.delete,
    Scene.close_scheme,
    Scene.reopen_scheme,
    Scene.change_scheme,
    Scene.correct_location,
    Scene.correct_owner,
    Scene.move_person,
    Scene.merge,
    Scene.switch_off,
]


@pytest.mark.parametrize("use_case", USE_CASES, ids=lambda use_case: use_case.__name__)
def test_locks_are_taken_in_the_order_of_the_house(use_case: Callable[[Scene], None]) -> None:
    scene = Scene()
    locked = first_locks(lambda: use_case(scene))
    assert locked, "nothing was recorded"
    assert locked == sorted(locked, key=ORDER.index)


def test_what_is_locked_is_seen() -> None:
    assert locked_tables('WITH held_0 AS MATERIALIZED (SELECT id FROM "accounts_user" WHERE id = ANY(1) ORDER BY id FOR KEY SHARE) SELECT 1') == ["accounts_user"]  # fmt: skip
    assert locked_tables('SELECT "a"."id" FROM "sales_saleslog" WHERE 1 FOR UPDATE OF "sales_saleslog"') == ["sales_saleslog"]  # fmt: skip
    assert locked_tables("UPDATE lettings_lettingslog log SET a = 1") == ["lettings_lettingslog"]
    assert locked_tables('SELECT 1 FROM "accounts_user"') == []
