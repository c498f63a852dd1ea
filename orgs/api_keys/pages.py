"""Pages about one key that upper rooms bring: each registers its page in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse

from orgs.api_keys.models import ApiKey


@dataclass(frozen=True)
class KeyPage:
    """A page of every key; `view` gets the admin of keys, the request and `pk`, and checks the rights itself."""

    text: str
    name: str
    """The end of its URL name and of its address."""
    view: Callable[..., HttpResponse]
    is_about: Callable[[ApiKey], bool] = lambda key: True
    """Which keys link to it."""


_PAGES: list[KeyPage] = []


def register_key_page(page: KeyPage) -> None:
    """Called from `AppConfig.ready`."""
    _PAGES.append(page)


def registered_key_pages() -> tuple[KeyPage, ...]:
    """In the order of the installed applications."""
    return tuple(_PAGES)
