"""The same logs through page and file: what the one takes the other takes, and both keep the same of it."""

from __future__ import annotations

from typing import Any

import pytest

from orgs.areas.shipped import load_shipped_areas
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.same_verdicts.comparing import browser_differences, differences

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
LOGS = 2
BROWSED = 1
"""More by a command: script/drill page_and_file --count 1000"""


@pytest.mark.parametrize("log_type", ["lettings", "sales"])
def test_page_and_file_say_the_same(log_type: str) -> None:
    load_shipped_areas()
    person: Any = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    assert differences(log_type, person, count=LOGS, seed=4) == []


@pytest.mark.parametrize("log_type", ["lettings", "sales"])
def test_pages_in_a_browser_keep_what_the_same_saves_keep(log_type: str) -> None:
    """From HTML to HTML, hidden fields and previews included: the same log, and something refused or nothing."""
    load_shipped_areas()
    found, kept = browser_differences(log_type, OrganisationFactory(signed=True), count=BROWSED, seed=5)
    assert found == []
    assert kept, "at least one became a log"
