"""Elements of a user."""

from __future__ import annotations

from export_cds.fields.element import Element, Form

_FORMS = {
    "last_sign_in_at": Form.DATETIME,
    "is_dpo": Form.BOOLEAN,
    "is_key_contact": Form.BOOLEAN,
    "active": Form.BOOLEAN,
}
_NAMES = """
    id email name organisation_id sign_in_count last_sign_in_at role phone is_dpo is_key_contact active
    organisation_name extension_number
"""

ELEMENTS: tuple[Element, ...] = tuple(Element(name, name, _FORMS.get(name, Form.RAW)) for name in _NAMES.split())
