"""Turns a row of the list into words: the first line of a template is the subject, the rest the message."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.text import Truncator

from accounts import links
from accounts.mail.words import plain_words
from accounts.models.mail import SentEmail
from accounts.second_factor import codes

OURS = {"page", "address"}
"""Parameters that are places of the portal; all others hold what people typed."""
NAME = 70
SUBJECT_LENGTH = 200
"""Long names of several organisations would make a subject that no mail service takes."""


def compose(email: SentEmail) -> tuple[str, str]:
    """Subject and text. Links and codes are made here, and nowhere else, so that they are never at rest."""
    template: Any = get_template(f"mail/{email.template}.txt")
    words = {name: value if name in OURS else plain_words(value) for name, value in email.parameters.items()}
    plain = Context({**words, **_context(email)}, autoescape=False)  # text, not HTML: "&" stays "&"
    subject, _, body = template.template.render(plain).strip().partition("\n")
    return Truncator(subject.strip()).chars(SUBJECT_LENGTH), body.strip() + "\n"


def site_address(path: str = "/") -> str:
    return getattr(settings, "SITE_URL", "http://localhost:8000").rstrip("/") + path


def link_address(secret: str) -> str:
    """Where the holder of the secret chooses a password or confirms an address."""
    return site_address(reverse("accounts:link", args=[secret]))


def _context(email: SentEmail) -> dict[str, Any]:
    context: dict[str, Any] = {"home": site_address(), "site": site_address("")}
    if email.user is not None:
        context["user"] = {"name": plain_words(email.user.name, most=NAME), "email": email.user.email}
    if email.link is not None:
        secret = links.mint(email.link)
        context["link"] = link_address(secret)
    if email.template == "security_code" and email.user is not None:
        context["code"] = codes.new_email_code(email.user)
    return context
