"""The sample world of each kind of log, for commands that judge answers without a database."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from lettings import sample_world as lettings
from orgs.areas.shipped import SHIPPED
from sales import sample_world as sales

_MODULES = {"lettings": lettings, "sales": sales}


def sample_world(log_type: str, reference: Path, year: int) -> Any:
    """The invented organisations, people and look-ups of a kind and year."""
    return _MODULES[log_type].world(reference, year)


def state_context(log_type: str, case: Any, reference: Path, at: datetime) -> tuple[Any, dict[str, Any]]:
    """The context that a case describes itself, and the answers it keeps apart from the others."""
    return _MODULES[log_type].state_context(case, reference, at)


def find_reference(path: Path, otherwise: Path = SHIPPED) -> Path:
    """The folder of areas and ranges for a file: `reference` above it, or in the folder that CORE_SHARED names.

    Where there is none, the areas that the portal ships, without rent and price ranges.
    """
    beside = os.environ.get("CORE_SHARED") or Path(settings.BASE_DIR).parent / "shared"
    for folder in (*path.resolve().parents, Path(beside)):
        if (folder / "reference" / "local_authorities.csv").is_file():
            return folder / "reference"
    return otherwise
