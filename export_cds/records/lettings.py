"""A letting as the department receives it (docs/domain/export.md#9, applied in its order)."""

from __future__ import annotations

from typing import Any

from export_cds.fields.element import Present
from export_cds.records.facts import ID_OFFSET, LocationFacts, LogFacts, SchemeFacts
from export_cds.records.logs import add_origin, day_text

GENERAL_NEEDS_OWN_ADDRESS_FROM = 2026
NOT_KNOWN = 1
SUPPORTED_HOUSING = 2
AGE_NOT_GIVEN = -9

_AGES = tuple((f"age{person}_known", f"age{person}") for person in range(1, 9))
_PERSONS = tuple(
    (
        f"details_known_{person}",
        {
            f"age{person}": AGE_NOT_GIVEN,
            f"sex{person}": "R",
            f"sexrab{person}": "R",
            f"relat{person}": "R",
            f"ecstat{person}": 10,
        },
    )
    for person in range(2, 9)
)


def complete_letting(values: dict[str, Any], facts: LogFacts) -> Present:
    """Bring the answers of a letting to what its elements show, and tell which of the conditional elements it has."""
    owner, manager = facts.owner, facts.manager
    get = values.get
    add_origin(values, facts, day_text(get("startdate")))
    values["log.form_id"] = facts.id + ID_OFFSET if facts.old_form_id is None else facts.old_form_id
    if owner is not None:
        values["owner.visible_id"], values["owner.registration_no"] = owner.visible_id, owner.registration_no
        values["owner.provider_type"] = owner.provider_type
    if manager is not None:
        values["manager.visible_id"], values["manager.registration_no"] = manager.visible_id, manager.registration_no
    for known, age in _AGES:
        if get(known) == NOT_KNOWN:
            values[age] = AGE_NOT_GIVEN
    if facts.location is not None:
        _place(values, facts.location, facts.year)
    supported = get("needstype") == SUPPORTED_HOUSING
    if supported:
        _supported_housing(values, facts)
    for details_known, refused in _PERSONS:
        if get(details_known) == NOT_KNOWN:
            values.update(refused)
    rent_type = get("rent_type")
    if rent_type is not None:
        values["log.renttype_detail"] = int(rent_type) + 1
    return Present.where(
        owner=owner is not None,
        manager=manager is not None,
        general_needs=not supported,
        supported=supported,
        scheme=supported and facts.scheme is not None,
        location=supported and facts.location is not None,
        rent_type=rent_type is not None,
    )


def _place(values: dict[str, Any], location: LocationFacts, year: int) -> None:
    """Where the letting is: its location's place, but from 2026 its own where it has one."""
    own_counts = year >= GENERAL_NEEDS_OWN_ADDRESS_FROM
    if not (own_counts and values.get("postcode_full")):
        values["postcode_full"] = location.postcode
    if not (own_counts and values.get("la")):
        values["la"] = location.la or values.get("la")


def _supported_housing(values: dict[str, Any], facts: LogFacts) -> None:
    values["nocharge"] = 1 if values.get("household_charge") == 1 else None
    if facts.scheme is not None:
        _scheme(values, facts.scheme)
    if facts.location is not None:
        _location(values, facts.location)


def _scheme(values: dict[str, Any], scheme: SchemeFacts) -> None:
    values.update(
        {
            "scheme.id": scheme.id,
            "scheme.status": scheme.status,
            "scheme.sensitive": 1 if scheme.sensitive == 1 else None,
            "scheme.primary_client_group": scheme.primary_client_group,
            "scheme.secondary_client_group": scheme.secondary_client_group,
            "scheme.intended_stay": scheme.intended_stay,
            "scheme.arrangement_type": scheme.arrangement_type,
            "scheme.registered_under_care_act": scheme.registered_under_care_act,
            "scheme.scheme_type": scheme.scheme_type,
            "scheme.support_type": scheme.support_type,
            "scheme.units": scheme.units,
        }
    )


def _location(values: dict[str, Any], location: LocationFacts) -> None:
    values.update(
        {
            "location.id": location.id,
            "location.status": location.status,
            "location.type_of_unit": location.type_of_unit,
            "location.mobility_type": location.mobility_type,
            "location.old_visible_id": location.old_visible_id,
            "location.units": location.units,
        }
    )
