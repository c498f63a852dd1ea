"""Files for tests, made from rows that the reference takes as they are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from tests.reference_cases.paths import cases

SIZES = {("lettings", 2025): 129, ("lettings", 2026): 147, ("sales", 2025): 121, ("sales", 2026): 136}
BASE = {"lettings": "general_needs", "sales": "shared_initial"}
ORGANISATIONS = {"lettings": ("1", "2", "3"), "sales": ("4", "5", "6")}


@cache
def _base_rows(log_type: str, year: int) -> Mapping[str, Any]:
    return json.loads(cases(f"bulk_{log_type}_{year}.json").read_text(encoding="utf-8"))["base_rows"]


def row(
    organisation: Any, log_type: str = "lettings", year: int = 2026, base: str = "", **cells: str
) -> dict[int, str]:
    """A complete row for stock that an organisation owns and manages; `field_13="X"` changes a cell."""
    found = dict(_base_rows(log_type, year)[base or BASE[log_type]]["cells"])
    owner, manager, person = ORGANISATIONS[log_type]
    found.update({owner: f"ORG{organisation.pk}", manager: f"ORG{organisation.pk}", person: ""})
    found.update((name.removeprefix("field_"), value) for name, value in cells.items())
    return {int(number): value for number, value in found.items()}


def table(rows: Iterable[Mapping[int, str]], log_type: str = "lettings", year: int = 2026) -> list[list[str]]:
    """The cells of a file with a row of field numbers."""
    numbers = range(1, SIZES[log_type, year] + 1)
    header = ["Field number", *map(str, numbers)]
    return [header, *(["", *(cells.get(number, "") or "" for number in numbers)] for cells in rows)]


def as_csv(cells: Iterable[Iterable[str]], delimiter: str = ",") -> bytes:
    """The same as a file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(cells)
    return out.getvalue().encode()
