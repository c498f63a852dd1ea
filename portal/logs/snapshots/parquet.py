"""A view as a Parquet file. PostgreSQL writes it as CSV into a file, DuckDB makes Parquet of that: memory stays flat."""

from __future__ import annotations

import tempfile
from pathlib import Path

from psycopg import sql

from django.db import connection

try:
    import duckdb
except ImportError:  # a worker has it (requirements-worker.txt), the web has not
    duckdb = None  # type: ignore[assignment] # web servers do without

TYPES = {
    "bigint": "BIGINT",
    "smallint": "SMALLINT",
    "integer": "INTEGER",
    "numeric": "DECIMAL(18, 4)",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp with time zone": "TIMESTAMPTZ",
    "text": "VARCHAR",
    "character varying": "VARCHAR",
}
MOST_MEMORY = "256MB"
_NOTHING = "\\N"


class NoParquet(Exception):
    """Parquet cannot be written here."""


def require_parquet() -> None:
    """Say in plain words what is missing."""
    if duckdb is None:
        raise NoParquet("Snapshots need DuckDB. Install requirements-worker.txt where jobs run.")


def write_parquet(view: str, target: Path) -> int:
    """Write all rows of a view in the order of their numbers; gives back how many."""
    require_parquet()
    columns = columns_of(view)
    with tempfile.TemporaryDirectory(prefix="snapshot-") as folder:
        lines = Path(folder) / "rows.csv"
        _copy_out(view, lines)
        with duckdb.connect() as engine:
            engine.execute(f"SET memory_limit = '{MOST_MEMORY}'")
            engine.execute("SET threads = 1")
            engine.execute(f"SET temp_directory = '{folder}'")
            rows = engine.read_csv(
                str(lines),
                header=True,
                na_values=[_NOTHING],
                columns={name: TYPES[sql_type] for name, sql_type in columns.items()},
                quotechar='"',
                escapechar='"',
                auto_detect=False,
                allow_quoted_nulls=False,
            )
            rows.write_parquet(str(target), compression="zstd")
            found = engine.execute("SELECT count(*) FROM read_parquet(?)", [str(target)]).fetchone()
    return int(found[0]) if found else 0


def columns_of(view: str) -> dict[str, str]:
    """The columns of a view with their types, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position",
            [view],
        )
        return dict(cursor.fetchall())


def _copy_out(view: str, target: Path) -> None:
    statement = sql.SQL(
        "COPY (SELECT * FROM {} ORDER BY id) TO STDOUT (FORMAT csv, HEADER, NULL {}, FORCE_QUOTE *)"
    ).format(sql.Identifier(view), sql.Literal(_NOTHING))
    with connection.cursor() as cursor, target.open("wb") as out, cursor.copy(statement) as rows:
        for piece in rows:
            out.write(piece)
