from django.db import migrations

from portal.windows.known_years import KNOWN_YEARS


def add_known_years(apps, schema_editor):
    """A new database knows the dates announced so far; what support has set stays."""
    window = apps.get_model("portal", "CollectionWindow")
    for row in KNOWN_YEARS:
        window.objects.get_or_create(start_year=row["start_year"], defaults=row)


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]
    operations = [migrations.RunPython(add_known_years, migrations.RunPython.noop)]
