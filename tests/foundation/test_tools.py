"""What the commands in script/ do when the machine or the person stops them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import pytest

from settings.base import BASE_DIR

sys.path.insert(0, str(BASE_DIR / "script"))
from _local import base, dependencies

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


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_what_a_tool_started_ends_with_the_command(how: signal.Signals, tmp_path: Path) -> None:
    note = tmp_path / "process"
    command = subprocess.Popen([sys.executable, "-c", COMMAND, note], cwd=BASE_DIR, stderr=subprocess.DEVNULL)
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
