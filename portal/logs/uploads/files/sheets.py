"""Workbooks, read in a child process with limits on memory and time; formulas give their last values."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from portal.logs.uploads.files.table import IN_FRONT, FileError, Table
from portal.logs.uploads.limits import LIMITS

_ROOT = Path(__file__).resolve().parents[4]
_TOO_MANY = {
    "too_many_rows": f"The sheet has more than {LIMITS.rows:,} rows, or a cell far below them. "
    "Delete the rows below the last one and upload it again.",
    "too_many_columns": f"The sheet has more than {LIMITS.columns} columns, or a cell far to the right. "
    "Delete the columns behind the last one and upload it again.",
}
MACROS = "The workbook holds macros; they were not run."


def read_sheet(content: bytes, format_: str) -> Table:
    """The cells of the first sheet."""
    with tempfile.NamedTemporaryFile(suffix=f".{'ods' if format_ == 'ods' else 'xlsx'}") as file:
        file.write(content)
        file.flush()
        found = _read_in_child(file.name)
    if problem := found.get("problem"):
        raise FileError(problem, _TOO_MANY[problem])
    rows: list[list[str | None]] = found["rows"]
    for number, cells in enumerate(rows, 1):
        if any(cell is not None and "\x00" in cell for cell in cells):
            raise FileError("nul", f"Row {number} of the sheet holds a character that no text has. Correct it there.")
    notes = [*([MACROS] if format_ == "xlsm" else []), *found["notes"]]
    return Table(rows, list(range(1, len(rows) + 1)), notes, format_)


def _read_in_child(path: str) -> dict[str, Any]:
    numbers = (LIMITS.memory, LIMITS.seconds, LIMITS.rows + LIMITS.header_within, LIMITS.columns + len(IN_FRONT))
    command = [sys.executable, "-m", "portal.logs.uploads.files.child", path, *map(str, numbers)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the name of the file is ours
            command, cwd=_ROOT, capture_output=True, timeout=LIMITS.seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise FileError("too_slow", f"The workbook could not be read within {LIMITS.seconds} seconds.") from error
    if done.returncode:
        text = "The workbook cannot be read: it is damaged, or a cell far from the rows makes it too large."
        raise FileError("unreadable", f"{text} Copy the rows to a new workbook, or save it as CSV, and upload that.")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
