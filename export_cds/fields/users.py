"""Elements of a user."""

from __future__ import annotations

from export_cds.fields.element import Element, Kind

_KINDS = {
    "last_sign_in_at": Kind.DATETIME,
    "is_dpo": Kind.BOOLEAN,
    "is_key_contact": Kind.BOOLEAN,
    "active": Kind.BOOLEAN,
}
_NAMES = """
    id email name organisation_id sign_in_count last_sign_in_at role phone is_dpo is_key_contact active
    organisation_name extension_number
"""

ELEMENTS: tuple[Element, ...] = tuple(Element(name, name, _KINDS.get(name, Kind.RAW)) for name in _NAMES.split())
