"""What a postcode may look like, and the one way it is written. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

_KEPT = 4096
"""How many answers are known by heart: the same few postcodes are asked about at every step of a log."""
_STANDARD = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?|GIR) ?([0-9][A-Z]{2})$")
_SPECIAL = re.compile(
    r"^(?:"
    r"(?:ASCN|STHL|TDCU|BBND|[BFS]IQQ|PCRN|TKCA) ?[0-9][A-Z]{2}"
    r"|BFPO ?[0-9]{1,4}"
    r"|(?:KY[0-9]|MSR|VG|AI)[ -]?[0-9]{4}"
    r"|[A-Z]{2} ?[0-9]{2}"
    r"|GE ?CX"
    r"|GIR ?0A{2}"
    r"|SAN ?TA1"
    r")$"
)


@lru_cache(maxsize=_KEPT)
def is_valid_postcode(text: str | None) -> bool:
    """True for the forms the collection accepts: UK, forces and overseas territories."""
    if not text:
        return False
    upper = text.upper()
    return bool(_STANDARD.fullmatch(upper) or _SPECIAL.fullmatch(upper))


@lru_cache(maxsize=_KEPT)
def compact_postcode(text: str | None) -> str:
    """Upper-case ASCII letters and digits without spaces: the key for comparing and looking up."""
    if not text:
        return ""
    ascii_ = text if text.isascii() else text.encode("ascii", "ignore").decode()
    return "".join(ascii_.split()).upper()


@lru_cache(maxsize=_KEPT)
def normalise_postcode(text: str | None) -> str:
    """Upper-case, with one space before the inward code when it is a UK postcode.

    Text that is no postcode is kept (upper-case, without plain spaces), so that the person sees what they
    typed beside the error. A non-breaking space makes it invalid on purpose: it is kept as typed.
    """
    if not text:
        return ""
    stripped = "".join(text.split(" ")).upper().strip("\t\r\n")
    match = _STANDARD.fullmatch(stripped)
    return f"{match[1]} {match[2]}" if match else stripped
