"""What the home page tells people to do: each room registers its own, in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.words import counted

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Task:
    """Something that waits for customer support, with the list it is done from."""

    text: str
    href: str


@dataclass(frozen=True)
class Blocker:
    """Something to do before a person's work can go on."""

    text: str
    link_text: str
    href: str


SupportTasks = Callable[[], Iterable[Task]]
Blockers = Callable[["User"], Iterable[Blocker]]
_TASKS: list[SupportTasks] = []
_BLOCKERS: list[Blockers] = []


def register_support_tasks(find: SupportTasks) -> None:
    """What may wait for customer support in this room."""
    _TASKS.append(find)


def register_blockers(find: Blockers) -> None:
    """What may keep people of an organisation from working."""
    _BLOCKERS.append(find)


def support_tasks() -> list[Task]:
    """Of all rooms, in the order of the installed applications."""
    return [task for find in _TASKS for task in find()]


def blockers(user: User) -> list[Blocker]:
    """Of all rooms; people of the department, who work on everybody's records, have none."""
    return [] if user.is_privileged else [blocker for find in _BLOCKERS for blocker in find(user)]


def waiting(number: int, what: str, rest: str, href: str) -> list[Task]:
    """`2 merges have not been carried out yet`; nothing when there is none."""
    return [Task(f"{counted(number, what)} {'has' if number == 1 else 'have'} {rest}", href)] if number else []
