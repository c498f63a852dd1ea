"""What happens when somebody follows a link from an e-mail, and when somebody forgot the password."""

from __future__ import annotations

from axes.utils import reset

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import invitations, links
from accounts.addresses import clean_address
from accounts.forms import EmailForm, NewPasswordForm
from accounts.models import AccountLink
from portal.guarded import without_staff_session
from portal.theme.pages import add_errors, form_page

Purpose = AccountLink.Purpose
RESETS, SECONDS = 5, 60


@without_staff_session
@never_cache
@sensitive_post_parameters("password", "again")
def follow(request: HttpRequest, secret: str) -> HttpResponse:
    """One address for all links. Nothing is used up by only looking: mail filters follow links before people do."""
    found = links.find(secret)
    if found.state == "valid" and found.link is not None:
        if found.link.purpose == Purpose.EMAIL_CHANGE:
            response = _confirm_email(request, found.link)
        else:
            response = _choose_password(request, found.link)
    elif found.state == "used":
        messages.info(request, "This link has been used. Sign in with your email address and password.")
        response = redirect("admin:login")
    else:
        response = _too_late(request, found)
    return response


def _choose_password(request: HttpRequest, link: AccountLink) -> HttpResponse:
    form = NewPasswordForm(request.POST or None, user=link.user)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.choose_password(link=link, password=form.cleaned_data["password"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            _unlock(link)
            messages.success(request, "Your password is set. Sign in with it now.")
            return redirect("admin:login")
    return form_page(
        request, title="Choose a password", form=form, submit="Save password", intro=[f"For {link.user.email}"]
    )


def _unlock(link: AccountLink) -> None:
    """Whoever proves to own the address is not kept out by somebody else's guesses."""
    reset(username=link.user.email)


def _confirm_email(request: HttpRequest, link: AccountLink) -> HttpResponse:
    form = None
    if request.method == "POST":
        try:
            user = invitations.confirm_email_change(link)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("admin:login")
        messages.success(request, f"From now on you sign in with {user.email}.")
        return redirect("admin:index")
    return form_page(
        request,
        title="Confirm your new email address",
        form=form,
        submit="Confirm",
        intro=[f"You will sign in with {link.email} instead of {link.user.email}."],
    )


def _too_late(request: HttpRequest, found: links.Found) -> HttpResponse:
    """Says why, and offers a new link, which goes to the address the old one was sent to."""
    if found.link is None:
        return form_page(
            request,
            title="This link does not work",
            intro=["It may be incomplete, or replaced by one in a later email. Use the link in the newest email."],
            links=[("Send a new link", reverse("accounts:password_reset"))],
            status=404,
        )
    if request.method == "POST":
        invitations.send_again(found.link)
        return form_page(
            request, title="Check your email", intro=["If the link was still needed, a new one is on its way to you."]
        )
    expired = found.state == "expired"
    return form_page(
        request,
        title="This link has expired" if expired else "A newer link has been sent",
        intro=[
            "Links work for 24 hours."
            if expired
            else "Only the link in the newest email works. Look for a later email from us, or ask for another one."
        ],
        submit="Send a new link",
        status=410,
    )


@without_staff_session
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """The answer is the same for every address, and nobody can fill a mailbox with links."""
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = clean_address(form.cleaned_data["email"])
        key = f"forgotten:{email}"
        cache.add(key, 0, SECONDS)
        if cache.incr(key) > RESETS:
            return form_page(request, title="Too many requests", intro=["Wait a minute, then try again."], status=429)
        invitations.queue_password_reset(email)
        return form_page(
            request,
            title="Check your email",
            intro=[
                f"If there is an account for {email}, we have sent it a link to choose a new password.",
                "The link works for 24 hours.",
            ],
        )
    return form_page(
        request,
        title="Reset your password",
        form=form,
        submit="Send the link",
        intro=["Enter the email address of your account. We will send you a link to choose a new password."],
    )
