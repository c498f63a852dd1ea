"""What a page of a log carries to say whose it is and which one: signed, so that it cannot be made up.

With it the same page creates one log however often it is sent, and a page that was sent after the session had ended
is kept for the person who filled it in, and for nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.core import signing

from accounts.models import User

NAME = "form_token"
SALT = "portal.logs.form"
VALID = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class FormToken:
    """Whose page it is, and its number."""

    person_id: int
    number: UUID

    @classmethod
    def new(cls, person: User) -> FormToken:
        """For a page that is shown now."""
        return cls(person.pk, uuid4())

    def __str__(self) -> str:
        return signing.dumps([self.person_id, self.number.hex], salt=SALT)


def read_token(text: str | None) -> FormToken | None:
    """The token of a page that was sent; None when it is none of ours or too old."""
    try:
        person_id, number = signing.loads(text or "", salt=SALT, max_age=VALID)
        return FormToken(int(person_id), UUID(hex=number))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def token_of(person: User, text: str | None) -> FormToken | None:
    """The same, for the person who is signed in only."""
    token = read_token(text)
    return token if token is not None and token.person_id == person.pk else None
