"""Importing a file, from a page or by command: the same checks, all or nothing per file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from portal.reference.files import Unreadable, read_csv
from portal.reference.resources import FileResource
from portal.reference.words import Change, Problem


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of one file, or would come of it."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """The same for the same changes to the same records."""
        text = json.dumps([asdict(change) for change in self.changes], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def load_file(resource: FileResource, path: Path, **kwargs: Any) -> Loaded:
    return load_bytes(resource, path.read_bytes(), **kwargs)


def load_bytes(
    resource: FileResource,
    data: bytes,
    *,
    dry_run: bool = False,
    tell: Callable[[int, int], None] | None = None,
    **kwargs: Any,
) -> Loaded:
    """Nothing of the file is saved when anything is wrong with it. `tell` gets the rows read and to read."""
    try:
        file = read_csv(data)
    except Unreadable as error:
        return Loaded(problems=[Problem(0, str(error))])
    total = len(file.lines)
    result = resource.import_data(
        file.dataset,
        dry_run=dry_run,
        use_transactions=True,
        rollback_on_validation_errors=True,
        lines=file.lines,
        tell=(lambda done: tell(done, total)) if tell else None,
        **kwargs,
    )
    problems = _problems(resource, result, file.lines)
    if problems:
        return Loaded(problems=problems)
    changes = [
        Change(file.lines[change.row - 1], change.record, change.cells, change.effects) for change in resource.changes
    ]
    return Loaded(result.totals["new"], result.totals["update"], result.totals["skip"], changes=changes)


def _problems(resource: FileResource, result: Any, lines: list[int]) -> list[Problem]:
    """Mistakes of the file; a mistake of the program is not made one of theirs."""
    whole = [
        Problem(0, text)
        for one in result.base_errors
        if isinstance(one.error, ValidationError)
        for text in one.error.messages
    ]
    if whole:
        return whole  # the library goes on to look for columns that a refused file has not got
    for failure in [*result.base_errors, *(error for _row, errors in result.row_errors() for error in errors)]:
        raise failure.error
    return [
        Problem(lines[row.number - 1], text, column)
        for row in result.invalid_rows
        for column, text in resource.words_of(row.error)
    ]
