"""A store to deliver to and a place to build in, new for every test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from export_cds.running import deliver


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that stands for the department's store."""
    folder = tmp_path / "store"
    settings.EXPORT_WORK_DIR = str(tmp_path / "work")
    settings.STORAGES = {
        **settings.STORAGES,
        "exports": {"BACKEND": "export_cds.storage.FolderStorage", "OPTIONS": {"location": str(folder)}},
    }
    monkeypatch.setattr(deliver, "FIRST_WAIT_SECONDS", 0.0)
    return folder
