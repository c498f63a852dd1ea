from __future__ import annotations

import base64
import io
from typing import Any

import qrcode
import qrcode.image.svg
from django_otp import login as otp_login

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts import credentials
from accounts.forms import CodeForm
from accounts.mail import queue_email
from accounts.second_factor import codes
from portal.guarded import without_staff_session
from portal.requests import SignedInRequest
from portal.theme.pages import form_page, next_page

ATTEMPTS = 5
ATTEMPT = "authenticator_attempt"


@without_staff_session
@never_cache
@login_required
def check(request: SignedInRequest) -> HttpResponse:
    """Asks for the code. Too many wrong ones end the session, so that the password is asked for again."""
    user: Any = request.user
    target = next_page(request, "/")
    if not codes.required_for(user) or user.is_verified():
        return redirect(target)
    has_app = codes.authenticator(user) is not None
    if not has_app and not request.session.get("code_sent") and not codes.enough_sent(user):
        send_code(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = codes.verify(user, form.cleaned_data["code"])
        if device is not None:
            otp_login(request, device)
            request.session.cycle_key()
            request.session.pop("wrong_codes", None)
            return redirect(target)
        wrong = request.session["wrong_codes"] = request.session.get("wrong_codes", 0) + 1
        if wrong >= ATTEMPTS:
            logout(request)
            messages.error(request, "You entered too many wrong codes. Sign in again.")
            return redirect("admin:login")
        form.add_error("code", "This code is wrong or has expired. Check it, or ask for a new one")
    where = "the authenticator app on your phone" if has_app else f"the email we sent to {user.email}"
    return form_page(
        request,
        title="Enter your security code",
        form=form,
        submit="Continue",
        next=target,
        intro=[f"Use the code from {where}. A recovery code works too."],
        template="accounts/second_factor.html",
        has_app=has_app,
    )


@without_staff_session
@login_required
def resend(request: SignedInRequest) -> HttpResponse:
    """A new code by e-mail, for people without an authenticator app."""
    if request.method == "POST" and codes.required_for(request.user) and not request.user.is_verified():
        if codes.authenticator(request.user):
            messages.error(request, "Use the code from your authenticator app, or one of your recovery codes.")
        elif codes.enough_sent(request.user):
            messages.error(request, "We have sent you several codes. Use the newest one, or wait 15 minutes.")
        else:
            send_code(request)
            messages.success(request, "A new code is on its way to your email address.")
    return redirect("accounts:second_factor")


def send_code(request: SignedInRequest) -> None:
    """To the address of the account."""
    queue_email("security_code", user=request.user)
    request.session["code_sent"] = True


@without_staff_session
@never_cache
@login_required
@credentials.identity_confirmed
def set_up(request: HttpRequest) -> HttpResponse:
    """Connects an authenticator app; the secret is worth nothing until a code from it proves that it arrived."""
    user: Any = request.user
    if codes.required_for(user) and not user.is_verified():
        return redirect("accounts:second_factor")
    device = codes.started_authenticator(user, request.session.get(ATTEMPT)) if request.method == "POST" else None
    form = CodeForm(request.POST if device else None)
    if device is None:
        device = codes.start_authenticator(user)
        request.session[ATTEMPT] = device.pk
    elif form.is_valid():
        if codes.confirm_authenticator(user, device, form.cleaned_data["code"]):
            del request.session[ATTEMPT]
            credentials.changed(user, "The authenticator app", request=request)
            messages.success(request, "Your authenticator app is set up. Use its codes from now on.")
            return redirect("accounts:recovery_codes")
        form.add_error("code", "This code is wrong. Wait for the next one in the app and enter that")
    return form_page(
        request,
        title="Set up an authenticator app",
        form=form,
        submit="Confirm",
        picture=_picture(device.config_url),
        key=base64.b32encode(device.bin_key).decode(),
        template="accounts/authenticator.html",
    )


def _picture(address: str) -> str:
    image = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage)
    stream = io.BytesIO()
    image.save(stream)
    return "data:image/svg+xml;base64," + base64.b64encode(stream.getvalue()).decode()


@without_staff_session
@never_cache
@login_required
@credentials.identity_confirmed
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New codes replace the old ones; they are shown once."""
    user: Any = request.user
    if codes.required_for(user) and not user.is_verified():
        return redirect("accounts:second_factor")
    if request.method == "POST":
        fresh = codes.new_recovery_codes(user)
        credentials.changed(user, "The set of recovery codes", request=request)
        return form_page(
            request,
            title="Your recovery codes",
            intro=["Keep them in a safe place. Each works once. They are not shown again."],
            listed=fresh,
            links=[("Back to your account", reverse("accounts:account"))],
        )
    return form_page(
        request,
        title="Get recovery codes",
        intro=["Recovery codes let you sign in without your phone or email. New codes replace those you have."],
        submit="Show new recovery codes",
        cancel=reverse("accounts:account"),
    )
