"""The command line: export_cds and render_cds."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from django.core.management import CommandError, call_command

from export_cds.models import ExportRun, RunState
from export_cds.running.request import request_run
from portal.jobs.claim import claimed
from tests.export_cds.documents import (
    LETTINGS_SAMPLE,
    SALES_SAMPLE,
    lettings_answers,
    make_letting,
    sales_answers,
    same_lines,
    sample_text,
)
from tests.export_cds.runs import files, records
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 09:30")]

FIRST = "core_2026_2027_apr_mar_f0001_inc0001"


def run(*arguments: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_export_to_a_folder(store: Path, tmp_path: Path) -> None:
    log = make_letting()
    told = run("export_cds", "--collection", "lettings", "--year", "2026", "--to", str(tmp_path / "out"))
    assert f"lettings 2026: 1 records in {FIRST}.zip" in told
    assert [record["log_id"] for record in records(tmp_path / "out", FIRST)] == [str(log.pk)]
    assert files(store) == []
    told = run("export_cds", "--collection", "lettings", "--year", "2026", "--to", str(tmp_path / "out"))
    assert "lettings 2026: nothing to send" in told
    told = run("export_cds", "--collection", "lettings", "--year", "2026", "--full", "--to", str(tmp_path / "out"))
    assert "core_2026_2027_apr_mar_f0002_inc0001.zip" in told


def test_an_interrupted_export_is_resumed_and_not_repeated(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_letting()

    def fail(*args: Any) -> None:
        raise OSError("the store is closed")

    with monkeypatch.context() as patched:
        patched.setattr("export_cds.running.deliver.put", fail)
        with pytest.raises(CommandError, match="Run the command again to resume it"):
            run("export_cds", "--collection", "lettings", "--year", "2026")
    told = run("export_cds", "--collection", "lettings", "--year", "2026")
    assert told.startswith("Resuming Export run")
    assert ExportRun.objects.get().state == RunState.FINISHED
    assert f"{FIRST}.zip" in files(store)


def test_other_work_waiting_is_finished_first(store: Path) -> None:
    UserFactory()
    request_run(actor=None, collection="users", enqueue=False)
    told = run("export_cds", "--collection", "organisations")
    assert told.index("users: 1 records") < told.index("organisations: 1 records")


def test_an_export_that_is_running_is_left_alone() -> None:
    waiting = request_run(actor=None, enqueue=False)
    with claimed(ExportRun, waiting.pk), pytest.raises(CommandError, match="Another worker is on this export run"):
        run("export_cds")


def test_render_the_sample_letting(tmp_path: Path) -> None:
    organisation = {"name": "Owner", "provider_type": "LA", "housing_registration_no": "1234", "old_visible_id": "77"}
    moment = "2026-04-03T00:00:00+01:00"
    context = {
        "id": 5,
        "creation_method": 2,
        "bulk_upload_id": 1,
        "created_at": moment,
        "owning_organisation": organisation,
        "managing_organisation": organisation,
        "assigned_to": "test1@example.com",
        "created_by": "test1@example.com",
    }
    file = tmp_path / "log.json"
    file.write_text(json.dumps({"context": context, "answers": lettings_answers()}))
    same_lines(
        run("render_cds", "lettings", "2026", str(file)),
        sample_text(LETTINGS_SAMPLE),
        id=300000000005,
        log_id=5,
        owning_org_id=77,
        owning_org_name="Owner",
        managing_org_id=77,
        managing_org_name="Owner",
    )


def test_render_the_sample_sale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = {
        "id": 5,
        "status": 1,
        "created_at": "2025-04-01T00:00:00+01:00",
        "owning_organisation_id": 3,
        "managing_organisation_id": 4,
        "assigned_to": {"id": 8, "email": "b@example.org"},
        "created_by": {"id": 9, "email": "c@example.org"},
        "areas": {"E09000033": "Westminster"},
    }
    text = json.dumps([{"context": context, "answers": sales_answers()}])
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    same_lines(
        run("render_cds", "sales", "2025", "-"),
        sample_text(SALES_SAMPLE),
        id=5,
        created_by_email="c@example.org",
        created_by_id=9,
        assigned_to_email="b@example.org",
        assigned_to_id=8,
        owning_org_id=3,
        owning_org_name="Organisation 3",
        managing_org_id=4,
        managing_org_name="Organisation 4",
    )


def test_render_needs_no_context(tmp_path: Path) -> None:
    file = tmp_path / "logs.json"
    file.write_text(json.dumps([{"answers": {"needstype": 2, "scheme_id": 3, "location_id": 4}}, {"answers": {}}]))
    supported, bare = etree.fromstring(run("render_cds", "lettings", "2026", str(file)).encode())
    assert supported.findtext("scheme") == "3"
    assert supported.findtext("location_status") == "active"
    assert bare.find("owningorgid") is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("not json", "is not JSON"),
        ('"text"', "must hold"),
        ('{"context": {"owning_organisation_id": 1, "owning_organisation_provider_type": "XY"}}', "no provider type"),
        ('{"context": {"scheme": {"colour": 1}}}', "A scheme has no colour"),
    ],
)
def test_render_says_what_is_wrong_with_the_file(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "log.json"
    file.write_text(content)
    with pytest.raises(CommandError, match=message):
        run("render_cds", "lettings", "2026", str(file))
    with pytest.raises(CommandError, match="cannot be read"):
        run("render_cds", "lettings", "2026", str(tmp_path / "missing.json"))


def test_render_derives_what_the_portal_would_and_keeps_what_is_given(tmp_path: Path) -> None:
    answers = {"startdate": "2026-05-01", "needstype": 1, "rent_type": 0, "period": 2, "brent": 100, "hhtype": 9}
    case = {"context": {"owning_organisation": {"id": 7, "provider_type": "LA"}}, "answers": answers}
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case))
    (form,) = etree.fromstring(run("render_cds", "lettings", "2026", str(file)).encode()).findall("form")
    assert form.findtext("lettype") == "3"
    assert form.findtext("wrent") == "50.0"
    assert form.findtext("hhtype") == "9"
    bare = run("render_cds", "lettings", "2026", "--as-stored", str(file))
    assert etree.fromstring(bare.encode()).find("form").findtext("wrent") == ""
