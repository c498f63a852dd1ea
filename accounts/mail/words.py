"""What people wrote about themselves and each other, as it may stand in an e-mail of the service."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST = 5_000
_KEPT = re.compile(r"[^\w\s.,'’&()–-]", re.UNICODE)
_LINK_LIKE = re.compile(r"[.](?=\w)")


def plain_words(value: Any, *, most: int = LONGEST) -> Any:
    """Names without anything that a mail program or the mail service would make a link, a heading or a line of."""
    if isinstance(value, str):
        return value if _is_address(value) else _plain(value, most)
    if isinstance(value, list | tuple):
        return [plain_words(item, most=most) for item in value]
    return value


def _plain(text: str, most: int) -> str:
    words = " ".join(_KEPT.sub(" ", text).split())
    words = _LINK_LIKE.sub(". ", words)
    return words if len(words) <= most else f"{words[:most].rstrip()}…"


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
