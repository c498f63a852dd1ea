"""E-mail addresses as they are stored and compared: what looks the same is the same."""

from __future__ import annotations

import unicodedata
from typing import Any


def clean_address(typed: Any) -> str:
    """Small letters, one way to write each letter, and nothing that cannot be seen, wherever it was copied from."""
    text = unicodedata.normalize("NFKC", str(typed or ""))
    return "".join(sign for sign in text if not _invisible(sign)).lower()


def _invisible(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}
