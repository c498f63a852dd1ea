"""What schemes put on the home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.clock import today
from portal.tasks import Blocker
from portal.theme.record_pages import model_url
from portal.words import counted
from supported_housing.lists import schemes_with_status
from supported_housing.models import Scheme
from supported_housing.status import Status

if TYPE_CHECKING:
    from accounts.models import User


def incomplete_schemes(user: User) -> list[Blocker]:
    """Schemes the coordinator looks after that lack answers or a complete location."""
    if not user.is_coordinator:
        return []
    incomplete = schemes_with_status(Status.INCOMPLETE, today())
    unfinished = Scheme.objects.visible_to(user).kept().filter(incomplete).count()
    if not unfinished:
        return []
    text = f"{counted(unfinished, 'scheme')} {'is' if unfinished == 1 else 'are'} incomplete and cannot be used in logs yet."
    return [Blocker(text, "Go to these schemes", model_url(Scheme, query={"status": Status.INCOMPLETE}))]
