"""Stores for what leaves the portal: what stands there under a name is a whole file, and it is never replaced."""

from __future__ import annotations

import hashlib
import os
import tempfile
from abc import abstractmethod
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from portal.clock import now

UNFINISHED = ".part"
ABANDONED_AFTER = timedelta(hours=6)
_BLOCK = 1 << 20


class NameTaken(Exception):
    """The store has other content under this name. Whoever put it there was first, and may have been read already."""


class ExportStore(Protocol):
    """What the export needs of a store."""

    def put_once(self, name: str, content: File[Any]) -> None:
        """Store a file under exactly this name unless there is one; the store itself decides who was first."""

    def exists(self, name: str) -> bool: ...

    def size(self, name: str) -> int: ...

    def open(self, name: str, mode: str = "rb") -> Any: ...

    @abstractmethod
    def sweep(self) -> int:
        """Remove what workers that died left unfinished; how many files."""


@deconstructible
class FolderStorage(FileSystemStorage):
    """A folder. A file is written beside its final name and linked to it, which fails when the name is taken."""

    def __init__(self, location: str | Path | None = None, **options: Any) -> None:
        options.setdefault("file_permissions_mode", 0o640)
        super().__init__(location, **options)

    def put_once(self, name: str, content: File[Any]) -> None:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(prefix=f".{target.name}.", suffix=UNFINISHED, dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(unfinished, self.file_permissions_mode or 0o640)
            os.link(unfinished, target)
        except FileExistsError as taken:
            if not same_content(self, name, content):
                raise NameTaken(f"{name} is in the store already, with other content") from taken
        finally:
            Path(unfinished).unlink(missing_ok=True)

    def sweep(self) -> int:
        oldest = (now() - ABANDONED_AFTER).timestamp()
        left = [path for path in Path(self.location).glob(f".*{UNFINISHED}") if path.stat().st_mtime < oldest]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)


def same_content(store: Any, name: str, content: File[Any]) -> bool:
    """Whether the store holds exactly this under the name."""
    if store.size(name) != content.size:
        return False
    content.seek(0)
    with store.open(name, "rb") as stored:
        return _digest(stored) == _digest(content)


def _digest(file: Any) -> bytes:
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.digest()
