"""Sums of days in bands take the place of logs by month, so that pages need not read every organisation's days."""

from collections import Counter

from django.db import migrations


def to_bands(apps, schema_editor):
    summary = apps.get_model("statistics", "Summary")
    days = {_key(row): row.counts for row in summary.objects.filter(measure="days").iterator()}
    for row in summary.objects.filter(measure="cohort").iterator():
        bands = Counter({f"{month}:open": number for month, number in row.counts.items()})
        for item, number in days.get(_key(row), {}).items():
            month, _, day = item.partition(":")
            bands[f"{month}:{_band(int(day))}"] += number
            bands[f"{month}:open"] -= number
        row.measure, row.counts = "bands", {item: number for item, number in bands.items() if number}
        row.save(update_fields=["measure", "counts"])


def to_months(apps, schema_editor):
    for row in apps.get_model("statistics", "Summary").objects.filter(measure="bands").iterator():
        months = Counter()
        for item, number in row.counts.items():
            months[item.partition(":")[0]] += number
        row.measure, row.counts = "cohort", dict(months)
        row.save(update_fields=["measure", "counts"])


def _key(row):
    return row.log_type, row.year, row.breakdown, row.member


def _band(days):
    return next((str(limit) for limit in (30, 60, 90) if days <= limit), "later")


class Migration(migrations.Migration):
    dependencies = [("statistics", "0002_changes_are_noted")]

    operations = [migrations.RunPython(to_bands, to_months)]
