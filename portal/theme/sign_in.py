"""Sign-in and password forms with GOV.UK fields and messages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import UsernameField
from django.core.validators import EmailValidator

from .forms import GovPasswordField


class EmailInput(forms.EmailInput):
    """A wide enough box for an address, with what password managers look for."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "username", "spellcheck": "false", **(attrs or {})})


class GovAuthenticationForm(AdminAuthenticationForm):
    """E-mail address and password. One message for every failure, so that nobody learns who has an account."""

    use_required_attribute = False
    username = UsernameField(
        label="Email address",
        widget=EmailInput,
        validators=[EmailValidator("Enter an email address in the correct format, like name@example.org")],
        error_messages={"required": "Enter your email address"},
    )
    password = GovPasswordField(label="Password", error_messages={"required": "Enter your password"})

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "Enter a correct email address and password. Passwords tell capital and small letters apart.",
    }

    def confirm_login_allowed(self, user: Any) -> None:
        """Any active account may sign in; the backends refuse the others."""
        if not user.is_active:
            raise self.get_invalid_login_error()

    def get_invalid_login_error(self) -> forms.ValidationError:
        """The same words whatever was wrong; before the last attempt, that it is the last one."""
        if getattr(self.request, "account_is_deactivated", False):
            text = "This account has been deactivated. Ask a data coordinator of your organisation to reactivate it."
            return forms.ValidationError(text, code="deactivated")
        text = str(self.error_messages["invalid_login"])
        if getattr(self.request, "axes_failures_since_start", 0) == settings.AXES_FAILURE_LIMIT - 1:
            text += " If the next attempt is wrong too, you will not be able to sign in for one hour."
        return forms.ValidationError(text, code="invalid_login")
