"""An event of a test log says whose sandbox it is, also when the log is gone."""

from importlib import import_module

from django.db import migrations, models

before = import_module("portal.api.migrations.0002_log_events")

FUNCTION = """
CREATE OR REPLACE FUNCTION api_note_log_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO api_logevent (transaction, log_type, log_id, kind, status, year, owner_id, manager_id,
                              former_owner_id, former_manager_id, sandbox_id, at)
    SELECT pg_current_xact_id()::text::bigint, TG_ARGV[0], id, history_type, status, collection_year,
           owning_organisation_id, managing_organisation_id,
           CASE WHEN history_type = '~' THEN (changes->'owning_organisation_id'->>0)::bigint END,
           CASE WHEN history_type = '~' THEN (changes->'managing_organisation_id'->>0)::bigint END,
           CASE WHEN status = 3 THEN (
               SELECT organisation_id FROM api_keys_apikey AS key
               WHERE key.user_id = written.created_by_id AND is_test) END,
           history_date
    FROM written ORDER BY history_id;
    RETURN NULL;
END $$;
"""
_KNOWN = """
UPDATE api_logevent SET sandbox_id = organisation_id
FROM {table} AS log JOIN api_keys_apikey AS key ON key.user_id = log.created_by_id
WHERE is_test AND api_logevent.status = 3 AND log_type = '{log_type}' AND log_id = log.id AND log.status = 3;
"""
KNOWN = "".join(
    _KNOWN.format(log_type=log_type, table=table)
    for log_type, table in (("lettings", "lettings_lettingslog"), ("sales", "sales_saleslog"))
)


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0002_log_events"),
        ("api_keys", "0001_initial"),
    ]

    operations = [
        migrations.AddField("logevent", "sandbox_id", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "logevent",
            models.Index(
                condition=models.Q(("sandbox_id__isnull", False)),
                fields=["log_type", "sandbox_id", "transaction", "id"],
                name="log_event_sandbox",
            ),
        ),
        migrations.RunSQL(FUNCTION, before.FUNCTION.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
