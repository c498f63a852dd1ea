"""Pages of the skin as the server sends them: error pages, navigation, filters, date and time fields."""

from datetime import datetime
from typing import Any

import pytest

from django.http import Http404, HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.clock import LONDON
from portal.theme.filters import clean_query
from portal.theme.forms import GovForm
from portal.theme.frame import frame_for
from portal.theme.model_fields import GovDateTimeField
from portal.theme.templatetags.gov_lists import labelled_cells
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory

pytestmark = pytest.mark.django_db


def navigation(client: Client, user: Any) -> list[str]:
    client.force_login(user)
    request = client.get(reverse("admin:index")).wsgi_request
    return [item.text for item in frame_for(request)["navigation"]]


def test_navigation_follows_the_role(client: Client) -> None:
    assert "Organisations" in navigation(client, SupportFactory())
    outside = navigation(client, CoordinatorFactory())
    assert "Organisations" not in outside
    assert "All records" not in outside
    assert outside[:3] == ["Home", "Lettings logs", "Sales logs"]
    assert "Your organisation" in outside


def test_schemes_are_for_those_with_stock(client: Client) -> None:
    assert "Schemes" in navigation(client, ProviderFactory(organisation__holds_own_stock=True))


def test_your_organisation_leads_to_ones_own(client: Client) -> None:
    user = CoordinatorFactory()
    client.force_login(user)
    response = client.get(reverse("admin:your_organisation"))
    assert response.url == reverse("admin:orgs_organisation_change", args=[user.organisation_id])


def test_signing_out_is_a_button_that_posts(client: Client) -> None:
    client.force_login(ProviderFactory())
    assert client.get(reverse("admin:logout")).status_code == 405
    page = client.get(reverse("admin:index")).content.decode()
    assert f'<form id="logout-form" method="post" action="{reverse("admin:logout")}">' in page


def test_a_form_from_a_stale_page_is_answered_in_plain_words() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("admin:login"), {"username": "a@example.org"})
    assert response.status_code == 403
    assert "This page was open too long" in response.content.decode()


def test_error_pages_need_nothing_from_the_failed_request(rf: RequestFactory) -> None:
    from django.core.exceptions import PermissionDenied
    from django.views import defaults

    request = rf.get("/")
    pages = {
        404: defaults.page_not_found(request, Http404()),
        403: defaults.permission_denied(request, PermissionDenied()),
        500: defaults.server_error(request),
    }
    for status, response in pages.items():
        assert response.status_code == status
        assert "Skip to main content" in response.content.decode()


def test_no_page_of_the_skin_carries_inline_code(client: Client) -> None:
    client.force_login(SupportFactory())
    for name in ("admin:index", "admin:records", "admin:password_change", "admin:accounts_user_changelist"):
        html = client.get(reverse(name)).content.decode()
        for forbidden in (" style=", "<style", " onclick=", " onchange=", "javascript:"):
            assert forbidden not in html, (name, forbidden)


def get(query: str) -> HttpRequest:
    return RequestFactory().get(f"/?{query}")


def test_the_filter_form_becomes_a_plain_address() -> None:
    assert clean_query(get("status=1")) is None
    assert clean_query(get("_filter-f0=status%3D1&_filter-f1=&q=abc&empty=")) == "status=1&q=abc"
    assert clean_query(get("_filter-f0=")) == ""


def test_several_filters_are_applied_at_once_and_remembered(client: Client) -> None:
    client.force_login(ProviderFactory())
    address = reverse("admin:lettings_lettingslog_changelist")
    response = client.get(f"{address}?_filter-f0=year%3D2026&_filter-f1=status%3D1")
    assert response.url == f"{address}?year=2026&status=1"
    assert client.get(response.url).status_code == 200
    assert client.get(address).url == f"{address}?year=2026&status=1"
    page = client.get(f"{address}?status=1").content.decode()
    assert 'class="core-tags__tag" href="?clear=1"' in page, "taking the last filter away must not bring it back"
    assert client.get(f"{address}?clear=1").url == address
    assert client.get(address).status_code == 200


class Meeting(GovForm):
    at = GovDateTimeField(label="Starts at")


def test_a_moment_is_a_date_and_a_time_in_london() -> None:
    form = Meeting({"at_date-day": "1", "at_date-month": "7", "at_date-year": "2026", "at_time": "14:30"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"] == datetime(2026, 7, 1, 14, 30, tzinfo=LONDON)
    wrong = Meeting({"at_date-day": "1", "at_date-month": "7", "at_date-year": "2026", "at_time": "25:00"})
    assert wrong.errors["at"] == ["Starts at must have a time, like 14:30"]


def test_cells_carry_their_heading_for_narrow_screens() -> None:
    html = labelled_cells(['<td class="field-name">Larch</td>'], [{"text": 'name "short"', "class_attrib": ""}])
    assert html == '<td data-label="Name &quot;short&quot;" class="field-name">Larch</td>'


def test_the_home_page_asks_few_questions(client: Client, django_assert_max_num_queries: Any) -> None:
    client.force_login(CoordinatorFactory())
    client.get(reverse("admin:index"))
    with django_assert_max_num_queries(14):
        client.get(reverse("admin:index"))
