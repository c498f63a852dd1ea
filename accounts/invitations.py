"""Confirming addresses, choosing and resetting passwords (section 5.1). Who invites whom is `orgs.people`."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import links
from accounts.mail import queue_email
from accounts.models import AccountLink, User
from portal.clock import now

Purpose = AccountLink.Purpose


@transaction.atomic
def send_confirmation(user: User) -> AccountLink | None:
    """Which of the three e-mails it is follows from what the person has seen before (section 5.1)."""
    if not user.is_active:
        return None
    if user.sign_in_count:
        template = "reactivated"
    else:
        template = "invitation_again" if user.initial_confirmation_sent else "invitation"
    link = links.new_link(user, Purpose.INVITATION, user.email)
    queue_email(template, user=user, link=link, organisation=user.organisation.name_on(), email=user.email)
    if not user.initial_confirmation_sent:
        user.initial_confirmation_sent = True
        user.save(update_fields=["initial_confirmation_sent"])
    return link


@transaction.atomic
def request_password_reset(email: str) -> None:
    """The answer to the person is the same whoever asks. Somebody unconfirmed gets the invitation instead."""
    user = User.objects.usable().filter(email=email.strip().lower()).first()
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
    user.links.filter(
        used_at=None, superseded_at=None, purpose__in=[Purpose.INVITATION, Purpose.PASSWORD_RESET]
    ).update(superseded_at=now())
    return user


@transaction.atomic
def request_email_change(*, user: User, email: str) -> None:
    """The old address keeps working until the new one is confirmed; its owner is told."""
    email = email.strip().lower()
    if email == user.email:
        raise ValidationError({"email": "This email address is in use already. Enter the new one."})
    if User.objects.filter(email=email).exists():
        raise ValidationError({"email": "Someone already uses this email address. Enter a different one."})
    old = user.email
    queue_email("email_change_old", user=user, old_email=old, new_email=email)
    if user.confirmed_at is None:  # nobody has proved to own the old address, so the invitation moves
        user.email = email
        user.save(update_fields=["email"])
        send_confirmation(user)
        return
    user.unconfirmed_email = email
    user.save(update_fields=["unconfirmed_email"])
    link = links.new_link(user, Purpose.EMAIL_CHANGE, email)
    queue_email("email_change_new", to=email, user=user, link=link, old_email=old, new_email=email)


@transaction.atomic
def confirm_email_change(link: AccountLink) -> User:
    """The new address replaces the old one, unless somebody took it meanwhile."""
    if not links.use(link):
        raise ValidationError("This link no longer works. Ask for a new one.")
    user = User.objects.select_for_update().get(pk=link.user_id)
    if user.unconfirmed_email != link.email:
        raise ValidationError("This change of email address was cancelled.")
    if User.objects.filter(email=link.email).exclude(pk=user.pk).exists():
        raise ValidationError("Someone else has started to use this email address.")
    user.email, user.unconfirmed_email = link.email, None
    user.save(update_fields=["email", "unconfirmed_email"])
    user.links.filter(used_at=None, superseded_at=None).update(superseded_at=now())  # they went to the old address
    return user


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
