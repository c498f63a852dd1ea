"""Schemes and locations that say the same (after a merger, docs/domain/organisations.md#4.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from django.utils.timezone import localtime

from portal.clock import today
from portal.windows import load_windows
from supported_housing import codes
from supported_housing.models import Location, Scheme

if TYPE_CHECKING:
    from orgs.models import Organisation

COMPARED = (
    "scheme_type",
    "registered_under_care_act",
    "primary_client_group",
    "secondary_client_group",
    "has_other_client_group",
    "support_type",
    "intended_stay",
)
T = TypeVar("T", Scheme, Location)


def duplicate_schemes(organisation: Organisation) -> list[list[Scheme]]:
    """Sets of its schemes equal in everything that is exported of them."""
    complete = (
        scheme
        for scheme in Scheme.objects.kept().filter(owning_organisation=organisation).order_by("id")
        if all(
            getattr(scheme, name) is not None
            or (name == "secondary_client_group" and scheme.has_other_client_group == codes.YesNo.NO)
            for name in COMPARED
        )
    )
    return _sets(complete, COMPARED)


def duplicate_locations(organisation: Organisation) -> list[list[Location]]:
    """Sets of locations of one scheme with the same postcode and mobility standard."""
    rows = (
        Location.objects.kept()
        .filter(scheme__owning_organisation=organisation, mobility_type__isnull=False)
        .exclude(postcode="")
        .select_related("scheme")
        .order_by("id")
    )
    return _sets(rows, ("scheme_id", "postcode", "mobility_type"))


def has_duplicates_to_review(organisation: Organisation) -> bool:
    """After a recent merger, until somebody confirmed that the duplicates were dealt with."""
    mergers = organisation.absorbed_organisations.filter(discarded_at=None).order_by("-merge_date")
    last_merger = mergers.values_list("merge_date", flat=True).first()
    if last_merger is None or last_merger < load_windows().earliest_editable(today()):
        return False
    reviewed = organisation.schemes_deduplicated_at
    if reviewed is not None and localtime(reviewed).date() > last_merger:
        return False
    return bool(duplicate_schemes(organisation) or duplicate_locations(organisation))


def _sets(rows: Iterable[T], names: tuple[str, ...]) -> list[list[T]]:
    groups: dict[tuple[object, ...], list[T]] = defaultdict(list)
    for row in rows:
        groups[tuple(getattr(row, name) for name in names)].append(row)
    return [group for group in groups.values() if len(group) > 1]
