"""Every row of a log's history becomes an event of the change feed, in the same transaction."""

from django.db import migrations

TABLES = {"lettings": "lettings_historicallettingslog", "sales": "sales_historicalsaleslog"}

FUNCTION = """
CREATE FUNCTION api_note_log_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO api_logevent (transaction, log_type, log_id, kind, status, year, owner_id, manager_id,
                              former_owner_id, former_manager_id, at)
    SELECT pg_current_xact_id()::text::bigint, TG_ARGV[0], id, history_type, status, collection_year,
           owning_organisation_id, managing_organisation_id,
           CASE WHEN history_type = '~' THEN (changes->'owning_organisation_id'->>0)::bigint END,
           CASE WHEN history_type = '~' THEN (changes->'managing_organisation_id'->>0)::bigint END,
           history_date
    FROM written ORDER BY history_id;
    RETURN NULL;
END $$;
"""
DROP_FUNCTION = "DROP FUNCTION api_note_log_events();"


def _create(log_type: str, table: str) -> str:
    return (
        f"CREATE TRIGGER api_log_events AFTER INSERT ON {table} REFERENCING NEW TABLE AS written"
        f" FOR EACH STATEMENT EXECUTE FUNCTION api_note_log_events('{log_type}');"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0001_initial"),
        ("lettings", "0003_form_token"),
        ("sales", "0003_form_token"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, DROP_FUNCTION),
        *(
            migrations.RunSQL(_create(log_type, table), f"DROP TRIGGER api_log_events ON {table};")
            for log_type, table in TABLES.items()
        ),
    ]
