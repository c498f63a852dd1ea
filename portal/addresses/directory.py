"""Loading the national postcode directory: 2.7 million rows by COPY, swapped in at the end."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from portal.addresses.postcodes import compact_postcode, is_valid_postcode

POSTCODE_COLUMNS = ("pcds", "pcd7", "pcd8", "pcd", "pcd2", "postcode")
AREA_COLUMN = re.compile(r"^(oslaua|laua|la|lad\d\dcd|ladcd|admin_district_code)$")
REAL_AREA = re.compile(r"^[EWSN]\d{8}$")
LARGEST_FIELD = 1_000_000
MISTAKES_KEPT = 20
TABLE = "portal_postcodearea"


class DirectoryError(Exception):
    """The file is not a postcode directory, or holds a postcode twice."""


@dataclass(slots=True)
class Loaded:
    rows: int = 0
    without_area: int = 0
    mistakes: list[str] = field(default_factory=list)
    mistake_count: int = 0


def load_directory(path: Path) -> Loaded:
    """Replaces the table by the file's rows. The old rows answer until the new ones are complete."""
    loaded = Loaded()
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines, transaction.atomic():
        rows = _rows(lines, loaded)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}_new")
            cursor.execute(f"CREATE TABLE {TABLE}_new (LIKE {TABLE} INCLUDING DEFAULTS)")
            with cursor.copy(f"COPY {TABLE}_new (postcode, la) FROM STDIN") as copy:
                for chunk in _chunks(rows):
                    copy.write(chunk)
            if loaded.rows == 0:
                raise DirectoryError("The file has no usable row, so nothing was changed.")
            _swap(cursor)
    return loaded


def _rows(lines: Iterator[str], loaded: Loaded) -> Iterator[tuple[str, str]]:
    csv.field_size_limit(LARGEST_FIELD)
    reader = csv.reader(lines)
    header = [name.strip().lower() for name in next(reader, [])]
    postcode_at = next((header.index(name) for name in POSTCODE_COLUMNS if name in header), None)
    area_at = next((at for at, name in enumerate(header) if AREA_COLUMN.match(name)), None)
    if postcode_at is None or area_at is None:
        raise DirectoryError("The file needs a column with postcodes (pcds) and one with authorities (oslaua).")
    last = max(postcode_at, area_at)
    for number, row in enumerate(reader, start=2):
        if len(row) <= last:
            _note(loaded, f"line {number}: too few columns")
            continue
        postcode, area = compact_postcode(row[postcode_at]), row[area_at].strip()
        if not REAL_AREA.match(area):  # islands outside the four countries, and postcodes without a place
            loaded.without_area += 1
        elif not is_valid_postcode(postcode):
            _note(loaded, f"line {number}: “{row[postcode_at][:20]}” is no postcode")
        else:
            loaded.rows += 1
            yield postcode, area


def _note(loaded: Loaded, mistake: str) -> None:
    loaded.mistake_count += 1
    if len(loaded.mistakes) < MISTAKES_KEPT:
        loaded.mistakes.append(mistake)


def _chunks(rows: Iterator[tuple[str, str]], size: int = 5000) -> Iterator[str]:
    """Lines of COPY text; both values are checked, so nothing needs escaping."""
    block: list[str] = []
    for postcode, area in rows:
        block.append(f"{postcode}\t{area}\n")
        if len(block) == size:
            yield "".join(block)
            block.clear()
    yield "".join(block)


def _swap(cursor: CursorWrapper) -> None:
    """The exclusive lock is held for a moment only, not while rows are loaded."""
    cursor.execute(
        f"SELECT postcode FROM {TABLE}_new GROUP BY postcode HAVING count(*) > 1 LIMIT 1"  # noqa: S608
    )
    if twice := cursor.fetchone():
        raise DirectoryError(f"The postcode {twice[0]} is in the file more than once, so nothing was changed.")
    execute = cursor.execute
    execute(f"ALTER TABLE {TABLE}_new ADD PRIMARY KEY (postcode)")
    execute(f"DROP TABLE {TABLE}")
    execute(f"ALTER TABLE {TABLE}_new RENAME TO {TABLE}")
    execute(f"ALTER INDEX {TABLE}_new_pkey RENAME TO {TABLE}_pkey")
    execute(f"ANALYZE {TABLE}")
