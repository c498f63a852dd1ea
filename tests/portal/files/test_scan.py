"""The virus scanner is asked before anything is kept; what it refuses, and what it cannot check, is not kept."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from portal.files.scan import Refused, scan

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Daemon(socketserver.StreamRequestHandler):
    """Speaks as much of clamd's protocol as is used."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        if EICAR in content:
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0")
        elif b"too much" in content:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        else:
            self.wfile.write(b"stream: OK\0")


@pytest.fixture
def daemon(settings: Any) -> Iterator[Any]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Daemon) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


def test_a_clean_file_passes(daemon: Any) -> None:
    scan(b"x" * 200_000)


@pytest.mark.parametrize(("content", "code"), [(EICAR, "virus"), (b"too much", "scanner_failed")])
def test_what_is_not_clean_is_refused(daemon: Any, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        scan(content)
    assert refusal.value.code == code


def test_a_scanner_that_is_down_says_so(settings: Any) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    with pytest.raises(Refused) as refusal:
        scan(b"x")
    assert refusal.value.code == "scanner_down"


def test_without_a_scanner_nothing_is_asked(settings: Any) -> None:
    settings.CLAMD_URL = ""
    scan(EICAR)
