"""The first text is in force from the start, so that everybody is asked to confirm it."""

from datetime import UTC, datetime
from pathlib import Path

from django.db import migrations

TEXT = Path(__file__).resolve().parent.parent / "agreements" / "version_1.md"


def publish(apps, schema_editor):
    apps.get_model("orgs", "DataSharingAgreement").objects.get_or_create(
        version=1,
        defaults={"text": TEXT.read_text(encoding="utf-8"), "published_at": datetime(2022, 4, 1, tzinfo=UTC)},
    )


class Migration(migrations.Migration):
    dependencies = [("orgs", "0002_signed_agreements_never_change")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
