"""Pages about one log that upper rooms bring: each registers its tab in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse

if TYPE_CHECKING:
    from accounts.models import User
    from portal.logs.models import Log


@dataclass(frozen=True)
class LogTab:
    """A page of every log; `view` gets the log's admin, the request and `log_id`, and checks the rights itself."""

    text: str
    name: str
    """The end of its URL name and of its address."""
    view: Callable[..., HttpResponse]
    shown_to: Callable[[User], bool]


_TABS: list[LogTab] = []


def register_tab(tab: LogTab) -> None:
    """Called from `AppConfig.ready`."""
    _TABS.append(tab)


def registered_tabs() -> tuple[LogTab, ...]:
    """In the order of the installed applications."""
    return tuple(_TABS)


@dataclass(frozen=True, slots=True)
class LogNotice:
    """Something to know about a log before going on, with the page that says more."""

    text: str
    link_text: str
    href: str


_NOTICES: list[Callable[[Log], LogNotice | None]] = []


def register_notice(find: Callable[[Log], LogNotice | None]) -> None:
    """Called from `AppConfig.ready`; asked each time the task list of a log is shown."""
    _NOTICES.append(find)


def notices_of(log: Log) -> list[LogNotice]:
    """What upper rooms have to say about the log."""
    return [notice for find in _NOTICES if (notice := find(log))]
