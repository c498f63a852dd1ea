"""The checks that read code without running it, one list for people and for CI."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from .base import PYTHON, ROOT, VENV, say

# Enough for production settings to load; nothing here is used or reached.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "settings.production",
    "SECRET_KEY": "for-check-deploy-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
    "ALLOWED_HOSTS": "core.example.org",
    "DATABASE_URL": "postgres://nobody@database.invalid/core",
    "DATA_DIR": "/nonexistent",
    "NOTIFY_API_KEY": "not-a-key",
    "DEFAULT_FROM_EMAIL": "core@example.org",
}


def steps() -> list[tuple[str, Sequence[str], dict[str, str]]]:
    """Name, command and extra environment of every check."""
    manage = [str(PYTHON), str(ROOT / "manage.py")]
    tool = VENV / "bin"
    return [
        ("ruff check", [str(tool / "ruff"), "check", "."], {}),
        ("ruff format --check", [str(tool / "ruff"), "format", "--check", "."], {}),
        ("lint-imports", [str(tool / "lint-imports")], {}),
        ("mypy", [str(tool / "mypy"), "."], {"DJANGO_SETTINGS_MODULE": "settings.test"}),
        ("djlint", [str(tool / "djlint"), ".", "--lint", "--quiet"], {}),
        ("manage.py check", [*manage, "check", "--fail-level", "WARNING"], {}),
        ("manage.py makemigrations --check", [*manage, "makemigrations", "--check", "--dry-run"], {}),
        ("manage.py check --deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ]


def lint(env: dict[str, str]) -> list[str]:
    """Run every check, also after a failure, and name those that failed."""
    failed = []
    for name, command, extra in steps():
        say(name)
        if subprocess.run(command, cwd=ROOT, env={**env, **extra}, check=False).returncode != 0:
            failed.append(name)
    return failed
