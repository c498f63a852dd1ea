"""The name in force today stands on every page; the one before only where names of the past are listed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from django.test import Client
from django.urls import reverse

from accounts.models import User
from lettings.models import LettingsLog
from orgs.models import Organisation
from tests.access.worlds import make_log
from tests.factories.accounts import CoordinatorFactory, SupportFactory
from tests.factories.orgs import MergeRequestFactory, OrganisationFactory, OrganisationNameChangeFactory
from tests.factories.supported_housing import SchemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-11-27")]
FORMER, PRESENT = "Alder Homes", "Newname Housing"


@pytest.fixture
def renamed() -> Organisation:
    organisation: Organisation = OrganisationFactory(name=FORMER, signed=True)
    OrganisationNameChangeFactory(organisation=organisation, name=PRESENT, startdate=date(2026, 11, 1))
    return organisation


def pages(organisation: Organisation, person: User) -> dict[str, Any]:
    log = make_log(LettingsLog, organisation, organisation, date=date(2026, 11, 20), collection_year=2026)
    scheme = SchemeFactory(owning_organisation=organisation)
    merge = MergeRequestFactory(absorbing_organisation=organisation)
    other = OrganisationFactory()
    return {
        "home": reverse("admin:index"),
        "organisation": reverse("admin:orgs_organisation_change", args=[organisation.pk]),
        "its details": reverse("admin:orgs_organisation_details", args=[organisation.pk]),
        "its relationships": reverse("admin:orgs_organisation_relationships", args=[organisation.pk]),
        "group choice": reverse("admin:orgs_organisation_details", args=[other.pk]),
        "people": reverse("admin:accounts_user_changelist"),
        "person": reverse("admin:accounts_user_change", args=[person.pk]),
        "invitation": reverse("admin:accounts_user_add"),
        "who can see": reverse("admin:lettings_lettingslog_who_can_see", args=[log.pk]),
        "log": reverse("admin:lettings_lettingslog_change", args=[log.pk]),
        "duplicates": reverse("admin:lettings_lettingslog_all_duplicates"),
        "schemes": reverse("admin:supported_housing_scheme_changelist"),
        "scheme": reverse("admin:supported_housing_scheme_change", args=[scheme.pk]),
        "merges": reverse("admin:orgs_mergerequest_changelist"),
        "merge": reverse("admin:orgs_mergerequest_change", args=[merge.pk]),
        "grants": reverse("admin:orgs_organisationgroupobjectpermission_changelist"),
    }


@pytest.mark.parametrize("who", ["coordinator", "support"])
def test_the_former_name_is_on_no_page(renamed: Organisation, who: str) -> None:
    person = CoordinatorFactory(organisation=renamed)
    client = Client()
    client.force_login(person if who == "coordinator" else SupportFactory())
    shown = {}
    for name, address in pages(renamed, person).items():
        response = client.get(address)
        if response.status_code == 200:
            shown[name] = response.content.decode()
    assert [name for name, page in shown.items() if FORMER in page] == []
    wanted = {"organisation", "who can see", "log"} | (
        {"group choice", "duplicates", "merges"} if who == "support" else set()
    )
    assert [name for name in wanted if PRESENT not in shown[name]] == []


def test_a_long_choice_of_organisations_is_read_at_once(django_assert_max_num_queries: Any) -> None:
    client = Client()
    client.force_login(SupportFactory())
    for _ in range(12):
        OrganisationFactory()
    with django_assert_max_num_queries(18):
        client.get(reverse("admin:accounts_user_add"))


@pytest.mark.parametrize(
    ("page", "column"),
    [
        ("orgs_organisation", "called"),
        ("accounts_user", "organisation_today"),
        ("supported_housing_scheme", "owner"),
        ("orgs_mergerequest", "name"),
    ],
)
def test_lists_are_ordered_by_the_names_that_they_show(page: str, column: str) -> None:
    """“Zebra” that was “Aspen” stands after “Maple”."""
    renamed, other = OrganisationFactory(name="Aspen"), OrganisationFactory(name="Maple")
    OrganisationNameChangeFactory(organisation=renamed, name="Zebra", startdate=date(2026, 11, 1))
    for organisation in (renamed, other):
        CoordinatorFactory(organisation=organisation)
        SchemeFactory(owning_organisation=organisation)
        MergeRequestFactory(absorbing_organisation=organisation)
    client = Client()
    client.force_login(SupportFactory())
    address = reverse(f"admin:{page}_changelist")
    place = re.search(rf'column-{column}[^>]*><a[^>]*href="\?o=-?([0-9]+)"', client.get(address).text)
    assert place
    listed = client.get(address, {"o": place[1]}).text
    table = listed[listed.index("<tbody") :]
    assert table.index("Maple") < table.index("Zebra")
