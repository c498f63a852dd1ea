"""The own account: what is known about me, and what I can change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import credentials, invitations
from accounts.forms import EmailForm, NewPasswordForm, PersonForm
from accounts.models import User
from portal.guarded import without_staff_session
from portal.theme.pages import add_errors, form_page


@login_required
def show(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    details, email = reverse("accounts:details"), reverse("accounts:email")
    rows = [
        ("Name", user.name, details),
        ("Email address", user.email, email),
        ("Telephone number", user.phone, details),
        ("Extension", user.phone_extension, details),
        ("Password", "Set", reverse("admin:password_change")),
        ("Organisation", user.organisation.name_on()),
        ("Role", user.get_role_display()),
        ("Data protection officer", "Yes" if user.is_dpo else "No"),
        ("Key contact", "Yes" if user.is_key_contact else "No"),
    ]
    intro = []
    if user.unconfirmed_email:
        intro.append(
            f"You asked to change your email address to {user.unconfirmed_email}. "
            "Confirm it with the link that we sent there."
        )
    links = [
        ("Set up an authenticator app", reverse("accounts:authenticator")),
        ("Get recovery codes", reverse("accounts:recovery_codes")),
    ]
    return form_page(request, title="Your account", rows=rows, intro=intro, links=links if user.is_privileged else [])


@without_staff_session
@login_required
def details(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = PersonForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your details have been changed.")
        return redirect("accounts:account")
    return form_page(request, title="Change your details", form=form, submit="Save", cancel=reverse("accounts:account"))


@without_staff_session
@login_required
@credentials.identity_confirmed
def email(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = EmailForm(request.POST or None, initial={"email": user.email})
    if request.method == "POST" and form.is_valid():
        try:
            invitations.request_email_change(user=User.objects.get(pk=user.pk), email=form.cleaned_data["email"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "We have sent a link to the new address. Until you follow it, nothing changes.")
            return redirect("accounts:account")
    return form_page(
        request,
        title="Change your email address",
        form=form,
        submit="Send the link",
        cancel=reverse("accounts:account"),
        intro=["We will send a link to the new address. You keep signing in with the present one until you follow it."],
    )


@without_staff_session
@never_cache
@sensitive_post_parameters("password", "again")
@login_required
@credentials.identity_confirmed
def password(request: HttpRequest) -> HttpResponse:
    """A new password; the present one has just been given."""
    user = User.objects.get(pk=request.user.pk)
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        invitations.change_password(user=user, password=form.cleaned_data["password"], request=request)
        messages.success(request, "Your password has been changed.")
        return redirect("accounts:account")
    return form_page(
        request, title="Change your password", form=form, submit="Save password", cancel=reverse("accounts:account")
    )
