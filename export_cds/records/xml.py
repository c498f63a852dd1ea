"""The XML of the documents: exact escaping, self-closing empties, two spaces a level."""

from __future__ import annotations

import re

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
DOCUMENT_START = f"{DECLARATION}<forms>\n"
DOCUMENT_END = "</forms>\n"
RECORD_START = "  <form>\n"
RECORD_END = "  </form>\n"

SPECIAL = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


def escape(text: str) -> str:
    """Only what must be escaped is; quotes, line feeds and letters of any script stay.

    Characters that XML 1.0 cannot hold in any form go: one of them would make a whole archive unreadable.
    """
    if SPECIAL.search(text) is None:
        return text
    return SPECIAL.sub(lambda found: _REFERENCES.get(found.group(), ""), text)


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
