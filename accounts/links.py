"""Links sent by e-mail: made, looked up, used up."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import AccountLink, User
from portal.clock import now

VALID_FOR = timedelta(hours=24)
MINUTE, A_MINUTE = timedelta(minutes=1), 5
HOUR, AN_HOUR = timedelta(hours=1), 10
BY_ONE_PERSON, BY_SUPPORT = 30, 300
Purpose = AccountLink.Purpose


@dataclass(frozen=True)
class Found:
    """What a link turned out to be; without a link it is unknown or was replaced long ago."""

    state: str  # valid, expired, superseded, used, unknown
    link: AccountLink | None = None


class TooManyLinks(ValidationError):
    """Somebody asks for more links than anybody needs."""

    def __init__(self) -> None:
        super().__init__("Too many emails have been sent already. Wait an hour and try again.")


@transaction.atomic
def new_link(user: User, purpose: Purpose, email: str, *, sender: User | None = None) -> AccountLink:
    """A fresh link; earlier ones of the same purpose stop working, and say so.

    `sender` asked for it on behalf of somebody else. Every link counts against the person it is for and against its
    sender, so that nobody fills mailboxes with e-mails of the service, their own or others'.
    """
    for pk in sorted({user.pk, sender.pk if sender else user.pk}):  # two at once wait for each other, and one lives
        User.objects.select_for_update().get(pk=pk)
    if enough_for_now(user) or (sender and sender != user and enough_sent_by(sender)):
        raise TooManyLinks
    user.links.filter(purpose=purpose, used_at=None, superseded_at=None).update(superseded_at=now())
    return AccountLink.objects.create(
        user=user, purpose=purpose, email=email, sender=sender, expires_at=now().astimezone(UTC) + VALID_FOR
    )


def enough_for_now(user: User) -> bool:
    """Nobody can fill a mailbox with links, however many addresses and old links they ask from."""
    made = user.links
    return (
        made.filter(created_at__gt=now() - MINUTE).count() >= A_MINUTE
        or made.filter(created_at__gt=now() - HOUR).count() >= AN_HOUR
    )


def enough_sent_by(sender: User) -> bool:
    """What one person may make the service send to others in an hour; support helps whole organisations to start."""
    most = BY_SUPPORT if sender.is_support else BY_ONE_PERSON
    return AccountLink.objects.filter(sender=sender, created_at__gt=now() - HOUR).count() >= most


def end_open(user: User) -> None:
    """None that was sent before works any more."""
    user.links.filter(used_at=None, superseded_at=None).update(superseded_at=now())


def mint(link: AccountLink) -> str:
    """The secret part of the link. A second attempt at the same e-mail makes a new one: the first may be lost."""
    secret = secrets.token_urlsafe(32)
    link.token_hash = _hash(secret)
    link.save(update_fields=["token_hash"])
    return secret


def find(secret: str) -> Found:
    """Says what the link is, without using it up: mail filters open links before people do."""
    link = AccountLink.objects.select_related("user__organisation").filter(token_hash=_hash(secret)).first()
    if link is None or not link.user.is_active:
        return Found("unknown")
    if link.used_at:
        return Found("used", link)
    if link.superseded_at:
        return Found("superseded", link)
    return Found("expired" if link.expires_at <= now() else "valid", link)


@transaction.atomic
def use(link: AccountLink) -> bool:
    """Uses the link up; False when it was used, replaced or ran out meanwhile."""
    taken = AccountLink.objects.filter(pk=link.pk, used_at=None, superseded_at=None, expires_at__gt=now()).update(
        used_at=now()
    )
    return bool(taken)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
