"""Dependencies: chosen in requirements*.in, compiled with hashes, looked up for known vulnerabilities, listed."""

from __future__ import annotations

import subprocess
from pathlib import Path

from .base import LOCAL, PYTHON, ROOT, VENV, Problem, run, say

# What each list is compiled from. The first holds what runs; the others agree with it.
LISTS = {
    "requirements": "what runs",
    "requirements-worker": "what a job worker needs",
    "requirements-dev": "everything development needs",
}


def compile_lists(upgrade: bool) -> None:
    """Write requirements*.txt anew; with `upgrade`, what was not chosen moves to its newest version."""
    for name, what in LISTS.items():
        say(f"compiling {name}.txt")
        target = ROOT / f"{name}.txt"
        pinned = [] if name == "requirements" else ["--constraint", "requirements.txt"]
        run(
            [
                PYTHON, "-m", "piptools", "compile", "--quiet", "--generate-hashes", "--strip-extras", "--no-header",
                "--allow-unsafe", "--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host",
                "--output-file", target, *(["--upgrade"] if upgrade else []), *pinned, f"{name}.in",
            ],
            f"compiling {name}.txt",
        )  # fmt: skip
        head = f"# Made by script/update-dependencies from {name}.in: {what}, with hashes.\n"
        lines = [
            line for line in target.read_text().splitlines() if not line.startswith(("--extra-index", "# Made by"))
        ]
        target.write_text(head + "\n".join(lines).strip() + "\n")


def audit() -> list[str]:
    """Ask for known vulnerabilities and write the bills of materials; name what failed."""
    folder = LOCAL / "sbom"
    folder.mkdir(parents=True, exist_ok=True)
    tool = VENV / "bin"
    steps: dict[str, list[str | Path]] = {
        "vulnerabilities of Python packages": [tool / "pip-audit", "--requirement", "requirements.txt", "--disable-pip", "--strict"],
        "vulnerabilities of npm packages": ["npm", "audit", "--prefix", "frontend"],
        "bill of materials, Python": [
            tool / "cyclonedx-py", "requirements", "requirements.txt", "--output-file", folder / "python.json",
        ],
    }  # fmt: skip
    failed = []
    for what, command in steps.items():
        say(what)
        if subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode != 0:
            failed.append(what)
    say("bill of materials, npm")
    listing = subprocess.run(
        ["npm", "sbom", "--sbom-format", "cyclonedx", "--package-lock-only"],
        cwd=ROOT / "frontend",
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0:
        (folder / "npm.json").write_text(listing.stdout)
    else:
        failed.append("bill of materials, npm")
    return failed


def refuse_unknown(arguments: list[str]) -> bool:
    """Whether newest versions are asked for; a Problem for any other argument."""
    if arguments not in ([], ["--upgrade"]):
        raise Problem("Use: script/update-dependencies [--upgrade]")
    return bool(arguments)
