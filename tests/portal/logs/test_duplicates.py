"""Duplicates: noticed at once, compared side by side, one kept."""

from datetime import date, datetime
from typing import Any

import pytest

from django.urls import reverse

from lettings.models import LettingsLog
from portal.clock import LONDON, frozen
from portal.logs.status import LogStatus
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.filling import FillingClient as Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def august() -> Any:
    with frozen(datetime(2026, 8, 5, 12, tzinfo=LONDON)):
        yield


@pytest.fixture
def coordinator() -> Any:
    return CoordinatorFactory(organisation=OrganisationFactory(signed=True))


def make(coordinator: Any, key: str) -> LettingsLog:
    return LettingsLog.objects.create(
        owning_organisation=coordinator.organisation,
        managing_organisation=coordinator.organisation,
        assigned_to=coordinator,
        date=date(2026, 5, 1),
        collection_year=2026,
        status=LogStatus.COMPLETED,
        duplicate_key=key,
        answers={"startdate": "2026-05-01", "needstype": 1, "tenancycode": "T1"},
    )


def test_sets_are_listed_compared_and_one_is_kept(client: Client, coordinator: Any) -> None:
    first, second, single = make(coordinator, "k"), make(coordinator, "k"), make(coordinator, "other")
    client.force_login(coordinator)
    listed = client.get(reverse("admin:lettings_lettingslog_all_duplicates")).content.decode()
    assert f"Log {first.pk}" in listed
    assert f"Log {single.pk}" not in listed
    url = reverse("admin:lettings_lettingslog_duplicates", args=[first.pk])
    assert "T1" in client.get(url).content.decode()
    asked = client.post(url, {"keep": str(second.pk)}).content.decode()
    assert f"keep log {second.pk} and delete the duplicates?" in asked
    first.refresh_from_db()
    assert first.status == LogStatus.COMPLETED
    client.post(url, {"keep": str(second.pk), "confirm": "yes"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.status == LogStatus.DELETED
    assert second.status == LogStatus.COMPLETED


def test_a_log_out_of_the_set_cannot_be_kept(client: Client, coordinator: Any) -> None:
    first, _, single = make(coordinator, "k"), make(coordinator, "k"), make(coordinator, "other")
    client.force_login(coordinator)
    url = reverse("admin:lettings_lettingslog_duplicates", args=[first.pk])
    client.post(url, {"keep": str(single.pk), "confirm": "yes"})
    assert not LettingsLog.objects.filter(status=LogStatus.DELETED).exists()


def test_strangers_logs_are_no_part_of_a_set(client: Client, coordinator: Any) -> None:
    make(coordinator, "k")
    make(CoordinatorFactory(organisation=OrganisationFactory(signed=True)), "k")
    client.force_login(coordinator)
    page = client.get(reverse("admin:lettings_lettingslog_all_duplicates")).content.decode()
    assert "There are no duplicates" in page
