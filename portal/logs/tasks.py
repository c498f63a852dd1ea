"""What logs put on the home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from portal.logs.admin.banners import unresolved_count
from portal.logs.kinds import kinds
from portal.tasks import Blocker

if TYPE_CHECKING:
    from accounts.models import User


def unresolved_logs(user: User) -> list[Blocker]:
    """Own logs that lost what was deactivated elsewhere."""
    found = []
    for kind in kinds():
        if not (count := unresolved_count(user, kind.model)):
            continue
        base = reverse(f"admin:{kind.model._meta.label_lower.replace('.', '_')}_changelist")
        need = "log assigned to you needs" if count == 1 else "logs assigned to you need"
        lost = kind.words.may_lose.replace(" or ", " and ")
        text = f"{count} {kind.log_type} {need} another {lost}."
        found.append(Blocker(text, "Go to these logs", f"{base}?assigned_to=you&unresolved=yes"))
    return found
