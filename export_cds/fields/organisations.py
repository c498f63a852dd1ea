"""Elements of an organisation."""

from __future__ import annotations

from export_cds.fields.element import Element, Kind

_KINDS = {
    "holds_own_stock": Kind.BOOLEAN,
    "active": Kind.BOOLEAN,
    "merge_date": Kind.DATETIME,
    "available_from": Kind.DATETIME,
    "deleted_at": Kind.DATETIME,
    "dsa_signed": Kind.BOOLEAN,
    "dsa_signed_at": Kind.DATETIME,
}
_NAMES = """
    id name phone provider_type address_line1 address_line2 postcode holds_own_stock active
    housing_registration_no old_org_id old_visible_id merge_date absorbing_organisation_id available_from
    profit_status group deleted_at dsa_signed dsa_signed_at dpo_email status
"""

ELEMENTS: tuple[Element, ...] = tuple(Element(name, name, _KINDS.get(name, Kind.RAW)) for name in _NAMES.split())
