"""Nothing with personal data is left behind for longer than a day."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command

from accounts.mail import queue_email
from accounts.models import SentEmail
from export_cds.leftovers import clear_leftovers
from export_cds.running.build import work_folder
from export_cds.running.request import request_run
from portal.clock import now
from portal.jobs.housekeeping import prune
from portal.jobs.import_files import KEPT, sweep_import_files
from tests.export_cds.runs import export
from tests.factories.accounts import ProviderFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_work_folders_of_runs_that_have_ended(store: Path) -> None:
    ended = export(collection="users")
    (work_folder(ended) / "core.zip").write_text("personal")
    going_on = request_run(actor=None, enqueue=False)
    (work_folder(going_on) / "core.zip").write_text("personal")
    clear_leftovers(now())
    assert [path.name for path in work_folder(going_on).parent.iterdir()] == [f"run-{going_on.pk}"]


def test_import_files_that_nobody_confirmed() -> None:
    store: Any = storages["import_export"]
    old, new = (store.save(f"sent/{name}.csv", ContentFile(b"personal")) for name in ("old", "new"))
    moment = (now() - KEPT - timedelta(minutes=1)).timestamp()
    os.utime(store.path(old), (moment, moment))
    assert sweep_import_files(now()) == 1
    assert not store.exists(old)
    assert store.exists(new)
    store.delete(new)


def test_the_night_sweeps_both(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = export(collection="users")
    (work_folder(run) / "core.zip").write_text("personal")
    prune(now())
    assert list(work_folder(run).iterdir()) == []


def test_emails_of_a_backup_are_held_back(capsys: pytest.CaptureFixture[str]) -> None:
    queue_email("password_reset", user=ProviderFactory())
    call_command("hold_emails")
    assert SentEmail.objects.get().state == SentEmail.State.FAILED
    assert "1 held back" in capsys.readouterr().out
