"""The world around sales as the database has it, in a fixed number of queries."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.addresses.models import PostcodeArea
from portal.clock import LONDON
from portal.logs.facts import Address
from sales.context import context_for
from sales.reference.lookup import PriceKey
from sales.reference.models import SaleRange
from tests.factories.accounts import UserFactory
from tests.factories.orgs import OrganisationFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 5, 12, tzinfo=LONDON)


def test_organisations_and_assignees() -> None:
    absorbing = OrganisationFactory(name="Big Homes", available_from=date(2026, 6, 1), signed=True)
    merged = OrganisationFactory(merge_date=date(2026, 6, 1), absorbing_organisation=absorbing)
    user = UserFactory(organisation=absorbing)
    ctx = context_for([{"owning_organisation_id": merged.pk, "assigned_to_id": str(user.pk)}], now=NOW)
    facts = ctx.organisations[merged.pk]
    assert (facts.merge_date, facts.absorbing_name, facts.agreement_signed) == (date(2026, 6, 1), "Big Homes", False)
    assert ctx.users[user.pk].belongs_to(merged.pk)


def test_prices_of_areas_that_the_logs_name_or_may_turn_out_to_lie_in_are_at_hand() -> None:
    PostcodeArea.objects.update_or_create(postcode="SW1A1AA", defaults={"la": "E09000033"})
    PostcodeArea.objects.update_or_create(postcode="M11AE", defaults={"la": "E08000003"})
    named = ("E09000033", "E08000003", "E07000105")
    for la in named:
        limits = {"soft_min": 100, "soft_max": 200}
        SaleRange.objects.update_or_create(start_year=2026, la=la, bedrooms=2, defaults=limits)
    logs = [{"la": "E07000105"}, {"postcode_full": "sw1a 1aa"}]
    ctx = context_for(logs, now=NOW, addresses={"100": Address("1 High Street", None, "Manchester", "M1 1AE")})
    ctx.sale_ranges.get(PriceKey(2026, "E07000105", 2))
    with CaptureQueriesContext(connection) as asked:
        found = [ctx.sale_ranges.get(PriceKey(2026, la, 2)) for la in named]
        assert ctx.postcode_area("SW1A 1AA") == "E09000033"
    assert [limits and limits.soft_max for limits in found] == [Decimal(200)] * 3
    assert len(asked) == 0


def test_a_whole_file_costs_no_more_queries_than_one_log() -> None:
    def log() -> dict[str, object]:
        owner, manager = OrganisationFactory(), OrganisationFactory()
        return {
            "owning_organisation_id": owner.pk,
            "managing_organisation_id": manager.pk,
            "assigned_to_id": UserFactory(organisation=manager).pk,
            "postcode_full": "M1 1AE",
            "la": "E08000003",
        }

    logs = [log() for _ in range(6)]
    with CaptureQueriesContext(connection) as one:
        context_for(logs[:1], now=NOW)
    with CaptureQueriesContext(connection) as many:
        context_for(logs, now=NOW)
    assert len(many) == len(one) <= 12


def test_nonsense_ids_name_nothing() -> None:
    ctx = context_for([{"owning_organisation_id": "x", "assigned_to_id": ""}], now=NOW)
    assert (ctx.organisations, ctx.users) == ({}, {})


def test_the_day_is_that_of_england() -> None:
    ctx = context_for([], now=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert ctx.today == date(2026, 7, 1)
    assert ctx.current_year == 2026
    assert ctx.open_dates.last == date(2027, 3, 31)
