"""The one way from bytes to a table."""

from __future__ import annotations

from portal.logs.uploads.files.sheets import read_sheet
from portal.logs.uploads.files.sniff import format_of
from portal.logs.uploads.files.table import Table
from portal.logs.uploads.files.text import read_text


def read_table(content: bytes, encoding: str = "") -> Table:
    """The cells of a file, whatever it is called; FileError when it cannot be taken."""
    found = format_of(content)
    return read_text(content, encoding) if found == "csv" else read_sheet(content, found)
