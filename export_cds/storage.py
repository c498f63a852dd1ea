"""A folder as the store: what stands there under a name is always a whole file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible
class FolderStorage(FileSystemStorage):
    """Writes beside the final name and renames, and replaces a file of the same name."""

    def __init__(self, location: str | Path | None = None, **options: Any) -> None:
        options.setdefault("file_permissions_mode", 0o640)
        super().__init__(location, **{**options, "allow_overwrite": True})

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(beside, self.file_permissions_mode or 0o640)
            os.replace(beside, target)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        return name
