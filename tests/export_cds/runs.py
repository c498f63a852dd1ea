"""Running exports in tests and reading what arrived."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree

from export_cds.models import ExportRun
from export_cds.running.deliver import DeliveryFailed
from export_cds.running.perform import perform
from export_cds.running.request import request_run
from portal.clock import Frozen, now
from portal.jobs.work import work

FULL = "full"


def export(**wanted: Any) -> ExportRun:
    """Ask for an export and carry it out."""
    return perform(request_run(actor=None, enqueue=False, **wanted).pk)


def export_lettings(**wanted: Any) -> ExportRun:
    return export(collection="lettings", year=2026, **wanted)


def files(store: Path) -> list[str]:
    return sorted(path.name for path in store.iterdir()) if store.exists() else []


def entries(store: Path, archive: str) -> dict[str, str]:
    with zipfile.ZipFile(store / f"{archive}.zip") as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def records(store: Path, archive: str) -> list[dict[str, str]]:
    """All records of an archive, in order."""
    forms = [
        form
        for name, text in entries(store, archive).items()
        if name != "manifest.xml"
        for form in etree.fromstring(text.encode())
    ]
    return [{child.tag: child.text or "" for child in form} for form in forms]


def manifest_rows(store: Path, run: ExportRun) -> list[list[str]]:
    text = (store / run.manifest_name).read_bytes().decode()
    return [line.split(",") for line in text.split("\n")[1:-1]]


def tried_until(run: ExportRun, clock: Frozen, back: datetime) -> int:
    """Try the run at each of its times, in vain, until the store is back; how often that was."""
    tries = 0
    while now() < back:
        try:
            work("export", run.pk)
        except (OSError, DeliveryFailed):
            tries += 1
        run.refresh_from_db()
        if not run.is_open:
            break
        clock.move_to(run.retry_at)
    return tries
