"""Clients generated from the document of the API: they compile, and what they send and read is understood."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from orgs.areas.shipped import load_shipped_areas
from portal.api.calls import collection
from portal.api.openapi import document
from tests.portal.api.calling import System

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 09:30")]
HERE = Path(__file__).parent
PACKAGES = HERE.parent.parent / ".local" / "clients"
"""Where the packages that make a TypeScript client are put once; git does not see them."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the document."""
    load_shipped_areas()
    (tmp_path / "document.json").write_text(json.dumps(document(collection("lettings", 2026))))
    return tmp_path


def run(*parts: Any, folder: Path) -> str:
    """What a program printed; what it complained about fails the test."""
    done = subprocess.run([str(part) for part in parts], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout.strip()


def test_python(folder: Path, live_server: Any) -> None:
    generator = Path(sys.executable).with_name("openapi-python-client")
    run(generator, "generate", "--path", "document.json", "--output-path", "generated", "--meta", "none", folder=folder)
    told = run(sys.executable, HERE / "client.py", live_server.url, System().text, folder, folder=folder)
    assert told == "PY-1 in_progress 1"


def test_typescript(folder: Path, live_server: Any) -> None:
    node, modules = shutil.which("node"), _packages()
    (folder / "node_modules").symlink_to(modules)
    for name in ("package.json", "client.ts"):
        shutil.copy(HERE / name, folder)
    run(node, modules / "openapi-typescript/bin/cli.js", "document.json", "-o", "api.d.ts", folder=folder)
    options = ["--strict", "--target", "es2022", "--module", "nodenext"]
    run(node, modules / "typescript/bin/tsc", *options, "client.ts", folder=folder)
    told = run(node, "client.js", live_server.url, System().text, folder=folder)
    assert told == "TS-1 in_progress 1"


def _packages() -> Path:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node and npm are not on this machine")
    lock = (HERE / "package-lock.json").read_text()
    have = PACKAGES / "package-lock.json"
    if not have.exists() or have.read_text() != lock or not (PACKAGES / "node_modules").exists():
        PACKAGES.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "package.json", PACKAGES)
        shutil.copy(HERE / "package-lock.json", PACKAGES)
        fetched = subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=PACKAGES, capture_output=True, check=False
        )
        if fetched.returncode != 0:
            have.unlink()
            pytest.skip("the npm packages that make a TypeScript client could not be fetched")
    return PACKAGES / "node_modules"
