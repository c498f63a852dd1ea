"""Who asks for a page of a log."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import User


def person_of(request: HttpRequest) -> User:
    """Behind the admin's door everybody is one of our people."""
    assert isinstance(request.user, User)
    return request.user
