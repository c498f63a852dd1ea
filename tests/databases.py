"""Test databases as copies of one migrated template.

Running all migrations takes many seconds of processor time; copying a database takes a fraction of
one. The template is named after everything that shapes it, is built once by whoever comes first,
and serves all workers and later runs until one of those files changes.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from django.core.management import call_command
from django.db import connection, transaction

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "test_template_"
OWN = "run"
KEPT = 4
KEPT_ROWS = "kept_rows"
# Files that decide what a freshly migrated database holds: tables, and rows put in after migrating.
SHAPING = ("migrations", "models", "signals", "apps", "permissions", "access", "roles", "questionnaires", "option_sets")
ONE_BUILDER = 20261123  # the advisory lock of those who want to build the template


@contextmanager
def own_database() -> Iterator[str]:
    """Give this process a database of its own for the length of the run, whoever else is testing."""
    original = connection.settings_dict["NAME"]
    planned = connection.settings_dict["TEST"]["NAME"] or f"test_{original}"
    name = f"{planned}_{OWN}{os.getpid()}"
    with _server() as server:
        # Held until the run ends, however it ends: a database whose lock is free has been left behind.
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        _sweep(server)
        template = _template(server)
        _drop(server, name)
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        _use(name)
        try:
            yield name
        finally:
            _use(original)
            _drop(server, name)


def _sweep(server: psycopg.Connection[Any]) -> None:
    """Drop the databases of runs that were killed."""
    found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"test%{OWN}%"]).fetchall()
    for (name,) in found:
        row = server.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name]).fetchone()
        if row and row[0]:
            # Locks may be taken twice by one session, so our own name comes here too and is only given back.
            if not name.endswith(f"{OWN}{os.getpid()}"):
                _drop(server, name)
            server.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])


def _template(server: psycopg.Connection[Any]) -> str:
    """Build the template unless somebody did; others wait for the one who builds."""
    template = PREFIX + fingerprint()
    server.execute("SELECT pg_advisory_lock(%s)", [ONE_BUILDER])
    try:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            _build(server, template)
            _forget_old_ones(server)
    finally:
        server.execute("SELECT pg_advisory_unlock(%s)", [ONE_BUILDER])
    return template


def _build(server: psycopg.Connection[Any], template: str) -> None:
    unfinished = f"{template}_unfinished"
    _drop(server, unfinished)
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(unfinished)))
    original = connection.settings_dict["NAME"]
    _use(unfinished)
    try:
        call_command("migrate", interactive=False, verbosity=0)
        _keep_what_migrations_put_in()
    finally:
        _use(original)
    server.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(template))
    )


def _keep_what_migrations_put_in() -> None:
    """Copy the rows that a migrated database starts with, for `as_migrated`."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {KEPT_ROWS}")
        for table in _tables_with_rows(cursor):
            cursor.execute(f'CREATE TABLE {KEPT_ROWS}."{table}" AS TABLE public."{table}"')


def as_migrated() -> None:
    """Take the committed rows of a test away and put back those that migrations put in.

    Django's own flush empties every table and calls the listeners of migrations again, which costs a hundred times as
    much and loses the rows that only a migration writes. Needs a superuser of the database, who can hold triggers off.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [KEPT_ROWS])
        kept = {table for (table,) in cursor.fetchall()}
        for table in kept.union(_tables_with_rows(cursor)):
            cursor.execute(f'DELETE FROM public."{table}"')
        for table in kept:
            cursor.execute(f'INSERT INTO public."{table}" OVERRIDING SYSTEM VALUE TABLE {KEPT_ROWS}."{table}"')


def may_hold_triggers_off() -> bool:
    """Whether `as_migrated` can be used: with the embedded database always, with another one for a superuser."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        return bool(cursor.fetchone() == ("on",))


def _tables_with_rows(cursor: Any) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'")
    parts = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM public.\"{table}\")" for (table,) in cursor.fetchall()]
    cursor.execute(" UNION ALL ".join(parts))
    return [table for (table,) in cursor.fetchall()]


def _forget_old_ones(server: psycopg.Connection[Any]) -> None:
    found = server.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid DESC", [f"{PREFIX}%"]
    ).fetchall()
    for (name,) in found[KEPT:]:
        _drop(server, name)


def _drop(server: psycopg.Connection[Any], name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


@contextmanager
def _server() -> Iterator[psycopg.Connection[Any]]:
    """Talk to the server outside of any test database and transaction."""
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    parameters = {
        key: value for key, value in parameters.items() if key not in ("cursor_factory", "context", "prepare_threshold")
    }
    with psycopg.connect(**parameters, autocommit=True) as server:
        yield server


def fingerprint() -> str:
    """Say in one word what the template depends on."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    digest.update((ROOT / "settings" / "base.py").read_bytes())
    digest.update(Path(__file__).read_bytes())
    for room in sorted(path for path in ROOT.iterdir() if (path / "__init__.py").is_file()):
        if room.name in ("tests", "settings"):
            continue
        for path in sorted([*room.rglob("*.py"), *room.rglob("*.yaml")]):
            inside = path.relative_to(ROOT)
            if any(part.removesuffix(".py") in SHAPING for part in inside.parts[1:]):
                digest.update(str(inside).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
