"""Confirming addresses, choosing and resetting passwords (docs/domain/organisations.md#5.1). Who invites whom is `orgs.people`."""

from __future__ import annotations

from datetime import timedelta

from django_q.tasks import async_task

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts import credentials, links
from accounts.addresses import clean_address
from accounts.mail import queue_email
from accounts.models import AccountLink, SentEmail, User
from portal.clock import now

Purpose = AccountLink.Purpose
RESET_JOB = "accounts.invitations.request_password_reset"


@transaction.atomic
def send_confirmation(user: User, *, sender: User | None = None) -> AccountLink | None:
    """Which of the three e-mails it is follows from what the person has seen before (docs/domain/organisations.md#5.1)."""
    if not user.is_active:
        return None
    if user.sign_in_count:
        template = "reactivated"
    else:
        template = "invitation_again" if user.initial_confirmation_sent else "invitation"
    link = links.new_link(user, Purpose.INVITATION, user.email, sender=sender)
    queue_email(template, user=user, link=link, organisation=user.organisation.name_on(), email=user.email)
    if not user.initial_confirmation_sent:
        user.initial_confirmation_sent = True
        user.save(update_fields=["initial_confirmation_sent"])
    return link


def queue_password_reset(email: str) -> None:
    """As a job, whoever the address belongs to: how long the page takes does not tell whether there is an account."""
    async_task(RESET_JOB, clean_address(email), group="email")


@transaction.atomic
def request_password_reset(email: str) -> None:
    """The answer to the person is the same whoever asks. Somebody unconfirmed gets the invitation instead."""
    user = User.objects.usable().filter(email=clean_address(email)).first()
    if user is None or links.enough_for_now(user):
        return
    if user.confirmed_at is None:
        send_confirmation(user)
        return
    link = links.new_link(user, Purpose.PASSWORD_RESET, user.email)
    queue_email("password_reset", user=user, link=link, organisation=user.organisation.name_on())


@transaction.atomic
def choose_password(*, link: AccountLink, password: str) -> User:
    """Uses the link up: confirms the address and sets the password. Signing in still asks for everything it asks."""
    if not links.use(link):
        raise ValidationError("This link no longer works. Ask for a new one.")
    user = User.objects.select_for_update().get(pk=link.user_id)
    user.set_password(password)
    user.confirmed_at = user.confirmed_at or now()
    user.force_reset_password_on_confirmation = False
    user.save(
        update_fields=["password", "confirmed_at", "force_reset_password_on_confirmation", "initial_confirmation_sent"]
    )
    credentials.changed(user, "The password", tell=link.purpose == Purpose.PASSWORD_RESET)
    return user


@transaction.atomic
def change_password(*, user: User, password: str, request: HttpRequest | None = None) -> None:
    """On the page for it; `request` is the sign-in that goes on."""
    user.set_password(password)
    user.save(update_fields=["password"])
    credentials.changed(user, "The password", request=request)


@transaction.atomic
def request_email_change(*, user: User, email: str, sender: User | None = None) -> None:
    """The old address keeps working until the new one is confirmed; its owner is told.

    Whether somebody else has an account with the new address is not told to whoever asks, but to that person.
    """
    email = clean_address(email)
    if email == user.email:
        raise ValidationError({"email": "This email address is in use already. Enter the new one."})
    if owner := User.objects.filter(email=email).first():
        tell_of_address_in_use(owner, asked_by=sender or user)
        return
    old = user.email
    queue_email("email_change_old", user=user, old_email=old, new_email=email)
    if user.confirmed_at is None:  # nobody has proved to own the old address, so the invitation moves
        user.email = email
        user.save(update_fields=["email"])
        send_confirmation(user, sender=sender)
        return
    user.unconfirmed_email = email
    user.save(update_fields=["unconfirmed_email"])
    link = links.new_link(user, Purpose.EMAIL_CHANGE, email, sender=sender or user)
    queue_email("email_change_new", to=email, user=user, link=link, old_email=old, new_email=email)


@transaction.atomic
def confirm_email_change(link: AccountLink) -> User:
    """The new address replaces the old one, unless somebody took it meanwhile."""
    if not links.use(link):
        raise ValidationError("This link no longer works. Ask for a new one.")
    user = User.objects.select_for_update().get(pk=link.user_id)
    if user.unconfirmed_email != link.email:
        raise ValidationError("This change of email address was cancelled.")
    user.email, user.unconfirmed_email = link.email, None
    try:
        with transaction.atomic():  # the constraint decides, also between two who confirm at the same moment
            user.save(update_fields=["email", "unconfirmed_email"])
    except IntegrityError as error:
        raise ValidationError("Someone else has started to use this email address.") from error
    credentials.changed(user, "The email address")
    return user


def tell_of_address_in_use(owner: User, *, asked_by: User) -> None:
    """Once a day at most; the address belongs to somebody who can do something about it."""
    since = now() - timedelta(days=1)
    already_sent = SentEmail.objects.filter(template="address_in_use", user=owner, created_at__gt=since).exists()
    if owner.is_active and owner.confirmed_at and owner != asked_by and not already_sent:
        queue_email("address_in_use", user=owner, email=owner.email)


def send_again(link: AccountLink) -> None:
    """A new e-mail in place of a link that ran out or was replaced; to the address it was sent to, nobody else."""
    user = link.user
    if links.enough_for_now(user):
        return
    if link.purpose == Purpose.PASSWORD_RESET:
        request_password_reset(user.email)
    elif link.purpose == Purpose.INVITATION:
        if user.confirmed_at is None:
            send_confirmation(user)
    elif user.unconfirmed_email:
        with transaction.atomic():
            fresh = links.new_link(user, Purpose.EMAIL_CHANGE, user.unconfirmed_email)
            queue_email(
                "email_change_new",
                to=user.unconfirmed_email,
                user=user,
                link=fresh,
                old_email=user.email,
                new_email=user.unconfirmed_email,
            )
