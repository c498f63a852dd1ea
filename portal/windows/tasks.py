"""What is missing of the collection windows, for customer support."""

from __future__ import annotations

from django.urls import reverse

from portal.clock import today
from portal.tasks import Task
from portal.windows.load import load_windows


def missing_windows() -> list[Task]:
    """A year that logs belong to and whose dates nobody has set."""
    add = reverse("admin:portal_collectionwindow_add")
    return [
        Task(f"The dates of the collection year {year} to {year + 1} are missing: add its collection window", add)
        for year in load_windows().missing_years(today())
    ]
