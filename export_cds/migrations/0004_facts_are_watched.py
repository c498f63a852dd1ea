"""Facts that many records carry are noted as such; which records those are is asked when an export starts."""

from django.db import migrations

from export_cds.triggers.definitions import TRIGGERS
from export_cds.triggers.sql import create


class Migration(migrations.Migration):
    dependencies = [("export_cds", "0003_runs_are_jobs"), ("portal", "0004_changed_facts")]

    operations = [migrations.RunSQL(create(trigger), migrations.RunSQL.noop) for trigger in TRIGGERS]
