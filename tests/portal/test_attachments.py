"""Every file that people take out is kept before its first byte leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from django.conf import settings

from portal.downloads.models import DownloadRecord
from tests.access.matrix_world import address, build, pages

ROOMS = ("accounts", "orgs", "supported_housing", "lettings", "sales", "portal", "export_cds")
BUILDERS = {
    "portal/downloads/attachment.py",
    "portal/files/ask.py",  # a file that a job has made: the fetch is recorded with its rows
    "portal/years/admin/files.py",  # templates and differences of questionnaires hold no data of anybody
}


@pytest.mark.django_db
def test_lists_of_records_leave_a_record_when_they_are_taken_out() -> None:
    """Other files are asked for by the matrix, which looks for their records; these need a form that is filled in."""
    world = build()
    for role in ("support", "coordinator", "statistician"):
        for name, kind in pages():
            if name.endswith("_export"):
                before = DownloadRecord.objects.count()
                page = address(world, name, kind, "own")
                form = world.clients[role].get(page)
                if form.status_code != 200:
                    continue
                filled = {field.html_name: field.value() for field in form.context["form"] if field.value() is not None}
                answer = world.clients[role].post(page, filled | {"format": "0"})
                assert "attachment" in answer.get("Content-Disposition", ""), f"{role} {name}"
                assert DownloadRecord.objects.count() == before + 1, name
                world.files += 1
    assert world.files


def test_nobody_else_builds_one() -> None:
    found = set()
    for room in ROOMS:
        for file in (Path(settings.BASE_DIR) / room).rglob("*.py"):
            if 'Content-Disposition"] =' in file.read_text():
                found.add(str(file.relative_to(settings.BASE_DIR)))
    assert found <= BUILDERS
