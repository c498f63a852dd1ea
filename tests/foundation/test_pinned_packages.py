"""The lists of packages can be installed on the oldest Python that machines with Debian or Ubuntu bring."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
OLDEST = "3.11.2"  # of Debian 12
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


def _pinned(name: str) -> set[str]:
    return {canonicalize_name(found) for found in _PINNED.findall((ROOT / name).read_text())}


def test_every_package_can_be_had_on_the_oldest_python() -> None:
    """A machine of development has a newer one, so nobody would notice."""
    wanted = {name: distribution(name).metadata["Requires-Python"] or "" for name in _pinned("requirements-dev.txt")}
    assert {name: versions for name, versions in wanted.items() if OLDEST not in SpecifierSet(versions)} == {}


def test_what_only_the_oldest_python_needs_is_listed() -> None:
    """The lists are compiled on a newer Python, which leaves out what it brings itself."""
    oldest = {"python_version": "3.11", "python_full_version": OLDEST, "extra": ""}
    missing = {}
    for listed in ("requirements.txt", "requirements-worker.txt", "requirements-dev.txt"):
        pinned = _pinned(listed)
        for name in pinned:
            for text in distribution(name).requires or ():
                needed = Requirement(text)
                if needed.marker and needed.marker.evaluate(oldest) and canonicalize_name(needed.name) not in pinned:
                    missing[f"{listed}: {needed.name}"] = name
    assert missing == {}
