"""Banners by customer support: which one a page shows, and to whom no longer."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Notification, NotificationDismissal
from portal.clock import now

_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^\s()<>\"]+|/[^\s()<>\"]*|mailto:[^\s()<>\"]+)\)")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")


def active() -> QuerySet[Notification]:
    at = now()
    return Notification.objects.filter(Q(end_date=None) | Q(end_date__gte=at), start_date__lte=at)


def unread_by(user: Any) -> QuerySet[Notification]:
    """Newest first. Somebody new has missed nothing; an edited banner is unread again."""
    if not user.is_authenticated:
        return active().filter(show_on_unauthenticated_pages=True)
    read = NotificationDismissal.objects.filter(user=user, at__gte=F("notification__updated_at"))
    return active().filter(updated_at__gt=user.created_at).exclude(pk__in=read.values("notification"))


def dismiss(user: Any, notification: Notification) -> None:
    NotificationDismissal.objects.update_or_create(user=user, notification=notification, defaults={"at": now()})


def render_markdown(text: str) -> SafeString:
    """The little that banners and agreements need, on escaped text: headings, lists, paragraphs, links, bold."""
    blocks = [_block(block) for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())]
    return mark_safe("\n".join(blocks))  # noqa: S308 - every piece of text went through escape


def render_inline(text: str) -> SafeString:
    return mark_safe(_inline(text))  # noqa: S308


def _block(block: str) -> str:
    lines = block.split("\n")
    heading = re.match(r"^(#{1,3}) +(.*)$", lines[0])
    if heading:
        level = max(2, len(heading[1]))
        size = {2: "m", 3: "s"}[level]
        rest = _block("\n".join(lines[1:])) if len(lines) > 1 else ""
        return f'<h{level} class="govuk-heading-{size}">{_inline(heading[2])}</h{level}>{rest}'
    if all(line.lstrip().startswith(("- ", "* ")) for line in lines):
        items = "".join(f"<li>{_inline(line.lstrip()[2:])}</li>" for line in lines)
        return f'<ul class="govuk-list govuk-list--bullet">{items}</ul>'
    return f'<p class="govuk-body">{_inline(" ".join(lines))}</p>'


def _inline(text: str) -> str:
    """Links go to web addresses, pages of ours and mailboxes only, whatever the author typed."""
    safe = _BOLD.sub(r"<strong>\1</strong>", str(escape(text)))
    return _LINK.sub(r'<a class="govuk-link" href="\2">\1</a>', safe)
