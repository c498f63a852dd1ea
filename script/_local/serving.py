"""The web server and the job worker side by side, ended together."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from types import FrameType

from .base import PYTHON, ROOT, Problem, say

PATIENCE = 20  # seconds between asking a process to stop and insisting
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class Stopped(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


def ensure_free(host: str, port: int) -> None:
    """Say it before any work is done when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Problem(f"Port {port} on {host} is taken. Choose another: PORT={port + 1} script/server") from error


def web_command(host: str, port: int, debug: bool) -> list[str]:
    """Serve as production does; with DEBUG set, with tracebacks and reloading instead."""
    if debug:
        return [str(PYTHON), str(ROOT / "manage.py"), "runserver", f"{host}:{port}"]
    return [
        str(PYTHON), "-m", "gunicorn", "portal.wsgi", "--bind", f"{host}:{port}", "--workers", "2", "--threads", "4",
        "--worker-tmp-dir", "/dev/shm" if os.access("/dev/shm", os.W_OK) else str(ROOT / ".local"),  # noqa: S108
        "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip


def serve(commands: dict[str, Sequence[str]], env: dict[str, str], address: str, sign_ins: str) -> int:
    """Run all commands until one ends or we are told to stop; leave no process behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            running[name] = _start(command, env)
        _wait_until_it_answers(address, running)
        say(f"the portal is at {address}")
        print(sign_ins.rstrip(), file=sys.stderr, flush=True)
        say("Ctrl-C stops it")
        name = _first_to_end(running)
        say(f"the {name} ended by itself with code {running[name].returncode}; stopping the rest")
        return 1
    except (Stopped, KeyboardInterrupt):
        return 0
    finally:
        _end(running)


def _start(command: Sequence[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches only us, and we end each process in good order.
    return subprocess.Popen(
        command, env=env, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_die_with_parent
    )


def _die_with_parent() -> None:
    """Ask Linux to stop the child even when we are killed outright."""
    libc = ctypes.CDLL(None)
    libc.prctl(DIE_WITH_PARENT, signal.SIGTERM)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _wait_until_it_answers(address: str, running: dict[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in running.values()):
            return
        try:
            with urllib.request.urlopen(f"{address}health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Problem("The portal does not answer after a minute; see the messages above.")


def _first_to_end(running: dict[str, subprocess.Popen[bytes]]) -> str:
    while True:
        for name, process in running.items():
            if process.poll() is not None:
                return name
        time.sleep(0.5)


def _end(running: dict[str, subprocess.Popen[bytes]]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    if not running:
        return
    say("stopping")
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in running.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        # Workers of a worker: whatever is left of the session goes too.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
