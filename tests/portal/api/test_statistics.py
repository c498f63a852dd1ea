"""Figures through a key: those of the page of its organisation, and of nobody else."""

from __future__ import annotations

import pytest

from django.urls import reverse

from orgs.api_keys.models import Scope
from portal.downloads.models import DownloadKind, DownloadRecord
from portal.statistics.topics import TOPICS
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.api.calling import System
from tests.portal.statistics.figures import fill

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-11-23 10:00")]
BASE = "lettings/2026/statistics"


def test_a_key_gets_what_a_coordinator_gets_on_the_page(client) -> None:
    organisation = OrganisationFactory(signed=True)
    fill(more=organisation)
    system = System(organisation, scopes=[Scope.READ])
    listed = [one["topic"] for one in system.get(BASE).json()["topics"]]
    assert listed == [topic.slug for topic in TOPICS if not topic.for_department_only]
    client.force_login(CoordinatorFactory(organisation=organisation))
    for topic in listed:
        found = system.get(f"{BASE}/{topic}").json()
        page = client.get(reverse(f"admin:statistics_{topic}_json"), {"kind": "lettings", "year": "2026"}).json()
        assert found == page
        assert (found["internal"], found["member"]) == (True, organisation.name)
        assert any(table["rows"] for table in found["tables"]) or topic == "uploads"
    read = DownloadRecord.objects.filter(download_type=DownloadKind.STATISTICS, user_organisation=organisation)
    assert read.filter(download_filters__contains='"api"').count() == len(listed)


def test_what_is_not_for_a_key_is_refused() -> None:
    system = System(scopes=[Scope.READ])
    assert system.get(f"{BASE}/areas").status_code == 404
    assert system.get(f"{BASE}/nothing").status_code == 404
    assert system.get(f"{BASE}/completion?owner=1").status_code == 400
    assert system.get("lettings/2020/statistics/completion").status_code == 404
    assert System(scopes=[Scope.WRITE]).get(BASE).status_code == 403
    test_key = System(scopes=[Scope.READ], is_test=True)
    assert test_key.get(BASE).json()["type"].endswith("not-allowed")
    assert test_key.get(f"{BASE}/completion").status_code == 403
