"""An event says which collection year its log has left, so that whoever reads that year is told."""

from importlib import import_module

from django.db import migrations, models

before = import_module("portal.api.migrations.0003_events_of_the_sandbox")

# A collection year begins on 1 April.
LEFT = """CASE WHEN history_type = '~' THEN nullif(
        extract(year FROM coalesce(changes->'startdate'->>0, changes->'saledate'->>0)::date - interval '3 months'),
        collection_year)::smallint END"""
FUNCTION = before.FUNCTION.replace("status, year, owner_id", "status, year, former_year, owner_id").replace(
    "status, collection_year,", f"status, collection_year, {LEFT},"
)


class Migration(migrations.Migration):
    dependencies = [("api", "0004_feed_begun")]

    operations = [
        migrations.AddField("logevent", "former_year", models.PositiveSmallIntegerField(null=True)),
        migrations.RunSQL(FUNCTION, before.FUNCTION),
    ]
