"""Making keys and recognising them: what is kept cannot be turned back into a key.

A key reads `core_live_<id>_<secret>`. The id is looked up, the secret is compared as an HMAC-SHA256 under a pepper that
lives in the settings, not in the database. Peppers are numbered, so that a new one can be used for new keys while those
made with an older one still work.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import string
from dataclasses import dataclass

from django.conf import settings

_LETTERS = string.ascii_letters + string.digits
ID_LENGTH, SECRET_LENGTH = 12, 43
_SHAPE = re.compile(rf"core_(live|test)_([A-Za-z0-9]{{{ID_LENGTH}}})_([A-Za-z0-9]{{{SECRET_LENGTH}}})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Token:
    """A key as its owner holds it, taken apart."""

    is_test: bool
    key_id: str
    secret: str

    def __repr__(self) -> str:
        return f"Token({self.key_id})"  # whatever is logged, the secret is not

    def text(self) -> str:
        """What the owner is shown, once."""
        return f"core_{'test' if self.is_test else 'live'}_{self.key_id}_{self.secret}"


def new_token(*, is_test: bool) -> Token:
    """A key that nobody can guess."""
    return Token(is_test, _random(ID_LENGTH), _random(SECRET_LENGTH))


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def read_token(text: str) -> Token | None:
    """The key in a header, if it has the shape of one."""
    match = _SHAPE.fullmatch(text)
    return Token(match[1] == "test", match[2], match[3]) if match else None


def newest_pepper() -> int:
    """The number of the pepper for new keys."""
    return max(settings.API_KEY_PEPPERS)


def digest(secret: str, pepper: int) -> str:
    """What is kept of a secret."""
    return hmac.new(settings.API_KEY_PEPPERS[pepper].encode(), secret.encode(), hashlib.sha256).hexdigest()


def matches(secret: str, pepper: int, kept: str) -> bool:
    """Whether it is the secret that was kept; takes as long for a wrong one. A pepper that was taken away fits none."""
    if pepper not in settings.API_KEY_PEPPERS:
        return False
    return hmac.compare_digest(digest(secret, pepper), kept)
