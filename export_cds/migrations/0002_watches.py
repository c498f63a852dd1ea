"""Triggers that mark what the department receives when it changes."""

from django.db import migrations

from export_cds.triggers.definitions import TRIGGERS
from export_cds.triggers.sql import create, drop


class Migration(migrations.Migration):
    dependencies = [
        ("export_cds", "0001_initial"),
        ("portal", "0001_initial"),
        ("accounts", "0002_initial"),
        ("orgs", "0001_initial"),
        ("supported_housing", "0001_initial"),
        ("lettings", "0001_initial"),
        ("sales", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(create(trigger), [*drop(trigger)]) for trigger in TRIGGERS
    ]
