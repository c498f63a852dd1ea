from __future__ import annotations

from typing import Any

from django import template

from accounts import notifications, staff_sessions
from portal.markdown import render_inline

register = template.Library()


@register.inclusion_tag("accounts/banner.html", takes_context=True)
def notification_banner(context: dict[str, Any]) -> dict[str, Any]:
    """The newest banner not dismissed yet, on every page but a banner's own; and the running staff session."""
    request = context.get("request")
    if request is None or not hasattr(request, "user"):
        return {}
    unread = list(notifications.unread_by(request.user)[:10])
    session = None
    if request.user.is_authenticated and request.user.is_support:
        session = staff_sessions.current(request)
    frame = {"session": session, "request": request, "csrf_token": context.get("csrf_token")}
    if not unread:
        return frame
    return {
        **frame,
        "banner": unread[0],
        "text": render_inline(unread[0].title),
        "count": len(unread),
        "may_dismiss": request.user.is_authenticated,
    }
