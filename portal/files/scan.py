"""Asking a virus scanner (clamd) before anything of a file is kept; a scanner that is down keeps nothing."""

from __future__ import annotations

import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings

_PIECE = 64 * 1024
_SECONDS = 20


class Refused(Exception):
    """A file that is not taken, and why in words for whoever sent it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def scan(content: bytes) -> None:
    """Refused when the scanner finds something or cannot be asked; nothing is scanned where none is configured."""
    address = getattr(settings, "CLAMD_URL", "")
    if not address:
        return
    try:
        answer = _ask(address, content)
    except OSError as error:
        text = "Files cannot be checked for viruses at the moment, so none is taken. Try again in a few minutes."
        raise Refused("scanner_down", text) from error
    if "FOUND" in answer:
        raise Refused("virus", "The virus scanner refused the file. It was not kept.")
    if not answer.endswith("OK"):
        text = "The virus scanner could not check the file, so it was not taken. Try again in a few minutes."
        raise Refused("scanner_failed", text)


def _ask(address: str, content: bytes) -> str:
    with _connect(address) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _PIECE):
            piece = content[start : start + _PIECE]
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0"):
            more = line.recv(4096)
            if not more:
                break
            answer += more
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def _connect(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_SECONDS)
        line.connect(parts.path)
        return line
    return socket.create_connection((parts.hostname or "localhost", parts.port or 3310), _SECONDS)
