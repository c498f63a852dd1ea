"""Takes out of log lines what would let their reader in, tells who somebody is, or is no news."""

from __future__ import annotations

import logging
import re
import traceback
from typing import Any

SECRET_LINK = re.compile(r"(/account/link/)[^/\s'\"]+")
ROW_VALUES = re.compile(r"(?m)^(\s*DETAIL:\s*).*$")
"""PostgreSQL repeats the values of the row that it refuses."""
KEY_VALUES = re.compile(r"(Key \([^)]*\)=)\(.*?\)(?= |$)", re.M)


def without_secrets(text: str) -> str:
    """The text with secrets and values of rows taken out."""
    for pattern in (SECRET_LINK, ROW_VALUES, KEY_VALUES):
        text = pattern.sub(r"\1[hidden]", text)
    return text


class SecretsFilter(logging.Filter):
    """On every handler, so that no logger of a package goes round it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never drops a line."""
        message = record.getMessage()
        if (cleaned := without_secrets(message)) != message:
            record.msg, record.args = cleaned, None
        if record.exc_info and not record.exc_text:
            record.exc_text = without_secrets("".join(traceback.format_exception(*_parts(record.exc_info))).rstrip())
        return True


class RefusedFilter(logging.Filter):
    """A request that is refused or finds nothing (403, 404) is one line: nothing went wrong, so no traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never drops a line."""
        if getattr(record, "status_code", None) in (403, 404):
            record.exc_info = record.exc_text = None
        return True


def _parts(exc_info: Any) -> Any:
    return exc_info if isinstance(exc_info, tuple) else (type(exc_info), exc_info, exc_info.__traceback__)
