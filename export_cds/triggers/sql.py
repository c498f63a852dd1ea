"""From a declared trigger to its SQL: one per statement, not per row, so that a change of many rows marks them at once."""

from __future__ import annotations

from dataclasses import dataclass

MARK = """
    INSERT INTO portal_changemark (collection, object_id, changed_at)
    SELECT '{collection}', found.id, clock_timestamp()
    FROM (SELECT DISTINCT id FROM ({find}) AS all_found (id)) AS found ORDER BY found.id
    ON CONFLICT (collection, object_id)
    DO UPDATE SET version = EXCLUDED.version, changed_at = EXCLUDED.changed_at;
"""

FACT = """
    INSERT INTO portal_changedfact (fact, key, changed_at)
    SELECT '{fact}', found.key, clock_timestamp()
    FROM (SELECT DISTINCT ({key})::text AS key FROM ({changed}) AS changed) AS found
    WHERE found.key <> '' ORDER BY found.key
    ON CONFLICT (fact, key) DO UPDATE SET version = EXCLUDED.version, changed_at = EXCLUDED.changed_at;
"""

# What counts as changed, before and after: a row that moved concerns where it was as well.
CHANGED = {
    "insert": "SELECT * FROM new_rows",
    "update": """
        SELECT changed_row.* FROM new_rows JOIN old_rows USING (id)
        CROSS JOIN LATERAL (
            SELECT (new_rows).* UNION ALL SELECT (old_rows).*
        ) AS changed_row
        WHERE ({new}) IS DISTINCT FROM ({old})
    """,
    "delete": "SELECT * FROM old_rows",
}
TABLES_OF = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}


@dataclass(frozen=True)
class Trigger:
    """A table, the columns whose change matters, and what is then noted.

    `marks` are (collection, query of ids) of records in the rows themselves; a query reads the rows that changed from
    `changed`. `facts` are (fact, expression of its key): what other records carry, see `triggers/facts.py`.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    marks: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    on: tuple[str, ...] = ("insert", "update", "delete")


def create(trigger: Trigger) -> list[str]:
    """Statements that put the trigger in place, also over an older form of it."""
    return [statement for event in trigger.on for statement in _create_one(trigger, event)]


def drop(trigger: Trigger) -> list[str]:
    return [f"DROP FUNCTION IF EXISTS {_name(trigger, event)}() CASCADE" for event in trigger.on]


def _name(trigger: Trigger, event: str) -> str:
    return f"mark_{trigger.name}_{event}"


def _create_one(trigger: Trigger, event: str) -> list[str]:
    name = _name(trigger, event)
    changed = CHANGED[event].format(
        new=", ".join(f"new_rows.{column}" for column in trigger.columns),
        old=", ".join(f"old_rows.{column}" for column in trigger.columns),
    )
    body = "".join(
        MARK.format(collection=collection, find=f"WITH changed AS ({changed}) {query}")
        for collection, query in trigger.marks
    ) + "".join(FACT.format(fact=fact, key=key, changed=changed) for fact, key in trigger.facts)
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$"
        f" BEGIN {body} RETURN NULL; END $body$",
        f"CREATE OR REPLACE TRIGGER {name} AFTER {event.upper()} ON {trigger.table}"
        f" REFERENCING {TABLES_OF[event]} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]
