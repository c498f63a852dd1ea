"""The world around logs as the database has it, in a fixed number of queries."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from lettings.context import context_for
from lettings.reference.lookup import RentKey
from lettings.reference.models import RentRange
from orgs.models import LocalAuthority, LocalAuthorityLink
from portal.addresses.models import PostcodeArea
from portal.clock import LONDON
from portal.questionnaire.answers import Answers
from tests.factories.accounts import UserFactory
from tests.factories.orgs import LocalAuthorityOrganisationFactory, OrganisationFactory
from tests.factories.supported_housing import LocationFactory, SchemeFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 5, 12, tzinfo=LONDON)


def test_organisations_and_assignees() -> None:
    absorbing = OrganisationFactory(name="Big Homes", available_from=date(2026, 6, 1), signed=True)
    merged = OrganisationFactory(
        merge_date=date(2026, 6, 1), absorbing_organisation=absorbing, rent_period_codes=[1, 2]
    )
    council = LocalAuthorityOrganisationFactory()
    user = UserFactory(organisation=absorbing)
    log = {"owning_organisation_id": merged.pk, "managing_organisation_id": absorbing.pk, "assigned_to_id": user.pk}
    ctx = context_for([log, {"owning_organisation_id": str(council.pk)}], now=NOW)
    facts = ctx.organisations[merged.pk]
    assert (facts.provider_type, facts.merge_date, facts.absorbing_name) == ("PRP", date(2026, 6, 1), "Big Homes")
    assert (facts.rent_periods, facts.agreement_signed) == ({1, 2}, False)
    assert ctx.organisations[absorbing.pk].absorbed_ids == {merged.pk}
    assert ctx.organisations[absorbing.pk].agreement_signed
    assert ctx.provider_type(Answers(owning_organisation_id=council.pk)) == "LA"
    assert ctx.users[user.pk].belongs_to(merged.pk, None)


def test_places_and_rents() -> None:
    old = LocalAuthority.objects.update_or_create(
        code="E08000016", defaults={"name": "Barnsley", "start_date": date(2021, 4, 1), "end_date": date(2025, 3, 31)}
    )[0]
    new = LocalAuthority.objects.update_or_create(
        code="E08000038", defaults={"name": "Barnsley", "start_date": date(2025, 4, 1), "end_date": None}
    )[0]
    LocalAuthorityLink.objects.get_or_create(local_authority=old, linked_local_authority=new)
    PostcodeArea.objects.update_or_create(postcode="SW1A1AA", defaults={"la": "E09000033"})
    limits = {"soft_min": 1, "soft_max": 2, "hard_min": 0, "hard_max": 3}
    for la in ("E08000038", "E09000033", "E06000001"):
        RentRange.objects.update_or_create(start_year=2026, la=la, beds=0, lettype=2, defaults=limits)
    location = LocationFactory(location_code="E08000016")
    log = {"scheme_id": location.scheme_id, "location_id": location.pk, "ppostcode_full": "sw1a 1aa"}
    ctx = context_for([log], now=NOW)
    assert ctx.postcode_area("SW1A 1AA") == "E09000033"
    assert ctx.areas.of_location("E08000016", 2026) == "E08000038"
    assert ctx.facts_for(Answers(log))["scheme.active_locations"] == 1
    found = ctx.rent_ranges.get(RentKey(2026, "E08000038", 0, 2))
    assert found is not None
    assert found.hard_max == Decimal(3)
    assert ctx.rent_ranges.get(RentKey(2026, "E09000033", 0, 2)) is not None
    assert ctx.rent_ranges.get(RentKey(2026, "E06000001", 0, 2)) is None


def test_a_whole_file_costs_no_more_queries_than_one_log() -> None:
    def log() -> dict[str, object]:
        scheme = SchemeFactory()
        place = LocationFactory(scheme=scheme)
        org = OrganisationFactory()
        return {
            "owning_organisation_id": scheme.owning_organisation_id,
            "managing_organisation_id": org.pk,
            "assigned_to_id": UserFactory(organisation=org).pk,
            "scheme_id": scheme.pk,
            "location_id": place.pk,
            "postcode_full": "M1 1AE",
        }

    logs = [log() for _ in range(6)]
    with CaptureQueriesContext(connection) as one:
        context_for(logs[:1], now=NOW)
    with CaptureQueriesContext(connection) as many:
        context_for(logs, now=NOW)
    assert len(many) == len(one) <= 18


def test_nonsense_ids_name_nothing() -> None:
    ctx = context_for([{"owning_organisation_id": "x", "scheme_id": "", "location_id": None}], now=NOW)
    assert (ctx.organisations, ctx.schemes, ctx.locations) == ({}, {}, {})


def test_the_day_is_that_of_england() -> None:
    ctx = context_for([], now=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert ctx.today == date(2026, 7, 1)
    assert ctx.open_dates.last == date(2027, 3, 31)
