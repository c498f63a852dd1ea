"""Files of rows for drills, of the newest year that takes logs today."""

from __future__ import annotations

from typing import Any

from portal.logs.kinds import kind_named
from portal.logs.uploads.delivering import Upload, deliver, open_years
from portal.logs.uploads.models import Submission
from tests.portal.logs.uploads.files import as_csv, row, table


def send_rows(person: Any, count: int) -> Submission:
    """A file of that many different lettings, given to the workers."""
    year = open_years(kind_named("lettings"))[0]
    rows = [row(person.organisation, "lettings", year, field_13=f"T{n}", field_14=f"P{n}") for n in range(count)]
    content = as_csv(table(rows, "lettings", year))
    return deliver(upload=Upload("rows.csv", content, "lettings", year), actor=person, organisation=person.organisation)
