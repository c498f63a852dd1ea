"""Turns a row of the list into words: the first line of a template is the subject, the rest the message."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.text import Truncator

from accounts import links
from accounts.models.mail import SentEmail
from accounts.second_factor import codes

SUBJECT_LENGTH = 200
"""Long names of several organisations would make a subject that no mail service takes."""


def compose(email: SentEmail) -> tuple[str, str]:
    """Subject and text. Links and codes are made here, and nowhere else, so that they are never at rest."""
    template: Any = get_template(f"mail/{email.template}.txt")
    plain = Context({**email.parameters, **_context(email)}, autoescape=False)  # text, not HTML: "&" stays "&"
    subject, _, body = template.template.render(plain).strip().partition("\n")
    return Truncator(subject.strip()).chars(SUBJECT_LENGTH), body.strip() + "\n"


def site_address(path: str = "/") -> str:
    return getattr(settings, "SITE_URL", "http://localhost:8000").rstrip("/") + path


def _context(email: SentEmail) -> dict[str, Any]:
    context: dict[str, Any] = {"home": site_address(), "site": site_address(""), "user": email.user}
    if email.link is not None:
        secret = links.mint(email.link)
        context["link"] = site_address(reverse("accounts:link", args=[secret]))
    if email.template == "security_code" and email.user is not None:
        context["code"] = codes.new_email_code(email.user)
    return context
