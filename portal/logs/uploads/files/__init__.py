"""From the bytes of a file to a table of cells: nothing is guessed silently, and no byte is dropped."""

from portal.logs.uploads.files.read import read_table
from portal.logs.uploads.files.table import FileError, Table

__all__ = ["FileError", "Table", "read_table"]
