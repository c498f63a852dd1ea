"""Finding a browser, and putting axe's findings into words."""

import os
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

# Quiet a system browser that was made for a desktop.
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@lru_cache(maxsize=1)
def find_chromium() -> str | None:
    """Give the browser named in CHROMIUM, the system's, or the one Playwright downloaded."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    own = sorted(cache.glob("chromium*/chrome-*/*chrome*"))
    return next((str(path) for path in own if path.is_file() and os.access(path, os.X_OK)), None)


def why_no_browser() -> str | None:
    """Say why browser tests cannot run, or None when they can."""
    if find_chromium() is None:
        return "no Chromium found (Debian: apt-get install chromium; or set CHROMIUM to its path)"
    return None


def describe(violations: list[dict[str, Any]]) -> str:
    """One line per rule, one per place, in the order in which a person would fix them."""
    lines = []
    for violation in violations:
        lines.append(f"  {violation['impact']}: {violation['help']} ({violation['id']})")
        lines += [
            f"      {' '.join(map(str, node['target']))}   {node['html'][:160]}" for node in violation["nodes"][:8]
        ]
        if len(violation["nodes"]) > 8:
            lines.append(f"      ... and {len(violation['nodes']) - 8} more")
    return "\n".join(lines)
