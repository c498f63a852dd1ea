"""Which tables can be imported from a file, and who reads the file. Rooms register theirs in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from portal.reference.load import Loaded, load_bytes
from portal.reference.resources import FileResource

if TYPE_CHECKING:
    from accounts.models import User

Tell = Callable[[int, int], None]


class Reader(Protocol):
    """Reads the files of an import in one transaction of the caller."""

    def __call__(
        self, files: list[bytes], *, user: User, reason: str, dry_run: bool, tell: Tell, **options: Any
    ) -> Loaded:
        """What the files change, or would change."""


@dataclass(frozen=True)
class ImportKind:
    """A table, or a way of correcting one."""

    name: str
    title: str
    """In the middle of a sentence: "Import rent ranges"."""
    read: Reader
    back: str
    """The name of the address of the list."""
    of_the_department: bool = True
    """Whether it holds nothing of an organisation, so that support need not say why it changes it."""
    in_part: bool = False
    """Whether rows without a mistake are imported although others have one."""


_kinds: dict[str, ImportKind] = {}


def register_import(kind: ImportKind) -> ImportKind:
    """Make a kind known."""
    _kinds[kind.name] = kind
    return kind


def import_kind(name: str) -> ImportKind:
    """The kind that an import names."""
    return _kinds[name]


def kind_choices() -> list[tuple[str, str]]:
    """Names and titles of all kinds."""
    return [(kind.name, kind.title[:1].upper() + kind.title[1:]) for kind in _kinds.values()]


def table(resource: type[FileResource], *, of_the_department: bool = True) -> ImportKind:
    """The import of a table from one file: all of it or nothing."""
    opts = resource._meta.model._meta

    def read(files: list[bytes], *, user: User, reason: str, dry_run: bool, tell: Tell, **options: Any) -> Loaded:
        return load_bytes(resource(), files[0], dry_run=dry_run, tell=tell, user=user, reason=reason, **options)

    return register_import(
        ImportKind(
            name=opts.label_lower,
            title=str(opts.verbose_name_plural),
            read=read,
            back=f"admin:{opts.app_label}_{opts.model_name}_changelist",
            of_the_department=of_the_department,
        )
    )
