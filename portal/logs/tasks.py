"""What logs put on the home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import User
from portal.clock import today
from portal.logs.admin.banners import unresolved_count
from portal.logs.admin.filters import NOBODY_LEFT
from portal.logs.kinds import kinds
from portal.tasks import Blocker
from portal.theme.record_pages import model_url
from portal.windows import load_windows
from portal.words import counted

if TYPE_CHECKING:
    from portal.logs.kind import LogKind


def logs_to_reassign(user: User) -> list[Blocker]:
    """Unfinished logs of people of the organisation who cannot sign in any more, for who can give them to others."""
    if not user.is_coordinator:
        return []
    gone = User.objects.filter(Q(active=False) | Q(discarded_at__isnull=False), organisation=user.organisation_id)
    people = list(gone.values_list("pk", flat=True))
    found = []
    for kind in kinds() if people else ():
        since = load_windows().earliest_editable(today())
        logs = kind.model.objects.visible_to(user).to_be_reassigned(since).filter(assigned_to__in=people)
        if count := logs.count():
            verb = "is" if count == 1 else "are"
            text = f"{counted(count, f'{kind.log_type} log')} {verb} assigned to somebody who can no longer sign in."
            found.append(Blocker(text, "Reassign", f"{_list_of(kind)}?assigned_to={NOBODY_LEFT}"))
    return found


def _list_of(kind: LogKind) -> str:
    return model_url(kind.model)


def unresolved_logs(user: User) -> list[Blocker]:
    """Own logs that lost what was deactivated elsewhere."""
    found = []
    for kind in kinds():
        if not (count := unresolved_count(user, kind.model)):
            continue
        need = "log assigned to you needs" if count == 1 else "logs assigned to you need"
        lost = kind.words.may_lose.replace(" or ", " and ")
        text = f"{count} {kind.log_type} {need} another {lost}."
        found.append(Blocker(text, "Go to these logs", f"{_list_of(kind)}?assigned_to=you&unresolved=yes"))
    return found
