"""Everything a command needs before it can do its own work."""

from __future__ import annotations

import os

from . import environment, frontend, postgres
from .base import LOCAL, VENV, only_one


def bootstrap() -> dict[str, str]:
    """Make environment, front end and database ready; give the process environment to use them in."""
    with only_one("bootstrap"):
        environment.ensure()
        frontend.ensure()
    url = postgres.ensure()
    if "DATABASE_URL" in os.environ:
        postgres.try_out(url)
    if "DATABASE_URL" not in os.environ:
        # So that an editor's test runner finds the database without our scripts.
        note = LOCAL / "database-server"
        server = postgres.with_name(url, postgres.DEFAULT_NAME)
        if not note.exists() or note.read_text() != server:
            note.write_text(server)
    env = {**os.environ, "DATABASE_URL": url, "VIRTUAL_ENV": str(VENV)}
    env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{env.get('PATH', '')}"
    return env
