"""Importing a file without the admin: the same resource, the same checks, all or nothing per file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.reference.files import csv_dataset
from portal.reference.resources import ReferenceResource


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of one file; nothing of it was saved when there are errors."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[str] = field(default_factory=list)


def load_file(resource: ReferenceResource, path: Path, **kwargs: Any) -> Loaded:
    return load_bytes(resource, path.read_bytes(), **kwargs)


def load_bytes(resource: ReferenceResource, data: bytes, **kwargs: Any) -> Loaded:
    result = resource.import_data(
        csv_dataset(data), use_transactions=True, rollback_on_validation_errors=True, **kwargs
    )
    errors = [f"{_words(error.error)}" for error in result.base_errors]
    for number, row_errors in result.row_errors():
        errors += [f"row {number}: {_words(error.error)}" for error in row_errors]
    errors += [f"row {row.number}: {_words(row.error)}" for row in result.invalid_rows]
    if errors:
        return Loaded(errors=errors)
    return Loaded(result.totals["new"], result.totals["update"], result.totals["skip"])


def _words(error: Exception) -> str:
    """A validation error as one sentence per field."""
    if hasattr(error, "message_dict"):
        parts = []
        for name, messages in error.message_dict.items():
            text = " ".join(messages)
            parts.append(text if name == "__all__" else f"{name}: {text}")
        return "; ".join(parts)
    if hasattr(error, "messages"):
        return "; ".join(error.messages)
    return str(error)
