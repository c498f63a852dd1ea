"""The XML of the documents: exact escaping, self-closing empties, two spaces a level."""

from __future__ import annotations

import re

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
DOCUMENT_START = f"{DECLARATION}<forms>\n"
DOCUMENT_END = "</forms>\n"
RECORD_START = "  <form>\n"
RECORD_END = "  </form>\n"

_SPECIAL = re.compile(r"[&<>\r]")
_REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
# Characters that XML 1.0 cannot hold in any form; one of them would make the whole archive unreadable.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escape(text: str) -> str:
    """Only what must be escaped is; quotes, line feeds and letters of any script stay."""
    if _IMPOSSIBLE.search(text):
        text = _IMPOSSIBLE.sub("", text)
    return _SPECIAL.sub(lambda found: _REFERENCES[found.group()], text)


def line(name: str, text: str) -> str:
    """One element of a record."""
    escaped = escape(text)
    return f"    <{name}>{escaped}</{name}>\n" if escaped else f"    <{name}/>\n"


def manifest(count: int) -> str:
    """The document that tells the receiver how many records an archive holds."""
    return (
        f"{DECLARATION}<report>\n  <form-data-summary>\n    <records>\n"
        f"      <count-of-records>{count}</count-of-records>\n"
        "    </records>\n  </form-data-summary>\n</report>\n"
    )
