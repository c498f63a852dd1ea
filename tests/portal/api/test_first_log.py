"""The way to the first log that docs/api.md shows works as it stands there."""

from __future__ import annotations

import io
import re
import shlex
import urllib.error
import urllib.request
from email.message import Message
from textwrap import dedent
from typing import Any

import pytest

from django.conf import settings
from django.test import Client

from orgs.areas.shipped import load_shipped_areas
from tests.portal.api.calling import System

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
SITE = "https://core.example.org"


def blocks(language: str) -> list[str]:
    """What the page shows in one language, without its indent."""
    text = (settings.BASE_DIR / "docs" / "api.md").read_text()
    return [dedent(found) for found in re.findall(rf"^( *```{language}\n.*?)^ *```$", text, re.M | re.S)]


def lines_of(block: str) -> str:
    return "\n".join(block.splitlines()[1:])


@pytest.fixture
def system() -> System:
    load_shipped_areas()
    return System(is_test=True)


def test_each_command_line_is_answered(system: System) -> None:
    asked = 0
    for block in map(lines_of, blocks("sh")):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line)
            if words[0] != "curl":
                continue
            method = words[words.index("-X") + 1] if "-X" in words else "GET"
            sent = words[words.index("-d") + 1] if "-d" in words else None
            answer = system.send(method, words[-1].removeprefix("$CORE/"), sent)
            assert answer.status_code == 200, answer.content
            asked += 1
    assert asked == 2


def test_the_program_adds_its_log_once_and_says_what_is_wrong(system: System, monkeypatch: Any, capsys: Any) -> None:
    def urlopen(request: urllib.request.Request) -> io.BytesIO:
        path = request.full_url.removeprefix(SITE)
        kind = request.headers["Content-type"]
        answer = Client().generic(request.get_method(), path, request.data, kind, headers=dict(request.header_items()))
        body = io.BytesIO(answer.content)
        if answer.status_code >= 400:
            raise urllib.error.HTTPError(request.full_url, answer.status_code, "", Message(), body)
        return body

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    monkeypatch.setenv("CORE", f"{SITE}/api/v1")
    monkeypatch.setenv("KEY", system.text)
    (program,) = map(lines_of, blocks("python"))
    for _ in range(2):
        exec(program, {})
    first, second = capsys.readouterr().out.splitlines()
    assert first == second
    assert " in_progress ['renewal'" in first
    with pytest.raises(SystemExit, match="tenancycode"):
        exec(program.replace('"T-1"', f'"{"x" * 300}"'), {})
