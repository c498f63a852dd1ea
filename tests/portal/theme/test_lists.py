"""Habits of every list: one order, no search that sticks, "select all" that means all."""

import re

import pytest

from django.contrib.admin.helpers import ActionForm
from django.test import Client

from lettings.models import LettingsLog
from portal.theme.templatetags.gov_lists import one_order
from tests.access.worlds import make_log
from tests.factories.accounts import CoordinatorFactory, ProviderFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("stock", "ours"),
    [("?o=3.1", "?o=3"), ("?o=-3.1.-4&q=a", "?o=-3&q=a"), ("?q=a&o=2", "?q=a&o=2"), ("?year=2026.5", "?year=2026.5")],
)
def test_a_heading_sorts_by_its_column_alone(stock: str, ours: str) -> None:
    assert one_order(stock) == ours


def test_the_box_that_says_all_rows_is_found_by_the_script() -> None:
    assert 'class="select-across"' in str(ActionForm(auto_id=None)["select_across"])


def test_a_search_ends_when_the_person_leaves_the_list() -> None:
    coordinator = CoordinatorFactory(organisation__signed=True)
    client = Client()
    client.force_login(coordinator)
    client.get("/lettings/lettingslog/?status=1&q=nothing-like-it")
    back = client.get("/lettings/lettingslog/")
    assert back.url == "/lettings/lettingslog/?status=1"


def test_see_all_under_assigned_to_you_is_yours() -> None:
    client = Client()
    client.force_login(ProviderFactory(organisation__signed=True))
    assert "&amp;assigned_to=you" in client.get("/").content.decode()


def boxes(page: str) -> dict[str, bool]:
    """The rows that can be ticked, and which are."""
    found = re.findall(r'<input[^>]*name="_selected_action" value="([0-9]+)"([^>]*)>', page)
    return {pk: "checked" in rest for pk, rest in found}


def test_ticks_stay_where_no_action_was_chosen_without_scripts() -> None:
    coordinator = CoordinatorFactory(organisation__signed=True)
    ticked, left = (make_log(LettingsLog, coordinator.organisation, coordinator.organisation) for _ in range(2))
    client = Client()
    client.force_login(coordinator)
    sent = {"action": "", "index": "0", "_selected_action": [str(ticked.pk)]}
    page = client.post("/lettings/lettingslog/", sent, follow=True).text
    assert "Choose an action first." in page
    assert boxes(page) == {str(ticked.pk): True, str(left.pk): False}
    assert not any(boxes(client.get("/lettings/lettingslog/").text).values())


def test_filters_have_one_button() -> None:
    client = Client()
    client.force_login(CoordinatorFactory(organisation__signed=True))
    assert client.get("/lettings/lettingslog/").text.count("Apply filters") == 1
