"""The web server and the job worker side by side, ended together."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from types import FrameType

from .base import PYTHON, ROOT, Problem, die_with_parent, say

PATIENCE = 20  # seconds between asking a process to stop and insisting


class Stopped(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


def place_from_environment() -> tuple[str, int]:
    """HOST and PORT, refused in one line when nothing can listen there."""
    host, text = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 65536):
        raise Problem(f"PORT must be a number from 1 to 65535, not {text!r}.")
    port = int(text)
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise Problem(f"HOST must be a name or address of this machine, not {host!r}.") from error
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise Problem(_why_not(error, host, port)) from error
    return host, port


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken. Choose another: PORT={min(port + 1, 65535)} script/server"
    if error.errno == errno.EACCES:
        return f"Port {port} needs the rights of an administrator. Choose one above 1023: PORT=8000 script/server"
    return f"Nothing can listen on {host}: it is no address of this machine. Leave HOST out, or set HOST=0.0.0.0"


def web_command(host: str, port: int, debug: bool) -> list[str]:
    """Serve as production does; with DEBUG set, with tracebacks and reloading instead."""
    if debug:
        return [str(PYTHON), str(ROOT / "manage.py"), "runserver", f"{host}:{port}"]
    return [
        str(PYTHON), "-m", "gunicorn", "portal.wsgi", "--bind", f"{host}:{port}", "--workers", "2", "--threads", "4",
        "--worker-tmp-dir", "/dev/shm" if os.access("/dev/shm", os.W_OK) else str(ROOT / ".local"),  # noqa: S108
        "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip


def serve(commands: Mapping[str, Sequence[str]], env: dict[str, str], address: str, sign_ins: str) -> int:
    """Run all commands until one ends or we are told to stop; leave no process behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            running[name] = _start(command, env)
        if _answers(address, running):
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
        command, env=env, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=die_with_parent
    )


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _answers(address: str, running: dict[str, subprocess.Popen[bytes]]) -> bool:
    """Wait until the portal answers; say whether it does before one of its processes ends."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in running.values()):
            return False
        try:
            with urllib.request.urlopen(f"{address}health", timeout=2):
                return True
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
