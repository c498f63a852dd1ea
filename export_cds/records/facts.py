"""What a record tells beside the answers of its log: small typed values, read for many logs at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ID_OFFSET = 300_000_000_000
"""Ids of this service start here for the department, above all ids of the service before it."""


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """An owning or managing organisation. `names` are (first day as ISO text, name), oldest first."""

    id: int
    name: str
    provider_type: int | None = None
    registration_no: str | None = None
    old_visible_id: str | None = None
    names: tuple[tuple[str, str], ...] = ()

    @property
    def visible_id(self) -> str | int:
        """The id by which the department knows the organisation in lettings."""
        return self.old_visible_id or self.id + ID_OFFSET

    def name_on(self, day: str | None) -> str:
        """The name in force on an ISO day."""
        name = self.name
        if day is not None:
            for first_day, new_name in self.names:
                if first_day > day:
                    break
                name = new_name
        return name


@dataclass(frozen=True, slots=True)
class UserFacts:
    id: int
    email: str


@dataclass(frozen=True, slots=True)
class SchemeFacts:
    """The scheme of a letting; `units` is the sum over all its locations, `status` that of the start date."""

    id: int
    status: str | None = None
    sensitive: int | None = None
    primary_client_group: str | None = None
    secondary_client_group: str | None = None
    intended_stay: str | None = None
    arrangement_type: str | None = None
    registered_under_care_act: int | None = None
    scheme_type: int | None = None
    support_type: int | None = None
    units: int = 0


@dataclass(frozen=True, slots=True)
class LocationFacts:
    """The location of a letting; `la` is its area in the letting's collection year."""

    id: int
    status: str | None = None
    postcode: str | None = None
    la: str | None = None
    type_of_unit: int | None = None
    mobility_type: str | None = None
    old_visible_id: str | None = None
    units: int | None = None


@dataclass(slots=True)
class LogFacts:
    """The world around one log. Moments may be datetimes, or text that is already in its final form."""

    id: int
    year: int
    status: int
    created_at: Any
    updated_at: Any
    discarded_at: Any = None
    creation_method: int = 1
    old_form_id: int | None = None
    bulk_upload_id: int | None = None
    duplicate_set_id: int | None = None
    owner: OrganisationFacts | None = None
    manager: OrganisationFacts | None = None
    assigned_to: UserFacts | None = None
    created_by: UserFacts | None = None
    amended_by: UserFacts | None = None
    scheme: SchemeFacts | None = None
    location: LocationFacts | None = None
    area_names: Mapping[str, str] = field(default_factory=dict)
