"""The Python environment in .venv, brought up to the pinned requirements."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .base import LOCAL, PYTHON, ROOT, VENV, Problem, fingerprint, is_stamped, run, say

REQUIREMENTS = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]
STAMP = VENV / ".ready"


def ensure() -> None:
    """Make .venv hold exactly what the requirements say; nothing to do when they have not changed."""
    # A virtual environment does not survive being moved or losing its Python: both are part of the mark.
    mark = fingerprint(REQUIREMENTS, str(ROOT), f"{sys.version_info[0]}.{sys.version_info[1]}")
    if is_stamped(STAMP, mark) and PYTHON.exists():
        return
    if not _runs(PYTHON) or not is_stamped(VENV / ".place", str(ROOT)):
        say(f"creating .venv with Python {sys.version.split()[0]}")
        shutil.rmtree(VENV, ignore_errors=True)
        _create()
        (VENV / ".place").write_text(str(ROOT))
    say("installing the Python packages of requirements-dev.txt")
    run(
        [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "-r", REQUIREMENTS[1]],
        "installing the Python packages",
        env=_pip_environment(),
    )
    STAMP.write_text(mark)


def _runs(python: Path) -> bool:
    """Say whether this interpreter starts and has pip: an interrupted creation may leave half of one."""
    if not python.exists():
        return False
    return subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def _create() -> None:
    """Create the virtual environment even where Debian left `ensurepip` out."""
    if _has_module("ensurepip"):
        run([sys.executable, "-m", "venv", VENV], "creating .venv")
        return
    if _has_module("virtualenv"):
        run([sys.executable, "-m", "virtualenv", "--quiet", VENV], "creating .venv")
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("installing python3-venv with apt-get, which this Python lacks")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "-qq"], "apt-get update", env=quiet)
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        run(["apt-get", "install", "-y", "-qq", package], f"installing {package}", env=quiet)
        run([sys.executable, "-m", "venv", VENV], "creating .venv")
        return
    if shutil.which("pip3"):
        tools = LOCAL / "virtualenv"
        say("fetching virtualenv, since this Python has no venv")
        run(["pip3", "install", "--quiet", "--target", tools, "virtualenv"], "fetching virtualenv")
        env = {**os.environ, "PYTHONPATH": str(tools)}
        run([sys.executable, "-m", "virtualenv", "--quiet", VENV], "creating .venv", env=env)
        return
    raise Problem(
        "This Python cannot create virtual environments. Install that first, then run this again:\n"
        "    sudo apt-get install python3-venv"
    )


def _has_module(name: str) -> bool:
    return subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0


def _pip_environment() -> dict[str, str]:
    """Keep pip from writing into a home folder that does not exist (service users have none)."""
    env = dict(os.environ)
    if not os.access(os.path.expanduser("~"), os.W_OK):
        env["PIP_CACHE_DIR"] = str(LOCAL / "pip-cache")
    return env
