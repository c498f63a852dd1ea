"""Elements of an organisation."""

from __future__ import annotations

from export_cds.fields.element import Element, Form

_FORMS = {
    "holds_own_stock": Form.BOOLEAN,
    "active": Form.BOOLEAN,
    "merge_date": Form.DATETIME,
    "available_from": Form.DATETIME,
    "deleted_at": Form.DATETIME,
    "dsa_signed": Form.BOOLEAN,
    "dsa_signed_at": Form.DATETIME,
}
_NAMES = """
    id name phone provider_type address_line1 address_line2 postcode holds_own_stock active
    housing_registration_no old_org_id old_visible_id merge_date absorbing_organisation_id available_from
    profit_status group deleted_at dsa_signed dsa_signed_at dpo_email status
"""

ELEMENTS: tuple[Element, ...] = tuple(Element(name, name, _FORMS.get(name, Form.RAW)) for name in _NAMES.split())
