"""Dependencies: chosen in requirements*.in, compiled with hashes, looked up for known vulnerabilities, listed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .base import KNOWN_FAULTS, LOCAL, PYTHON, ROOT, VENV, Problem, run, say

# What each list is compiled from. The first holds what runs; the others agree with it.
LISTS = {
    "requirements": "what runs",
    "requirements-worker": "what a job worker needs",
    "requirements-dev": "everything development needs",
}

# What the look-ups of vulnerabilities say when the registry does not offer them, as mirrors often do not.
NOT_ANSWERED = ("audit endpoint returned an error", "could not be audited", "ConnectionError", "Max retries exceeded")


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
        asked = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        print(asked.stdout.strip(), file=sys.stderr, flush=True)
        if asked.returncode != 0:
            failed.append(f"{what} (could not be asked for)" if _was_not_answered(asked.stdout) else what)
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


def _was_not_answered(output: str) -> bool:
    """Whether a look-up failed because nobody answered it, which says nothing about the packages."""
    return any(words in output for words in NOT_ANSWERED) or any(words in output for words in KNOWN_FAULTS)


def refuse_unknown(arguments: list[str]) -> bool:
    """Whether newest versions are asked for; a Problem for any other argument."""
    if arguments not in ([], ["--upgrade"]):
        raise Problem("Use: script/update-dependencies [--upgrade]")
    return bool(arguments)
