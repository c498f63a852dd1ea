"""People of every role, signed in through the real page."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories.accounts import (
    PASSWORD,
    CoordinatorFactory,
    ProviderFactory,
    StatisticianFactory,
    SupportFactory,
)

ROLES = ("provider", "coordinator", "support", "statistician")


@pytest.fixture
def people(transactional_db: None) -> dict[str, Any]:
    """One person per role; the two external ones share an organisation that has signed the agreement."""
    coordinator = CoordinatorFactory(name="Cora Dean", organisation__name="Larch Homes", organisation__signed=True)
    return {
        "coordinator": coordinator,
        "provider": ProviderFactory(name="Pat Smith", organisation=coordinator.organisation),
        "support": SupportFactory(name="Sam Porter"),
        "statistician": StatisticianFactory(name="Stella Stone"),
    }


@pytest.fixture
def sign_in(live_server: Any, people: dict[str, Any]) -> Callable[[Any, str], None]:
    """`sign_in(page, "provider")` fills in the sign-in page as a person does."""

    def fill(page: Any, role: str) -> None:
        page.goto(f"{live_server.url}/login/")
        page.get_by_label("Email address").fill(people[role].email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("button", name="Sign out").wait_for()

    return fill
