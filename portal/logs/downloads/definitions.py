"""What stands above the headers: the definition of each column for a year, where there is one."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.db.models import Q, QuerySet

from portal.clock import now
from portal.logs.downloads.models import VariableDefinition

_FILE = re.compile(r"(?P<log_type>[a-z]+)_download_(?P<year>[0-9]{2})_[0-9]{2}\.csv")


def definitions_of(log_type: str, year: int, headers: Sequence[str]) -> list[str]:
    """The definition of the year, else that of the nearest year before; those of later years count for nothing."""
    known: dict[str, str] = {}
    for variable, text in _standing(log_type, year, headers).values_list("variable", "definition"):
        known[variable] = text
    return [known.get(header.lower(), "") for header in headers]


def note_use(log_type: str, year: int, headers: Sequence[str]) -> None:
    """The definitions that a file shows were used now."""
    used = _standing(log_type, year, headers).values_list("variable", "pk")
    VariableDefinition.objects.filter(pk__in=dict(used).values()).update(last_accessed=now())


def _standing(log_type: str, year: int, headers: Sequence[str]) -> QuerySet[VariableDefinition]:
    """Of several definitions of a variable the one to use comes last."""
    wanted = {header.lower() for header in headers}
    up_to = VariableDefinition.objects.filter(log_type=log_type, year__lte=year, variable__in=wanted)
    return up_to.order_by("year", "-pk")


def named_for(file_name: str, log_types: Iterable[str]) -> tuple[str, int] | None:
    """Kind and year that a file of definitions is named for."""
    match = _FILE.fullmatch(file_name)
    return (match["log_type"], 2000 + int(match["year"])) if match and match["log_type"] in set(log_types) else None


def load_definitions(folder: Path, log_types: Iterable[str]) -> dict[str, int]:
    """Load the files `{kind}_download_{yy}_{yy}.csv` of a folder, oldest first; file name to how many were new."""
    known = tuple(log_types)
    found = {path: match for path in folder.glob("*.csv") if (match := _FILE.fullmatch(path.name))}
    loaded = {}
    for path, match in sorted(found.items(), key=lambda each: (each[1]["year"], each[1]["log_type"])):
        if match["log_type"] in known:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                loaded[path.name] = add_definitions(lines, log_type=match["log_type"], year=2000 + int(match["year"]))
    return loaded


class NotDefinitions(ValueError):
    """A file whose lines are no definitions, in words for whoever sent it."""


def add_definitions(lines: Iterable[str], *, log_type: str, year: int) -> int:
    """Add what is new. What is said of a variable in any year already is not said again."""
    rows = list(_rows(lines))
    variables = {variable for variable, _ in rows}
    said = set(
        VariableDefinition.objects.filter(Q(log_type=log_type) & Q(variable__in=variables)).values_list(
            "variable", "definition"
        )
    )
    new = []
    for row in rows:
        if row not in said:
            said.add(row)
            new.append(VariableDefinition(variable=row[0], definition=row[1], log_type=log_type, year=year))
    VariableDefinition.objects.bulk_create(new)
    return len(new)


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The first cell is the variable; commas in a definition were not always quoted."""
    reader = csv.reader(lines)
    longest = VariableDefinition._meta.get_field("variable").max_length or 0
    try:
        for cells in reader:
            if not cells or not cells[0].strip():
                continue
            variable, text = cells[0].strip().lower(), ",".join(cells[1:]).strip()
            if len(variable) > longest or "\0" in variable + text:
                raise NotDefinitions(f"Line {reader.line_num} does not begin with the header of a column")
            yield variable, text
    except csv.Error as error:
        raise NotDefinitions(f"Line {reader.line_num} cannot be read as CSV") from error
