"""What a list of logs says above itself: what stands in the way, and what waits for the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from portal.clock import today
from portal.logs.duplicates import has_duplicates
from portal.logs.models import Log
from portal.theme.record_pages import model_url
from portal.windows.request import windows_of

if TYPE_CHECKING:
    from portal.logs.admin.base import LogAdmin


@dataclass(frozen=True, slots=True)
class Banner:
    """One thing to do, with the page where it is done."""

    text: str
    link_text: str
    href: str


def banners_of(admin: LogAdmin, request: HttpRequest) -> list[Banner]:
    """Logs of the person that lost their scheme (docs/domain/organisations.md#6.3), unless they are what the list shows."""
    if "unresolved" in request.GET or not (count := unresolved_count(request.user, admin.model)):
        return []
    href = model_url(admin.model, query={"assigned_to": "you", "unresolved": "yes"})
    return [Banner(unresolved_words(admin.model, count), "Choose again", href)]


def duplicates_notice(admin: LogAdmin, request: HttpRequest) -> HttpResponse:
    """That there are duplicates (7.4): fetched into the list afterwards, because looking for them reads many logs."""
    user: Any = request.user
    found: list[Banner] = []
    if admin.has_add_permission(request) and not user.is_support:
        since = windows_of(request).earliest_editable(today())
        if has_duplicates(admin.model, user, since):
            text = f"Some of your {admin.opts.verbose_name_plural} say the same as others."
            found.append(Banner(text, "Look at duplicates", model_url(admin.model, "all_duplicates")))
    return TemplateResponse(request, "logs/_banners.html", {"banners": found})


def unresolved_words(model: type[Log], count: int) -> str:
    """How many logs have lost what was deactivated elsewhere."""
    logs = "1 log that is assigned to you has" if count == 1 else f"{count} logs that are assigned to you have"
    return f"{logs} lost the {model.kind.words.may_lose}, because it was deactivated."


def unresolved_count(user: Any, model: type[Log]) -> int:
    """How many logs of the person wait for something to be chosen again; the department completes none."""
    if user.is_privileged or not model.kind.words.may_lose:
        return 0
    return int(model.objects.visible_to(user).filter(Q(unresolved=True), assigned_to=user).count())
