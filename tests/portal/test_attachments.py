"""Every file that people take out is kept before its first byte leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from django.conf import settings
from django.test import Client

from portal.downloads.models import DownloadRecord
from tests.access.matrix_world import address, build, pages

ROOMS = ("accounts", "orgs", "supported_housing", "lettings", "sales", "portal", "export_cds")
BUILDERS = {
    "portal/downloads/attachment.py",
    "portal/files/ask.py",  # a file that a job has made: the fetch is recorded with its rows
    "portal/years/admin/files.py",  # templates and differences of questionnaires hold no data of anybody
}

NOBODYS_DATA = ("admin:years_", "admin:uploads_submission_template")
"""Files made from questionnaires: words and codes, the same for everybody."""


@pytest.mark.django_db
def test_every_page_that_answers_with_a_file_leaves_a_record() -> None:
    world = build()
    files = 0
    unrecorded: set[str] = set()
    for role in ("support", "coordinator", "statistician"):
        client: Client = world.clients[role]
        for name, kind in pages():
            if name == "admin:logout":
                continue
            for send in (client.get, client.post):
                before = DownloadRecord.objects.count()
                data = {"format": "0", "resource": ""} if name.endswith("_export") else {}
                answer = send(address(world, name, kind, "own"), data)
                if "attachment" in answer.get("Content-Disposition", ""):
                    files += 1
                    unrecorded |= {name} if DownloadRecord.objects.count() != before + 1 else set()
    assert files >= 8
    assert {name for name in unrecorded if not name.startswith(NOBODYS_DATA)} == set()


def test_nobody_else_builds_one() -> None:
    found = set()
    for room in ROOMS:
        for file in (Path(settings.BASE_DIR) / room).rglob("*.py"):
            if 'Content-Disposition"] =' in file.read_text():
                found.add(str(file.relative_to(settings.BASE_DIR)))
    assert found <= BUILDERS
