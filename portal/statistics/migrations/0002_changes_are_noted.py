"""Triggers that put changed logs into the queue, in the transaction of the change; and what is there already."""

from django.db import migrations

TABLES = {"lettings": "lettings_lettingslog", "sales": "sales_saleslog"}
PARTS = {"lettings": "needstype", "sales": "ownershipsch"}

FUNCTION = """
CREATE FUNCTION statistics_note_logs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO statistics_changedlog (log_type, log_id) SELECT TG_ARGV[0], id FROM written;
    RETURN NULL;
END $$;
"""
ORGANISATION_FUNCTION = """
CREATE FUNCTION statistics_note_landlord() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO statistics_changedlog (log_type, log_id)
    SELECT log_type, log_id FROM statistics_contribution WHERE owner_id = NEW.id;
    RETURN NULL;
END $$;
"""
ORGANISATION = """
CREATE TRIGGER statistics_landlord AFTER UPDATE OF provider_type ON orgs_organisation
FOR EACH ROW WHEN (OLD.provider_type IS DISTINCT FROM NEW.provider_type) EXECUTE FUNCTION statistics_note_landlord();
"""


EVENTS = """
CREATE FUNCTION statistics_note_warnings_{log_type}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO statistics_ruleevent (happening, rule, day, log_type, year, owner_id, manager_id, area, part)
    SELECT became.happening, became.rule, (log.updated_at AT TIME ZONE 'Europe/London')::date, '{log_type}',
           log.collection_year, log.owning_organisation_id, log.managing_organisation_id, log.la,
           COALESCE(log.{part}::text, '')
    FROM {logs}
    CROSS JOIN LATERAL (
        SELECT 'shown', rule FROM unnest(log.unanswered_warnings || log.confirmed_warnings) AS rule
        WHERE log.status < 3 AND (
            rule <> ALL ({open} || {confirmed})
            OR (rule = ANY (log.unanswered_warnings) AND rule = ANY ({confirmed}))
        )
        UNION ALL
        SELECT 'confirmed', rule FROM unnest(log.confirmed_warnings) AS rule
        WHERE log.status < 3 AND rule <> ALL ({confirmed})
        UNION ALL
        SELECT CASE WHEN log.status < 3 THEN 'changed' ELSE 'left' END, rule FROM unnest({open}) AS rule
        WHERE log.status >= 3 OR rule <> ALL (log.unanswered_warnings || log.confirmed_warnings)
    ) AS became (happening, rule);
    RETURN NULL;
END $$;
"""


def _events(log_type, part):
    """A new log had no warnings; nor had one that nobody saw before."""
    yield migrations.RunSQL(
        EVENTS.format(
            log_type=f"{log_type}",
            part=part,
            logs="written AS log LEFT JOIN before ON before.id = log.id AND before.status < 3",
            open="COALESCE(before.unanswered_warnings, '{}')",
            confirmed="COALESCE(before.confirmed_warnings, '{}')",
        ),
        f"DROP FUNCTION statistics_note_warnings_{log_type}();",
    )
    new = EVENTS.format(log_type=log_type, part=part, logs="written AS log", open="'{}'::text[]", confirmed="'{}'::text[]")
    yield migrations.RunSQL(
        new.replace(f"note_warnings_{log_type}", f"note_new_warnings_{log_type}"),
        f"DROP FUNCTION statistics_note_new_warnings_{log_type}();",
    )


def _warning_triggers(log_type, table):
    yield migrations.RunSQL(
        f"CREATE TRIGGER statistics_new_warnings AFTER INSERT ON {table} REFERENCING NEW TABLE AS written"
        f" FOR EACH STATEMENT EXECUTE FUNCTION statistics_note_new_warnings_{log_type}();",
        f"DROP TRIGGER statistics_new_warnings ON {table};",
    )
    yield migrations.RunSQL(
        f"CREATE TRIGGER statistics_warnings AFTER UPDATE ON {table}"
        f" REFERENCING OLD TABLE AS before NEW TABLE AS written"
        f" FOR EACH STATEMENT EXECUTE FUNCTION statistics_note_warnings_{log_type}();",
        f"DROP TRIGGER statistics_warnings ON {table};",
    )


def _triggers(log_type, table):
    for event, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        name = f"statistics_{event.lower()}"
        yield migrations.RunSQL(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows} TABLE AS written"
            f" FOR EACH STATEMENT EXECUTE FUNCTION statistics_note_logs('{log_type}');",
            f"DROP TRIGGER {name} ON {table};",
        )
    yield migrations.RunSQL(
        f"INSERT INTO statistics_changedlog (log_type, log_id) SELECT '{log_type}', id FROM {table} ORDER BY id;",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("statistics", "0001_initial"),
        ("lettings", "0004_warnings"),
        ("sales", "0004_warnings"),
        ("orgs", "0006_alter_datasharingagreement_text_and_more"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION statistics_note_logs();"),
        *(operation for log_type, table in TABLES.items() for operation in _triggers(log_type, table)),
        *(operation for log_type, part in PARTS.items() for operation in _events(log_type, part)),
        *(operation for log_type, table in TABLES.items() for operation in _warning_triggers(log_type, table)),
        migrations.RunSQL(ORGANISATION_FUNCTION, "DROP FUNCTION statistics_note_landlord();"),
        migrations.RunSQL(ORGANISATION, "DROP TRIGGER statistics_landlord ON orgs_organisation;"),
    ]
