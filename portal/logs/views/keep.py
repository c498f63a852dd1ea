"""The views are kept by the portal itself: made anew by migrations, and when another questionnaire comes into force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from portal.logs.kinds import kinds
from portal.logs.views.statements import create_views, drop_views, existing_views, signature, view_names

WAIT_FOR_READERS = "5s"


def before_migrations(*, plan: Any = (), **_: Any) -> None:
    """PostgreSQL changes no column that a view shows."""
    if plan and kinds():
        drop_views()


def after_migrations(*, plan: Any = None, **_: Any) -> None:
    """Once all tables are there; emptying the tables of a test is no migration and brings no plan."""
    if plan is None:
        return
    tables = set(connection.introspection.table_names())
    if all(kind.model._meta.db_table in tables for kind in kinds()) and "years_questionnaireversion" in tables:
        create_views()


def keep_views(at: datetime) -> None:
    """At every tick: a version that has come into force since brings its views.

    Whoever reads a view holds it. Waiting would keep the tick, and behind it all other readers, so the next tick tries
    again; one that fails says so in the log.
    """
    if existing_views() != sorted(view_names()) or not _made_from_these():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT_FOR_READERS])
            create_views()
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")


def _made_from_these() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass(%s))", [f"{kinds()[0].log_type}_all"])
        (comment,) = cursor.fetchone()
    return signature() in (comment or "")
