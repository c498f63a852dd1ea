"""What the commands in script/ do when the machine or the person stops them."""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import pytest

from settings.base import BASE_DIR

sys.path.insert(0, str(BASE_DIR / "script"))
from _local import base, commands, dependencies, postgres, serving

# A tool that starts another, writes down its process and waits for it.
TOOL = (
    "import subprocess, sys; p = subprocess.Popen(['sleep', '60']); open(sys.argv[1], 'w').write(str(p.pid)); p.wait()"
)
COMMAND = f"import sys; sys.path.insert(0, 'script'); from _local.base import run; run([sys.executable, '-c', {TOOL!r}, sys.argv[1]], 'a tool')"


def _is_there(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False


def _heed_interrupts() -> None:
    """A shell has what it runs in the background ignore them, and all that this starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_what_a_tool_started_ends_with_the_command(how: signal.Signals, tmp_path: Path) -> None:
    note = tmp_path / "process"
    command = subprocess.Popen(
        [sys.executable, "-c", COMMAND, note],
        cwd=BASE_DIR,
        stderr=subprocess.DEVNULL,
        preexec_fn=_heed_interrupts,
    )
    for _ in range(200):
        if note.exists() and note.read_text():
            break
        time.sleep(0.05)
    started = int(note.read_text())
    assert _is_there(started)
    os.kill(command.pid, how)
    command.wait()
    for _ in range(200):
        if not _is_there(started):
            break
        time.sleep(0.05)
    assert not _is_there(started)


def test_a_tool_reads_what_it_is_given_and_its_failure_is_told() -> None:
    assert base.run(["cat"], "reading", stdin_text="a line") == "a line"
    assert base.run(["cat"], "reading") == ""
    with pytest.raises(base.Problem, match=r"looking failed .*no-such-tool"):
        base.run(["no-such-tool"], "looking")


def test_a_full_disk_is_named_also_where_the_tool_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(base.shutil, "disk_usage", lambda _: usage(2**30, 2**30, 2**20))
    with pytest.raises(base.Problem, match=r"^installing failed: only 1 MB are left on the disk\.$"):
        base.run(["false"], "installing")


def test_a_look_up_that_nobody_answers_is_no_vulnerability() -> None:
    assert dependencies._was_not_answered("npm error audit endpoint returned an error")
    assert dependencies._was_not_answered("getaddrinfo ENOTFOUND registry")
    assert not dependencies._was_not_answered("Found 1 known vulnerability in 1 package")


COMMANDS = sorted(path for path in (BASE_DIR / "script").iterdir() if path.is_file())


@pytest.mark.parametrize("path", COMMANDS, ids=[path.name for path in COMMANDS])
def test_help_says_what_a_command_does(path: Path) -> None:
    function = getattr(commands, path.name.replace("-", "_"))
    assert f"import {function.__name__}\n" in path.read_text()
    assert os.access(path, os.X_OK)
    for flag in ("--help", "-h"):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            assert function([flag]) == 0
        assert re.match(rf"script/{path.name}[: \[]", said.getvalue()), said.getvalue()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("PORT", "abc", "PORT must be a number from 1 to 65535, not 'abc'."),
        ("PORT", "70000", "PORT must be a number from 1 to 65535, not '70000'."),
        ("HOST", "two words", "HOST must be a name or address of this machine, not 'two words'."),
        ("HOST", "192.0.2.1", "Nothing can listen on 192.0.2.1: it is no address of this machine."),
    ],
)
def test_a_wrong_place_is_one_line(name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(base.Problem, match=f"^{re.escape(message)}.*$"):
        serving.place_from_environment()


def test_a_port_that_is_taken_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(base.Problem, match=rf"^Port {port} on 127\.0\.0\.1 is taken\. Choose another: .*$"):
            serving.place_from_environment()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://x/y", r"DATABASE_URL must begin with postgres://, .*"),
        ("nonsense", r"DATABASE_URL must begin with postgres://, .*"),
        ("postgres://u:[p@h/x", r"DATABASE_URL cannot be read\. .*"),
    ],
)
def test_a_wrong_database_is_one_line(url: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(base.Problem, match=f"^{message}$"):
        postgres.ensure()


def test_a_database_that_does_not_answer_is_one_line() -> None:
    with pytest.raises(base.Problem, match=r"^The database that DATABASE_URL names cannot be used: .*$"):
        postgres.try_out("postgres://nobody@127.0.0.1:9/none")


@pytest.mark.parametrize(
    "said", ["Could not fetch: [Errno -3] Temporary failure in name resolution", "npm error ECONNREFUSED"]
)
def test_no_network_is_one_line(said: str) -> None:
    with pytest.raises(base.Problem, match=r"^installing failed: the package registry cannot be reached; .*\?$"):
        base.run(["sh", "-c", f"echo '{said}'; exit 1"], "installing")


def test_the_address_is_told_only_once_the_portal_answers() -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    assert not serving._answers("http://127.0.0.1:9/", {"web server": ended})


class TestReset:
    """Data are thrown away only where nothing works on them, and only those of this checkout."""

    @pytest.fixture(autouse=True)
    def _a_cluster(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.data = tmp_path / "cluster" / "data"
        self.data.mkdir(parents=True)
        cluster = postgres.Cluster(str(base.ROOT), str(self.data.parent), "programs", 9, os.geteuid())
        monkeypatch.setattr(postgres, "NOTE", tmp_path / "note.json")
        monkeypatch.setattr(postgres, "LOCAL", tmp_path)
        monkeypatch.setattr(base, "LOCAL", tmp_path)
        monkeypatch.delenv("DATABASE_URL", raising=False)
        postgres._write_note(cluster)

    def test_a_server_that_is_too_busy_to_answer_keeps_its_data(self) -> None:
        pipe = subprocess.PIPE
        server = subprocess.Popen(
            [sys.executable, "-c", "import sys; print(flush=True); sys.stdin.read()", self.data],
            stdin=pipe,
            stdout=pipe,
        )
        assert server.stdout
        server.stdout.readline()  # it runs
        (self.data / "postmaster.pid").write_text(f"{server.pid}\n")
        try:
            with pytest.raises(base.Problem, match="runs but does not answer, so its data stay"):
                postgres.reset()
        finally:
            server.communicate()
        assert self.data.exists()
        postgres.reset()
        assert not self.data.exists()

    def test_a_server_that_somebody_works_with_keeps_its_data(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(postgres, "_answers", lambda cluster: True)
        monkeypatch.setattr(postgres, "_in_use", lambda cluster: "core_portal")
        with pytest.raises(base.Problem, match="Something still works with its databases"):
            postgres.reset()
        assert self.data.exists()

    def test_a_database_of_somebody_elses_is_left_alone(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:9/none")
        assert commands.database(["reset"]) == 1
        assert "which this leaves alone" in capsys.readouterr().err
        assert self.data.exists()
