"""Reading the world around logs of either kind in a fixed number of queries, however many logs there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from accounts.models import User
from orgs.models import LocalAuthority, LocalAuthorityLink, Organisation, OrganisationRentPeriod
from orgs.names import name_today
from portal.addresses.services import postcode_service
from portal.logs.facts import Area, Areas, AssigneeFacts, OpenDates, OrganisationFacts
from portal.parameters import whole_number
from portal.windows.dates import Windows

_PROVIDER_TYPES = {1: "LA", 2: "PRP"}


def named_in(logs: Sequence[Mapping[str, Any]], *fields: str) -> set[Any]:
    """Every value that these fields have in any of the logs."""
    return {value for log in logs for name in fields if (value := log.get(name)) is not None and value != ""}


def ids_in(logs: Sequence[Mapping[str, Any]], *fields: str) -> set[int]:
    """Ids among the answers; text that is no number (it is told to the user as such) names nothing."""
    found = (whole_number(str(value).strip()) for value in named_in(logs, *fields))
    return {number for number in found if number is not None}


def open_dates(windows: Windows, today: date) -> OpenDates:
    """The dates a log may be given today, from the collection windows."""
    first_for_new, last = windows.allowed_log_dates(today, changing=False)
    first_for_saved, _ = windows.allowed_log_dates(today, changing=True)
    return OpenDates(first_for_new, first_for_saved, last)


def organisations_and_users(
    ids: set[int], people: set[int]
) -> tuple[dict[int | None, OrganisationFacts], dict[int | None, AssigneeFacts]]:
    """Facts of these organisations and of the people that logs are assigned to, in one query.

    Of a person only the organisation counts, so people are read with theirs.
    """
    if not ids and not people:
        return {}, {}
    periods = OrganisationRentPeriod.objects.filter(organisation=OuterRef("pk")).order_by()
    assigned = User.objects.filter(pk__in=people).order_by()
    named = Organisation.objects.filter(pk__in=ids).order_by().values("pk")
    found = (
        Organisation.objects.filter(pk__in=named.union(assigned.values("organisation")))
        .with_agreement_signed()
        .annotate(name_now=name_today(), absorber_now=name_today("absorbing_organisation"))
        .annotate(period_codes=ArraySubquery(periods.values("rent_period")), absorbed=_absorbed())
        .annotate(assigned=ArraySubquery(assigned.filter(organisation=OuterRef("pk")).values("pk")))
        .order_by()
    )
    rows = list(found)
    return {org.pk: _facts(org) for org in rows}, {
        person: AssigneeFacts(person, org.pk, frozenset(org.absorbed)) for org in rows for person in org.assigned or ()
    }


def _absorbed() -> ArraySubquery:
    absorbed = Organisation.objects.filter(absorbing_organisation=OuterRef("pk")).order_by()
    return ArraySubquery(absorbed.values("pk"))


def _facts(org: Any) -> OrganisationFacts:
    return OrganisationFacts(
        id=org.pk,
        name=org.name_now,
        provider_type=_PROVIDER_TYPES.get(org.provider_type),
        holds_own_stock=org.holds_own_stock,
        merge_date=org.merge_date,
        absorbing_id=org.absorbing_organisation_id,
        absorbing_name=org.absorber_now or "",
        absorbed_ids=frozenset(org.absorbed),
        available_from=org.available_from,
        agreement_signed=org.agreement_signed,
        rent_periods=frozenset(org.period_codes),
    )


def areas() -> Areas:
    """All local authorities in the order of their records, with what follows what, in one query."""
    links = LocalAuthorityLink.objects.filter(local_authority=OuterRef("pk")).order_by("pk")
    linked = ArraySubquery(links.values("linked_local_authority__code"))
    rows = LocalAuthority.objects.order_by("pk").annotate(linked=linked)
    found = list(rows.values_list("code", "name", "start_date", "end_date", "linked"))
    return Areas.of((Area(*row[:4]) for row in found), ((row[0], other) for row in found for other in row[4]))


def postcode_areas(postcodes: Iterable[str]) -> dict[str, str]:
    """The area of each postcode, by the postcode without spaces: one query where the directory is loaded."""
    return postcode_service().lookup_many(postcodes)
