"""Codes by e-mail, from an authenticator app and for recovery, all checked in one place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django_otp import devices_for_user
from django_otp.plugins.otp_email.models import EmailDevice
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from django.conf import settings
from django.db import transaction

from accounts.models import SentEmail, User
from portal.clock import now

RECOVERY_CODES = 10
CODE_LENGTH = 6
EMAILS = 5


def required_for(user: Any) -> bool:
    """Support and statisticians; switched off on a developer's own machine only."""
    return bool(getattr(settings, "SECOND_FACTOR_REQUIRED", True) and user.is_authenticated and user.is_privileged)


def email_device(user: User) -> EmailDevice:
    device, _ = EmailDevice.objects.get_or_create(user=user, name="email", defaults={"confirmed": True})
    return device


def new_email_code(user: User) -> str:
    """A code that works once and for a quarter of an hour; earlier ones stop working."""
    device = email_device(user)
    device.generate_token(length=CODE_LENGTH, valid_secs=settings.OTP_EMAIL_TOKEN_VALIDITY)
    return device.token


def enough_sent(user: User) -> bool:
    """Whoever has only the password can neither fill the mailbox nor go on guessing at ever new codes."""
    since = now() - timedelta(seconds=settings.OTP_EMAIL_TOKEN_VALIDITY)
    return SentEmail.objects.filter(user=user, template="security_code", created_at__gt=since).count() >= EMAILS


def authenticator(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


@transaction.atomic
def forget_authenticator(user: User) -> None:
    """For somebody who lost the phone: codes by e-mail open the account again; recovery codes end with the app."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


@transaction.atomic
def start_authenticator(user: User) -> TOTPDevice:
    """A new secret to scan for each attempt: whoever saw that of an earlier one has no copy of this app."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name="authenticator app", confirmed=False)


def started_authenticator(user: User, pk: Any) -> TOTPDevice | None:
    """The attempt that a sign-in began, unless another one has taken its place."""
    return TOTPDevice.objects.filter(user=user, confirmed=False, pk=pk).first() if pk else None


@transaction.atomic
def confirm_authenticator(user: User, device: TOTPDevice, code: str) -> bool:
    """The first code from the app takes the place of the app before."""
    if not device.verify_token(code):
        return False
    TOTPDevice.objects.filter(user=user, confirmed=True).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return True


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Each works once; shown when they are made and never again."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    tokens = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=token) for token in tokens)
    return tokens


@transaction.atomic
def verify(user: User, code: str) -> Any:
    """The device that accepts the code, or None. Wrong codes make every device wait longer (brute force).

    With an authenticator app, codes by e-mail open nothing: the mailbox alone sets a new password already.
    """
    code = "".join(code.split()).lower()
    if not code:
        return None
    has_app = authenticator(user) is not None
    for device in devices_for_user(user, for_verify=True):
        if has_app and isinstance(device, EmailDevice):
            continue
        allowed, _ = device.verify_is_allowed()
        if allowed and device.verify_token(code):
            return device
    return None
