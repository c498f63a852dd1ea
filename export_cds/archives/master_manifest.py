"""The list of archives that the department reads first; it is delivered last (docs/domain/export.md#3)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from export_cds.records.text import LONDON
from portal.changes import LETTINGS, ORGANISATIONS, SALES, USERS

if TYPE_CHECKING:
    from export_cds.models import Export

HEADER = ("zip-name", "date-time zipped folder generated", "zip-file-uri")
_ORDER = (LETTINGS, SALES, USERS, ORGANISATIONS)


def master_manifest(exports: Iterable[Export]) -> str:
    """One row per archive by collection, then in the order they were made; the header alone when there is none."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for export in sorted(exports, key=lambda export: _ORDER.index(export.collection)):
        writer.writerow((export.name, _moment(export.delivered_at), export.file_name))
    return text.getvalue()


def _moment(at: datetime | None) -> str:
    assert at is not None, "only what has arrived is listed"
    return f"{at.astimezone(LONDON):%Y-%m-%d %H:%M:%S %z}"
