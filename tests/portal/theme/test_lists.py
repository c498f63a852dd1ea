"""Habits of every list: one order, no search that sticks, "select all" that means all."""

import pytest

from django.contrib.admin.helpers import ActionForm
from django.test import Client

from portal.theme.templatetags.gov_lists import one_order
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
