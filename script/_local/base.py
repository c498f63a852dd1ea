"""Places, messages and the lock shared by all commands."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
HARDLY_ANY_SPACE = 32 * 2**20
# Tools start others, which a signal to the first does not reach: told to end, it takes its whole group along.
ENDED_TOGETHER = "trap 'kill -9 -$$' TERM; exec 3<&0; \"$@\" <&3 3<&- & exec 3<&-; wait $!"
# What tools say when the fault is the machine's, and what to tell the person instead of all their output.
NO_NETWORK = (
    *("Temporary failure in name resolution", "Name or service not known", "Temporary failure resolving"),
    *("Network is unreachable", "Failed to establish a new connection", "Cannot connect to proxy"),
    *("ConnectTimeoutError", "Read timed out", "Could not connect to"),
    *("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"),
)
KNOWN_FAULTS = {
    "No space left on device": "there is no space left on the disk.",
    "ENOSPC": "there is no space left on the disk.",
    "No usable temporary directory": "no folder for temporary files can be written; is the disk full?",
    **dict.fromkeys(NO_NETWORK, "the package registry cannot be reached; is there a network?"),
}


class Problem(Exception):
    """Something the person at the keyboard has to know; shown without a traceback."""


def say(line: str) -> None:
    """Tell what is being done; on stderr, so that `$(script/database)` stays clean."""
    print(f"-- {line}", file=sys.stderr, flush=True)


def run(
    command: Sequence[str | os.PathLike[str]],
    what: str,
    *,
    env: dict[str, str] | None = None,
    cwd: Path = ROOT,
    uid: int | None = None,
    stdin_text: str | None = None,
) -> str:
    """Run a tool quietly and give back what it printed; show everything only when it fails."""
    as_other: dict[str, Any] = {} if uid is None else {"user": uid, "group": uid, "extra_groups": []}
    process = subprocess.Popen(
        ["/bin/sh", "-c", ENDED_TOGETHER, "sh", *(os.fspath(part) for part in command)],
        cwd=cwd,
        env=env,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=die_with_parent,
        **as_other,
    )
    try:
        output, _ = process.communicate(stdin_text or "")
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    if process.returncode != 0:
        if cause := _cause_of(output):
            raise Problem(f"{what} failed: {cause}")
        raise Problem(f"{what} failed ({' '.join(os.fspath(part) for part in command[:4])} ...):\n{output.strip()}")
    return str(output)


def _cause_of(output: str) -> str:
    """The machine's fault in words, where it was one: some tools fail on a full disk without naming it."""
    for words, cause in KNOWN_FAULTS.items():
        if words in output:
            return cause
    left = shutil.disk_usage(ROOT).free
    return f"only {left // 2**20} MB are left on the disk." if left < HARDLY_ANY_SPACE else ""


def die_with_parent() -> None:
    """Ask Linux to stop a child even when its parent is killed outright."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


@contextlib.contextmanager
def only_one(name: str) -> Iterator[None]:
    """Let one process at a time prepare the checkout; the others wait, then find it ready."""
    make_local_folder()
    try:
        handle = (LOCAL / f"{name}.lock").open("w")
    except PermissionError as error:
        raise Problem(
            f"{LOCAL} belongs to another user. Use a checkout of your own, or give this one to yourself."
        ) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another run to finish its preparations")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def make_local_folder() -> None:
    """Create the git-ignored folder for everything this machine adds to the checkout."""
    try:
        LOCAL.mkdir(mode=0o755, exist_ok=True)
    except PermissionError as error:
        raise Problem(f"{ROOT} cannot be written by this user. Use a checkout of your own.") from error


def fingerprint(paths: Iterable[Path], *extra: str) -> str:
    """Say in one word what these files contain, so that work is redone only after a change."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    for text in extra:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def is_stamped(stamp: Path, mark: str) -> bool:
    """Say whether the last finished work carries this fingerprint."""
    try:
        return stamp.read_text() == mark
    except FileNotFoundError:
        return False
