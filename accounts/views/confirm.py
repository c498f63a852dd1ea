"""The question who sits in front of a signed-in browser, before something that opens the account is changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import credentials
from accounts.forms import PresentPasswordForm
from accounts.second_factor import codes
from accounts.views.second_factor import send_code
from portal.guarded import without_staff_session
from portal.requests import SignedInRequest
from portal.theme.pages import form_page, next_page

WRONG = "wrong_confirmations"
ATTEMPTS = 5


@without_staff_session
@never_cache
@sensitive_post_parameters("password", "code")
@login_required
def confirm(request: SignedInRequest) -> HttpResponse:
    """The present password, and the second factor of those who have one. Wrong ones count as at the sign-in."""
    user: Any = request.user
    target = next_page(request, reverse("accounts:account"))
    with_code = codes.required_for(user)
    has_app = with_code and codes.authenticator(user) is not None
    if with_code and not has_app and request.method == "GET" and not codes.enough_sent(user):
        send_code(request)
    form = PresentPasswordForm(request.POST or None, with_code=with_code)
    if request.method == "POST" and form.is_valid():
        if _proved(request, form.cleaned_data):
            request.session.pop(WRONG, None)
            credentials.confirm(request)
            return redirect(target)
        wrong = request.session[WRONG] = request.session.get(WRONG, 0) + 1
        if wrong >= ATTEMPTS or getattr(request, "axes_locked_out", False):
            logout(request)
            messages.error(request, "You entered too many wrong passwords or codes. Sign in again.")
            return redirect("admin:login")
        what = "password or code is wrong. Check both" if with_code else "password is wrong. Check it"
        form.add_error("password", f"This {what} and try again")
    where = "authenticator app, or use a recovery code" if has_app else f"email we sent to {user.email}"
    return form_page(
        request,
        title="Confirm that it is you",
        form=form,
        submit="Continue",
        cancel=reverse("accounts:account"),
        next=target,
        intro=[
            "Before you change how you sign in, enter your present password.",
            *([f"Take the security code from your {where}."] if with_code else []),
        ],
    )


def _proved(request: HttpRequest, given: dict[str, Any]) -> bool:
    """Both are checked whichever is wrong, so that the answer does not tell which one it was."""
    user: Any = request.user
    same = authenticate(request, username=user.email, password=given["password"])
    verified = codes.verify(user, given["code"]) is not None if codes.required_for(user) else True
    return same == user and verified
