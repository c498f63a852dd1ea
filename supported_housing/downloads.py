"""The CSV downloads of schemes and locations: columns and order are those the collection has always had."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from portal.clock import LONDON, today
from portal.windows import load_windows
from supported_housing.availability import in_words, location_availability, scheme_availability
from supported_housing.build_facts import scheme_facts
from supported_housing.confidential import CONFIDENTIAL, tells_where
from supported_housing.current_facts import WITH_FACTS, current_status
from supported_housing.models import Scheme

KINDS = {"schemes": "schemes", "locations": "locations", "combined": "schemes-and-locations"}
SCHEME_COLUMNS = (
    "scheme_code",
    "scheme_service_name",
    "scheme_status",
    "scheme_confidential",
    "scheme_type",
    "scheme_registered_under_care_act",
    "scheme_owning_organisation_name",
    "scheme_support_services_provided_by",
    "scheme_primary_client_group",
    "scheme_has_other_client_group",
    "scheme_secondary_client_group",
    "scheme_support_type",
    "scheme_intended_stay",
    "scheme_created_at",
    "scheme_active_dates",
)
LOCATION_COLUMNS = (
    "location_code",
    "location_postcode",
    "location_name",
    "location_status",
    "location_local_authority",
    "location_units",
    "location_type_of_unit",
    "location_mobility_type",
    "location_active_dates",
)


def columns_of(kind: str) -> tuple[str, ...]:
    if kind == "schemes":
        return SCHEME_COLUMNS
    if kind == "locations":
        return ("scheme_code", *LOCATION_COLUMNS)
    return (*SCHEME_COLUMNS, *LOCATION_COLUMNS)


def rows(kind: str, schemes: QuerySet[Scheme], user: User | None = None) -> Iterator[tuple[Any, ...]]:
    """Deleted schemes and locations are left out (Q10). Without a user they are for the department, with every postcode."""
    windows, day = load_windows(), today()
    ordered = (
        schemes.select_related("owning_organisation")
        .prefetch_related(*WITH_FACTS, "owning_organisation__name_changes")
        .order_by("id")
    )
    for scheme in ordered.iterator(chunk_size=500):
        facts, _ = scheme_facts(scheme, windows=windows, today=day)
        of_scheme = _scheme_row(scheme, facts, day)
        if kind == "schemes":
            yield of_scheme
            continue
        shows_where = user is None or tells_where(user, scheme)
        by_id = {place.pk: place for place in scheme.locations.all()}
        for place in sorted(facts.locations, key=lambda place: place.id):
            of_location = _location_row(by_id[place.id], place, day, shows_where)
            yield (of_scheme[0], *of_location) if kind == "locations" else (*of_scheme, *of_location)


def _scheme_row(scheme: Scheme, facts: Any, day: Any) -> tuple[Any, ...]:
    return (
        scheme.code,
        scheme.service_name,
        current_status(facts, day).value,
        scheme.get_sensitive_display(),
        scheme.get_scheme_type_display(),
        scheme.get_registered_under_care_act_display(),
        scheme.owning_organisation.name_on(day),
        scheme.get_arrangement_type_display(),
        scheme.get_primary_client_group_display(),
        scheme.get_has_other_client_group_display(),
        scheme.get_secondary_client_group_display(),
        scheme.get_support_type_display(),
        scheme.get_intended_stay_display(),
        scheme.created_at.astimezone(LONDON).isoformat(timespec="seconds"),
        in_words(scheme_availability(facts)),
    )


def _location_row(location: Any, facts: Any, day: Any, shows_where: bool) -> tuple[Any, ...]:
    return (
        location.pk,
        location.postcode if shows_where else CONFIDENTIAL,
        location.name,
        current_status(facts, day).value,
        location.location_admin_district,
        location.units,
        location.get_type_of_unit_display(),
        location.get_mobility_type_display(),
        in_words(location_availability(facts)),
    )
