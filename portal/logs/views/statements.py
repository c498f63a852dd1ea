"""The statements that make, comment and take away views. Every name and text is quoted by PostgreSQL's own rules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from psycopg import sql

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from portal.logs.kind import LogKind
from portal.logs.kinds import kinds
from portal.logs.status import LogStatus
from portal.logs.views.columns import ViewColumn, columns_of
from portal.years.live import in_force

LONGEST_NAME = 63  # PostgreSQL cuts longer identifiers
GROUP = "core_statistics"
"""The role that may read the views and nothing else; statisticians are members of it."""
SHOWN = (LogStatus.NOT_STARTED, LogStatus.IN_PROGRESS, LogStatus.COMPLETED)


def view_names() -> list[str]:
    """The names of all views: one for each year, and one over all years."""
    return [name for kind in kinds() for name in _names_of(kind)]


def _names_of(kind: LogKind) -> list[str]:
    return [*(f"{kind.log_type}_{year}" for year in kind.years), f"{kind.log_type}_all"]


def create_views() -> list[str]:
    """Make the views of every kind and year anew, in one transaction; gives back their names."""
    with transaction.atomic(), connection.cursor() as cursor:
        drop_views()
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [GROUP])
        granted = cursor.fetchone() is not None
        for kind in kinds():
            years = {year: columns_of(kind, kind.program(year).questionnaire) for year in kind.years}
            for year, columns in years.items():
                comment = (
                    f"Logs of {kind.words.noun}s of the collection year {year} to {year + 1}, without deleted ones."
                )
                _create(cursor, f"{kind.log_type}_{year}", columns, _select(kind, year, columns), comment)
            over_years, select = _all_years(kind, years)
            comment = f"Logs of {kind.words.noun}s of all years. What years do not share is empty. {signature()}"
            _create(cursor, f"{kind.log_type}_all", over_years, select, comment)
        if granted:
            grant_views(cursor)
    return view_names()


@contextmanager
def view_of_this_session(kind: LogKind, year: int) -> Iterator[None]:
    """The view of a year over the tables that this connection finds now; its name means this one until the end."""
    name = sql.Identifier("pg_temp", f"{kind.log_type}_{year}")
    columns = columns_of(kind, kind.program(year).questionnaire)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMPORARY VIEW {} AS {}").format(name, _select(kind, year, columns)))
        yield
        cursor.execute(sql.SQL("DROP VIEW {}").format(name))


def grant_views(cursor: CursorWrapper) -> None:
    """Let the group read the views that there are."""
    names = sql.SQL(", ").join(map(sql.Identifier, view_names()))
    cursor.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(names, sql.Identifier(GROUP)))


def existing_views() -> list[str]:
    """Our views as they stand in the database, those of years that are gone included."""
    pattern = f"^({'|'.join(kind.log_type for kind in kinds())})_(all|[0-9]{{4}})$"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT viewname FROM pg_views WHERE schemaname = current_schema() AND viewname ~ %s ORDER BY 1", [pattern]
        )
        return [name for (name,) in cursor.fetchall()]


def drop_views() -> None:
    """Take the views away: PostgreSQL refuses to change the type of a column that a view shows."""
    with connection.cursor() as cursor:
        for name in existing_views():
            cursor.execute(sql.SQL("DROP VIEW IF EXISTS {}").format(sql.Identifier(name)))


def signature() -> str:
    """Which versions of the questionnaires the views were made from; stands in the comment of the widest view."""
    versions = sorted((log_type, year, number) for (log_type, year), number in in_force().items())
    return f"Made from {hashlib.sha256(repr(versions).encode()).hexdigest()[:16]}."


def _create(
    cursor: CursorWrapper, name: str, columns: Sequence[ViewColumn], select: sql.Composable, comment: str
) -> None:
    view = sql.Identifier(name)
    execute = cursor.execute
    execute(sql.SQL("CREATE VIEW {} AS {}").format(view, select))
    execute(sql.SQL("COMMENT ON VIEW {} IS {}").format(view, sql.Literal(comment)))
    comments = [
        sql.SQL("COMMENT ON COLUMN {}.{} IS {}").format(view, sql.Identifier(one.name), sql.Literal(one.comment))
        for one in columns
    ]
    execute(sql.SQL("; ").join(comments))


def _select(kind: LogKind, year: int, columns: Sequence[ViewColumn]) -> sql.Composed:
    shown = sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(column.value, sql.Identifier(_short(column.name))) for column in columns
    )
    return sql.SQL("SELECT {} FROM {} AS log WHERE log.collection_year = {} AND log.status IN ({})").format(
        shown,
        sql.Identifier(kind.model._meta.db_table),
        sql.Literal(year),
        sql.SQL(", ").join(sql.Literal(int(status)) for status in SHOWN),
    )


def _short(name: str) -> str:
    if len(name.encode()) > LONGEST_NAME:
        raise ValueError(f"the column name {name} is longer than PostgreSQL keeps")
    return name


def _all_years(kind: LogKind, years: dict[int, tuple[ViewColumn, ...]]) -> tuple[list[ViewColumn], sql.Composable]:
    """One select for each year under each other; a column is that of the last year that has it."""
    newest: dict[str, ViewColumn] = {}
    for _, columns in sorted(years.items(), reverse=True):
        for column in columns:
            newest.setdefault(column.name, column)
    combined = [_over_years(column, years) for column in newest.values()]
    selects = []
    for year, columns in sorted(years.items()):
        own = {column.name: column for column in columns}
        selects.append(_select(kind, year, [_in_year(column, own.get(column.name)) for column in newest.values()]))
    return combined, sql.SQL(" UNION ALL ").join(selects)


def _in_year(newest: ViewColumn, own: ViewColumn | None) -> ViewColumn:
    if own is not None and not why_not_comparable(newest, own):
        return own
    empty = sql.SQL("NULL::{}").format(sql.SQL(newest.sql_type))
    return ViewColumn(newest.name, newest.sql_type, empty, newest.comment)


def _over_years(column: ViewColumn, years: dict[int, tuple[ViewColumn, ...]]) -> ViewColumn:
    notes = [note for year in sorted(years) if (note := _note(column, year, years[year]))]
    return ViewColumn(column.name, column.sql_type, column.value, " ".join([column.comment, *notes]))


def _note(column: ViewColumn, year: int, columns: tuple[ViewColumn, ...]) -> str:
    own = next((one for one in columns if one.name == column.name), None)
    if own is None:
        return f"Empty for {year}: not collected."
    reason = why_not_comparable(column, own)
    return f"Empty for {year}: {reason}." if reason else ""


def why_not_comparable(newest: ViewColumn, own: ViewColumn) -> str:
    """Why the values of an earlier year may not stand beside those of the newest; empty when they may.

    A question that is only called or only asked otherwise is still the same one; one for which both are new is another.
    """
    if newest.sql_type != own.sql_type:
        return "kept in another type"
    if newest.means and own.means and not set(newest.means) & set(own.means):
        return f"meant something else ({own.means[0]})"
    moved = [code for code, label in own.labels.items() if newest.labels.get(code, label) != label]
    if moved:
        return f"codes meant something else ({', '.join(map(str, moved))})"
    return ""
