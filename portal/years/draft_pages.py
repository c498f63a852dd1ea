"""Pages about a draft that upper rooms bring: each registers its own in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable

from portal.years.models import Draft

DraftPage = tuple[str, Callable[[Draft], str]]
_PAGES: list[DraftPage] = []


def register_draft_page(text: str, address: Callable[[Draft], str]) -> None:
    """Called from `AppConfig.ready`: what the link says, and where it leads for a draft."""
    _PAGES.append((text, address))


def links_of(draft: Draft) -> list[tuple[str, str]]:
    """The registered pages of one draft."""
    return [(text, address(draft)) for text, address in _PAGES]
