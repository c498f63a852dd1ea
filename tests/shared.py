"""Where the specification and the reference samples lie: outside the repository, named by CORE_SHARED."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_ROOT = Path(os.environ.get("CORE_SHARED") or Path(__file__).resolve().parents[2] / "shared")


def shared_path(*parts: str) -> Path:
    """A file of the specification; the test is skipped where the specification is not at hand."""
    path = _ROOT.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{Path(*parts)} is not here; name its folder with CORE_SHARED")
    return path
