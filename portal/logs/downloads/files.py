"""The file of a list of logs: the logs that the list shows, in the columns of one collection year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict

from orgs.areas.lookup import load_areas
from portal.clock import end_of_day
from portal.csv_files import csv_field
from portal.downloads.models import DownloadKind
from portal.files.registry import Contents, FileKind, register_file_kind
from portal.logs.downloads.cells import Finish, LogCells
from portal.logs.downloads.definitions import definitions_of
from portal.logs.downloads.rows import LogValues
from portal.logs.kind import LogKind
from portal.logs.kinds import kind_named
from portal.logs.past import as_of, lines_as_of
from portal.questionnaire.answers import Answers
from portal.theme.admin import listed_rows

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def file_name(kind: LogKind) -> str:
    """The kind of file, as it is recorded."""
    return f"{kind.log_type}_logs"


def register_log_files(kind: LogKind, record: DownloadKind) -> None:
    """A kind of log brings its files (called from `AppConfig.ready`)."""
    register_file_kind(FileKind(file_name(kind), f"{kind.words.title} logs", record, partial(_contents, kind.log_type)))


def may_have_codes(user: User) -> bool:
    """Codes are for the department: other people would read them with the labels of another year."""
    return bool(user.is_privileged)


def may_look_back(user: User) -> bool:
    """Lists and files of the past are for the department, which sees all logs: nobody else's rights were kept."""
    return bool(user.is_privileged)


def columns_of(kind: LogKind, year: int, user: User, *, codes: bool, finish: Finish = str) -> LogCells:
    """The columns of a year for this person."""
    return LogCells(
        kind.program(year).questionnaire,
        support=user.is_privileged,
        codes=codes,
        details_unknown=kind.details_unknown,
        area_names={code: area.name for code, area in load_areas().by_code.items()},
        finish=finish,
    )


def _contents(log_type: str, user: User, parameters: Mapping[str, Any]) -> Contents:
    codes, year = bool(parameters["codes"]), int(parameters["year"])
    if codes and not may_have_codes(user):
        raise PermissionDenied("Files with codes are for the department.")
    kind = kind_named(log_type)
    cells = columns_of(kind, year, user, codes=codes)
    logs = listed_logs(kind, user, str(parameters["query"]), year)
    contents = Contents(
        head=(definitions_of(log_type, year, cells.headers), cells.headers),
        lines=(cells.row(one) for one in LogValues(kind).of(logs)),
        texts=cells.text_columns,
        count=lambda up_to: logs.order_by()[:up_to].count(),
        as_csv=_as_csv(columns_of(kind, year, user, codes=codes, finish=csv_field), LogValues(kind).of(logs)),
    )
    day = parameters.get("as_of")
    return _as_of(date.fromisoformat(day), user, contents) if day else contents


def _as_csv(cells: LogCells, logs: Iterable[Answers]) -> Iterator[str]:
    """Most texts of a file are there many times, so each was made a field of a line once, before the first line."""
    for values in logs:
        yield f"{','.join(cells.row(values))}\n"


def _as_of(day: date, user: User, contents: Contents) -> Contents:
    """The same as it stood at the end of a day."""
    if not may_look_back(user):
        raise PermissionDenied("Files of the past are for the department.")
    at = end_of_day(day)

    def count(up_to: int | None) -> int:
        with as_of(at):
            return contents.count(up_to)

    return replace(
        contents,
        lines=lines_as_of(at, contents.lines),
        count=count,
        as_csv=None if contents.as_csv is None else lines_as_of(at, contents.as_csv),
    )


def listed_logs(kind: LogKind, user: User, query: str, year: int | None = None) -> QuerySet[Any]:
    """What the list shows this person with these filters and this search, of one collection year when one is given.

    The list itself is asked, so that there is one answer to what a filter means and who sees which logs.
    """
    request = HttpRequest()
    request.method, request.user, request.GET = "GET", user, QueryDict(query)
    listed = listed_rows(kind.model, request)
    return listed if year is None else listed.filter(collection_year=year)
