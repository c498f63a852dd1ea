"""Several machines migrate one empty database at the same moment: does each end well, with the tables once?"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from django.db import connection

from script._local.base import ROOT

MACHINES = 3


def main() -> int:
    """Print what was found; exit code 1 when one of them failed or the tables are not those of a single migration."""
    parser = argparse.ArgumentParser(prog="script/drill first_migrations")
    parser.add_argument("--count", type=int, default=3, help="empty databases")
    wanted = parser.parse_args(sys.argv[1:])
    expected = _made(connection.settings_dict["NAME"])
    failed = different = 0
    slowest = 0.0
    for number in range(wanted.count):
        with _empty_database(f"{connection.settings_dict['NAME']}_first{number}") as name:
            began = time.monotonic()
            machines = [_migrate(name) for _ in range(MACHINES)]
            told = [machine.communicate()[0] for machine in machines]
            slowest = max(slowest, time.monotonic() - began)
            failed += sum(machine.returncode != 0 for machine in machines)
            different += _made(name) != expected
            for machine, output in zip(machines, told, strict=True):
                if machine.returncode:
                    print(output[-500:])
    print(f"empty databases           {wanted.count:>6}, {MACHINES} machines each, slowest {slowest:.0f} s")
    print(f"machines that failed      {failed:>6} (bar: 0)")
    print(f"databases that differ     {different:>6} (bar: 0)")
    return 1 if failed or different else 0


@contextmanager
def _empty_database(name: str) -> Iterator[str]:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with _server("postgres") as server:
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield name
    finally:
        with _server("postgres") as server:
            server.execute(drop)


def _server(database: str) -> psycopg.Connection[tuple[object, ...]]:
    parameters = {**connection.get_connection_params(), "dbname": database}
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    return psycopg.connect(**parameters, autocommit=True)


def _migrate(name: str) -> subprocess.Popen[str]:
    url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    return subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "migrate", "--noinput", "--verbosity", "0"],
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _made(name: str) -> tuple[object, ...]:
    """How many tables, triggers and applied migrations a database has."""
    with _server(name) as server:
        row = server.execute(
            "SELECT (SELECT count(*) FROM pg_tables WHERE schemaname = 'public'), "
            "(SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal), (SELECT count(*) FROM django_migrations)"
        ).fetchone()
    assert row is not None
    return tuple(row)


if __name__ == "__main__":
    sys.exit(main())
