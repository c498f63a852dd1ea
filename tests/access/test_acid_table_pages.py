"""The acid test of who sees what, through real pages: list, detail, search, filters, history, download."""

from datetime import date, datetime
from typing import Any

import pytest

from django.test import Client
from django.urls import reverse

from lettings.models import LettingsLog
from portal.clock import LONDON, frozen
from portal.logs.status import LogStatus
from tests.access.worlds import LOGS
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, StatisticianFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory

pytestmark = pytest.mark.django_db

SEES = {
    "A coordinator": {"X1", "X2"},
    "A provider": {"X1"},
    "B coordinator": {"Y1", "Y2", "Y3"},
    "B provider": {"Y1"},
    "C coordinator": {"X2", "Y2"},
    "C provider": {"X2", "Y2"},
    "D coordinator": {"Y3", "Z1", "Z2"},
    "D provider": {"Y3", "Z1"},
    "E coordinator": {"Z2"},
    "E provider": {"Z2"},
    "support": set(LOGS),
    "statistician": set(LOGS),
}


@pytest.fixture
def world() -> Any:
    with frozen(datetime(2026, 8, 5, 12, tzinfo=LONDON)):
        organisations = {name: OrganisationFactory(name=f"Landlord {name}", signed=True) for name in "ABCDE"}
        logs = {
            code: LettingsLog.objects.create(
                owning_organisation=organisations[owner],
                managing_organisation=organisations[manager],
                date=date(2026, 5, 1),
                collection_year=2026,
                status=LogStatus.IN_PROGRESS,
                tenancycode=f"CODE-{code}",
                answers={"startdate": "2026-05-01", "tenancycode": f"CODE-{code}"},
            )
            for code, (owner, manager) in LOGS.items()
        }
        people: dict[str, Any] = {"support": SupportFactory(), "statistician": StatisticianFactory()}
        for name, organisation in organisations.items():
            people[f"{name} coordinator"] = CoordinatorFactory(organisation=organisation)
            people[f"{name} provider"] = ProviderFactory(organisation=organisation)
        yield people, logs


def address(page: str, *args: Any) -> str:
    return reverse(f"admin:lettings_lettingslog_{page}", args=args)


def content(response: Any) -> str:
    if response.streaming:
        return b"".join(response.streaming_content).decode()
    return response.content.decode()


@pytest.mark.parametrize("who", SEES)
def test_lists_searches_filters_and_downloads_show_exactly_what_the_table_says(world: Any, who: str) -> None:
    people, logs = world
    client = Client()
    client.force_login(people[who])
    for query in ("", "?q=CODE", "?year=2026", "?status=1&q=CODE"):
        listed = content(client.get(address("changelist") + query))
        shown = {code for code in logs if f"CODE-{code}" in listed}
        assert shown == SEES[who], query
    downloaded = content(client.post(address("download") + "?year=2026", {"file_format": "csv", "file_year": "2026"}))
    assert {code for code in logs if f"CODE-{code}" in downloaded} == SEES[who]


@pytest.mark.parametrize("who", SEES)
def test_detail_and_history_are_404_out_of_scope(world: Any, who: str) -> None:
    people, logs = world
    client = Client()
    client.force_login(people[who])
    for code, log in logs.items():
        expected = 200 if code in SEES[who] else 404
        for page in ("change", "history", "check_answers", "who_can_see"):
            assert client.get(address(page, log.pk)).status_code == expected, (code, page)
        assert people[who].has_perm("lettings.view_lettingslog", log) == (code in SEES[who])


def test_statisticians_read_and_change_nothing(world: Any) -> None:
    people, logs = world
    client = Client()
    client.force_login(people["statistician"])
    log = logs["X1"]
    assert client.post(address("subsection", log.pk, "setup"), {"tenancycode": "Z"}).status_code == 403
    assert client.get(address("delete", log.pk)).status_code == 403
    assert client.get(address("add")).status_code == 403
