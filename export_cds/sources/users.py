"""Users, from rows to records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from accounts.models import User
from accounts.roles import Role
from export_cds.fields.element import Present
from export_cds.fields.users import ELEMENTS
from export_cds.records.render import Renderer


def user_values(user: User, day: date) -> dict[str, Any]:
    """What the department knows of a person; the role is told as a word."""
    return {
        "id": user.pk,
        "email": user.email,
        "name": user.name,
        "organisation_id": user.organisation_id,
        "sign_in_count": user.sign_in_count,
        "last_sign_in_at": user.last_sign_in_at,
        "role": None if user.role is None else Role(user.role).name.lower(),
        "phone": user.phone,
        "is_dpo": user.is_dpo,
        "is_key_contact": user.is_key_contact,
        "active": user.active,
        "organisation_name": user.organisation.name_on(day),
        "extension_number": user.phone_extension,
    }


class UserSource:
    """Records of users, deactivated and deleted ones too."""

    def __init__(self, day: date) -> None:
        self._day = day
        self.renderer = Renderer(ELEMENTS)

    def records(self, ids: Sequence[int]) -> list[str]:
        """The records with these ids, in this order."""
        rows = (
            User._base_manager.select_related("organisation")
            .prefetch_related("organisation__name_changes")
            .in_bulk(ids)
        )
        return [self.renderer.xml(user_values(rows[one], self._day), Present.ALWAYS) for one in ids]
