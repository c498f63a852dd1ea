"""Row locks that other rooms share, taken in the order of the house (docs/architecture.md, Locks)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection, models


def share(references: Mapping[type[models.Model], Iterable[int]]) -> None:
    """Keep these rows from being taken away until the transaction ends, any number of transactions side by side.

    One statement for all tables; its parts are carried out in order, because each is first read in order.
    """
    wanted = {model: ids for model, given in references.items() if (ids := sorted(set(given)))}
    if not wanted:
        return
    quote = connection.ops.quote_name
    parts = [
        f"held_{number} AS MATERIALIZED (SELECT id FROM {quote(model._meta.db_table)} "  # noqa: S608 - our own tables
        f"WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE)"
        for number, model in enumerate(wanted)
    ]
    counts = ", ".join(f"(SELECT count(*) FROM held_{number})" for number in range(len(parts)))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} SELECT {counts}", list(wanted.values()))
