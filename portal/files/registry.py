"""Which kinds of file there are, and whom to tell when one is ready. The rooms that own them register them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.downloads.models import DownloadKind

if TYPE_CHECKING:
    from accounts.models import User
    from portal.files.models import PreparedFile

Line = Sequence[Any]


@dataclass(frozen=True)
class Contents:
    """What goes into one file: lines above the records, and the records one by one."""

    head: Sequence[Line]
    lines: Iterable[Line]
    count: Callable[[int | None], int]
    """How many records there are; counting may stop at the number that is given."""
    texts: frozenset[int] = frozenset()
    """Places of columns whose values are texts, such as references, also where they look like numbers."""
    as_csv: Iterable[str] | None = None
    """The records as finished lines of CSV, of a room that writes them faster than cell by cell. Read these or `lines`."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file: how it is recorded and where its lines come from."""

    name: str
    title: str
    record: DownloadKind
    contents: Callable[[User, Mapping[str, Any]], Contents]
    """The lines for this person with these parameters; PermissionDenied when the person may not have them."""


_kinds: dict[str, FileKind] = {}
Teller = Callable[["PreparedFile"], None]
_tellers: list[Teller] = []


def register_file_kind(kind: FileKind) -> None:
    """Make a kind of file known (called from `AppConfig.ready`)."""
    _kinds[kind.name] = kind


def file_kind(name: str) -> FileKind:
    """The kind that a row names."""
    return _kinds[name]


def tell_with(teller: Teller) -> None:
    """How people are told that a file is ready: the room that writes e-mails says it."""
    if teller not in _tellers:
        _tellers.append(teller)


def tell_ready(file: PreparedFile) -> None:
    """Tell whoever asked."""
    for teller in _tellers:
        teller(file)
