"""A statistician's own way into the database: the views and nothing else, to be read and not changed."""

from __future__ import annotations

import re

from psycopg import sql

from django.db import connection, transaction

from portal.logs.views.statements import GROUP, grant_views

NAME = re.compile(r"[a-z][a-z0-9_]{2,40}")


class WrongName(ValueError):
    """The name cannot be one of a role."""


def grant_statistician(name: str) -> bool:
    """Let a role read the views; gives back whether the role was made for it. Its password is set by whoever hosts."""
    if not NAME.fullmatch(name) or name == GROUP or name.startswith("pg_"):
        raise WrongName("A name has 3 to 41 small letters, digits and underscores and begins with a letter.")
    person, group = sql.Identifier(name), sql.Identifier(GROUP)
    with transaction.atomic(), connection.cursor() as cursor:
        if not _is_there(cursor, GROUP):
            cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(group))
        made = not _is_there(cursor, name)
        if made:
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(person))
        cursor.execute(sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(person))
        cursor.execute(sql.SQL("ALTER ROLE {} SET statement_timeout = '10min'").format(person))
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(sql.Identifier(schema), group))
        cursor.execute(sql.SQL("GRANT {} TO {}").format(group, person))
        grant_views(cursor)
    return made


def _is_there(cursor: object, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])  # type: ignore[attr-defined]
    return cursor.fetchone() is not None  # type: ignore[attr-defined]
