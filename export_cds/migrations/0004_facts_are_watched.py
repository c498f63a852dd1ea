"""Facts that many records carry are noted as such; which records those are is asked when an export starts."""

from django.db import migrations

from export_cds.watches.definitions import WATCHES
from export_cds.watches.sql import create


class Migration(migrations.Migration):
    dependencies = [("export_cds", "0003_runs_are_jobs"), ("portal", "0004_changed_facts")]

    operations = [migrations.RunSQL(create(watch), migrations.RunSQL.noop) for watch in WATCHES]
