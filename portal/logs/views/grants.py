"""A statistician's own way into the database: the views and nothing else, to be read and not changed."""

from __future__ import annotations

import re

from psycopg import sql

from django.db import connection, transaction

from portal.logs.views.statements import GROUP, grant_views

NAME = re.compile(r"[a-z][a-z0-9_]{2,40}")


class WrongName(ValueError):
    """The name cannot be one of a role, or is that of a role which is for something else."""


def grant_statistician(name: str) -> bool:
    """Let a role read the views; gives back whether the role was made for it. Its password is set by whoever hosts.

    A role that may do more is refused: it would not read the views alone, and the portal's own could write no more.
    """
    if not NAME.fullmatch(name) or name == GROUP or name.startswith("pg_"):
        raise WrongName("A name has 3 to 41 small letters, digits and underscores and begins with a letter.")
    person, group = sql.Identifier(name), sql.Identifier(GROUP)
    with transaction.atomic(), connection.cursor() as cursor:
        if not _is_there(cursor, GROUP):
            cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(group))
        made = not _is_there(cursor, name)
        if not made and _may_do_more(cursor, name):
            raise WrongName(f"{name} may do more in this database than read the views. Choose another name.")
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
    return made


def _is_there(cursor: object, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])  # type: ignore[attr-defined]
    return cursor.fetchone() is not None  # type: ignore[attr-defined]


def _may_do_more(cursor: object, name: str) -> bool:
    """Whether a role has powers, other memberships, or rights on a table of ours."""
    tables = connection.introspection.django_table_names()
    cursor.execute(_MORE, {"name": name, "group": GROUP, "tables": tables})  # type: ignore[attr-defined]
    return bool(cursor.fetchone()[0])  # type: ignore[attr-defined]


_MORE = """
    SELECT role.rolsuper OR role.rolcreaterole OR role.rolcreatedb OR role.rolbypassrls OR role.rolreplication
        OR EXISTS (
            SELECT 1 FROM pg_auth_members AS membership JOIN pg_roles AS other ON other.oid = membership.roleid
            WHERE membership.member = role.oid AND other.rolname <> %(group)s
        )
        OR EXISTS (
            SELECT 1 FROM pg_class AS relation
            WHERE relation.relnamespace = current_schema()::regnamespace AND relation.relname = ANY (%(tables)s)
            AND has_table_privilege(role.oid, relation.oid, 'SELECT, INSERT, UPDATE, DELETE')
        )
    FROM pg_roles AS role WHERE role.rolname = %(name)s
"""
