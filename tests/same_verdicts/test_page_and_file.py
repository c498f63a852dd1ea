"""The same logs through page and file: what the one takes the other takes, and both keep the same of it."""

from __future__ import annotations

from typing import Any

import pytest

from orgs.areas.shipped import load_shipped_areas
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.same_verdicts.comparing import differences

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
LOGS = 4
"""More by a command: script/drill page_and_file --count 1000"""


@pytest.mark.parametrize("log_type", ["lettings", "sales"])
def test_page_and_file_say_the_same(log_type: str) -> None:
    load_shipped_areas()
    person: Any = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    assert differences(log_type, person, count=LOGS, seed=4) == []
