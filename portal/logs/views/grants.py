"""A statistician's own way into the database: the views and nothing else, to be read and not changed."""

from __future__ import annotations

import re

from psycopg import sql

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

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
        if not made and _does_more(cursor, name):
            raise WrongName("This role can do more than read. Choose another name; the role is made.")
        if made:
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(person))
        cursor.execute(sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(person))
        cursor.execute(sql.SQL("ALTER ROLE {} SET statement_timeout = '10min'").format(person))
        # A transaction that is left open holds the views, and they could not be made anew.
        cursor.execute(sql.SQL("ALTER ROLE {} SET idle_in_transaction_session_timeout = '10min'").format(person))
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(sql.Identifier(schema), group))
        cursor.execute(sql.SQL("GRANT {} TO {}").format(group, person))
        grant_views(cursor)
        _close_side_doors(cursor)
    return made


def _does_more(cursor: CursorWrapper, name: str) -> bool:
    """Whether the role is the portal's own, runs the server, owns something or has rights on a table of the portal.

    It would lose its rights to write, or read more than the views. Rights that come by another role count as well.
    """
    cursor.execute(
        "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls OR rolname = current_user"
        " OR EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid)"
        " OR EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = ANY (%s)"
        " AND has_table_privilege(pg_roles.oid, pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE'))"
        " FROM pg_roles WHERE rolname = %s",
        [connection.introspection.django_table_names(), name],
    )
    return bool(cursor.fetchone()[0])


def _close_side_doors(cursor: CursorWrapper) -> None:
    """What every role may do unless it is taken away, and what nobody needs to read: temporary tables, large objects."""
    cursor.execute(
        "SELECT pg_has_role(datdba, 'USAGE'), (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),"
        " current_database(), (SELECT relowner::regrole::text FROM pg_class WHERE oid = to_regclass('django_migrations'))"
        " FROM pg_database WHERE datname = current_database()"
    )
    owns, is_superuser, database, portal = cursor.fetchone()
    if owns:
        named = {"database": sql.Identifier(database), "portal": sql.SQL(portal)}
        cursor.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {database} TO {portal}").format(**named))
        cursor.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC").format(**named))
    if is_superuser:
        cursor.execute(
            "REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC"
        )


def _is_there(cursor: CursorWrapper, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    return cursor.fetchone() is not None
