"""Which Chromium the browser tests may drive."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from .base import PYTHON

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find() -> str | None:
    """Give the path of a browser: the one named in CHROMIUM, the system's, or Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    where = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    answer = subprocess.run([PYTHON, "-c", where], capture_output=True, text=True, check=False)
    own = answer.stdout.strip()
    return own if own and Path(own).exists() else None
