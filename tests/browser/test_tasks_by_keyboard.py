"""What coordinators and data protection officers come for, with the keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from django.test import Client

from accounts.models import User
from orgs.models import Organisation, OrganisationRelationship, RelationshipProposal
from tests.factories.accounts import CoordinatorFactory, UserFactory
from tests.factories.orgs import OrganisationFactory, agreement_in_force

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUSED = "document.activeElement.textContent.trim() || document.activeElement.name || document.activeElement.id"


@pytest.fixture
def enter(live_server: Any, browser_context: Any) -> Callable[[Any], None]:
    """Signs a person in without the page for it, which has tests of its own."""

    def sign_in(person: User) -> None:
        client = Client()
        client.force_login(person)
        for key, morsel in client.cookies.items():
            browser_context.add_cookies([{"name": key, "value": morsel.value, "url": live_server.url}])

    return sign_in


def tab_to(page: Any, wanted: str, most: int = 60) -> None:
    """Presses Tab until the element with this text, name or id has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == wanted:
            return
    pytest.fail(f"Tab never reaches {wanted!r}")


def test_a_coordinator_invites_somebody(live_server: Any, page: Any, enter: Callable[[Any], None]) -> None:
    enter(CoordinatorFactory(organisation__name="Larch Homes"))
    page.goto(f"{live_server.url}/accounts/user/add/")
    tab_to(page, "Send invitation")
    page.keyboard.press("Enter")
    page.locator(".govuk-error-summary").wait_for()
    assert page.title().startswith("Error: ")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the first line of the summary leads to the first field
    assert page.evaluate("document.activeElement.name") == "name"
    for value in ("Ada Smith", "ada@example.org", "020 7946 0123"):
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    tab_to(page, "role")
    page.keyboard.press("Space")
    tab_to(page, "Send invitation")
    page.keyboard.press("Enter")
    page.get_by_text("has been invited").wait_for()
    invited = User.objects.get(email="ada@example.org")
    assert (invited.organisation.name, invited.role) == ("Larch Homes", 1)


def test_an_officer_confirms_the_agreement(live_server: Any, page: Any, enter: Callable[[Any], None]) -> None:
    agreement_in_force()
    officer = UserFactory(is_dpo=True, role=None, organisation__name="Larch Homes")
    enter(officer)
    page.goto(f"{live_server.url}/")
    tab_to(page, "Read the agreement")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Data sharing agreement").wait_for()
    tab_to(page, "confirmed")
    page.keyboard.press("Space")
    tab_to(page, "Confirm")
    page.keyboard.press("Enter")
    page.get_by_text("You have confirmed the data sharing agreement").wait_for()
    assert Organisation.objects.get(pk=officer.organisation_id).agreement_signed


def test_a_coordinator_adds_a_stock_owner(live_server: Any, page: Any, enter: Callable[[Any], None]) -> None:
    agreement_in_force()
    coordinator = CoordinatorFactory(organisation__holds_own_stock=False, is_dpo=True)
    owner = OrganisationFactory(name="Willow Housing")
    enter(coordinator)
    page.goto(f"{live_server.url}/lettings/lettingslog/")
    tab_to(page, "Add a stock owner")
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Stock owner to add").wait_for()
    tab_to(page, "id_other")
    page.keyboard.type("Willow")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    tab_to(page, "Add")
    page.keyboard.press("Enter")
    page.get_by_text("Willow Housing has been asked to agree").wait_for()
    asked = RelationshipProposal.objects.get()
    assert (asked.stock_owner, asked.managing_agent) == (owner, coordinator.organisation)
    assert not OrganisationRelationship.objects.exists(), "nothing is granted before the owner agrees"
