"""How large a file may be; the pages say these numbers, so they stand nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What is accepted, and what reading it may cost."""

    bytes: int = 25 * MEGABYTE
    rows: int = 20_000
    columns: int = 400
    header_within: int = 15
    unzipped: int = 300 * MEGABYTE
    ratio: int = 200
    parts: int = 2_000
    memory: int = 1024 * MEGABYTE
    seconds: int = 30
    longest_cell: int = 32_767

    @property
    def words(self) -> str:
        """For the page that asks for a file."""
        return f"up to {self.bytes // MEGABYTE} MB, {self.rows:,} rows and {self.columns} columns"


LIMITS = Limits()
CHUNK = 250
