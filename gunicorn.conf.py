"""How gunicorn serves the portal; it reads this file by itself when it is started in this folder."""

import json
from typing import Any

from gunicorn import util

limit_request_line = 8190
"""All filters of a list with long values fit."""


def _refuse(sock: Any, status_int: int, reason: str, mesg: str) -> None:
    """What is no request of HTTP is refused before its address is known, so it is told in the shape of the API."""
    problem = {"type": "urn:core:problem:bad-request", "title": reason, "status": status_int, "code": "bad-request"}
    body = json.dumps({**problem, "detail": mesg})
    lines = [f"HTTP/1.1 {status_int} {reason}", "Connection: close", "Content-Type: application/problem+json"]
    util.write_nonblock(
        sock, "\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]).encode("ascii", "replace")
    )


util.write_error = _refuse
