"""Forms of account pages, with explicit fields each."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from portal.parameters import whole_number
from portal.theme.forms import (
    GovEmailField,
    GovForm,
    GovFormMixin,
    GovPasswordField,
    GovPhoneField,
    GovTextField,
)

PHONE = re.compile(r"^\+?(?: ?[0-9]){11,24} ?$")


class NewPasswordForm(GovForm):
    """A new password, twice. No rules of composition: length and not being common is what helps."""

    password = GovPasswordField(
        label="New password", hint="Use at least 8 characters. Three random words work well.", max_length=128
    )
    again = GovPasswordField(label="New password again", max_length=128)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, second = cleaned.get("password"), cleaned.get("again")
        if first and second and first != second:
            self.add_error("again", "Enter the same password in both boxes")
        if first:
            try:
                validate_password(first, self.user)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class EmailForm(GovForm):
    email = GovEmailField(label="Email address")


class CodeForm(GovForm):
    code = GovTextField(
        label="Security code",
        width=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class PresentPasswordForm(GovForm):
    """Who changes how somebody signs in proves to be that person first."""

    password = GovPasswordField(
        label="Present password",
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = CodeForm.base_fields["code"]

    def __init__(self, *args: Any, with_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_code:
            del self.fields["code"]


class PersonForm(GovFormMixin, forms.ModelForm):
    """Name, telephone and extension: what people may change about themselves."""

    name = GovTextField(label="Name", max_length=255)
    phone = GovPhoneField(label="Telephone number", max_length=32)
    phone_extension = GovTextField(label="Extension (optional)", short_label="Extension", required=False, width=5)

    class Meta:
        model = User
        fields = ["name", "phone", "phone_extension"]

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if not PHONE.match(phone):
            raise ValidationError("Enter a telephone number of at least 11 digits, like 020 7946 0123")
        return phone

    def clean_phone_extension(self) -> str:
        extension = self.cleaned_data["phone_extension"] or ""
        if extension and whole_number(extension) is None:
            raise ValidationError("Enter the extension in digits only")
        return extension


class ReasonForm(GovForm):
    reason = GovTextField(
        label="Why are you changing this?",
        short_label="why you are changing this",
        hint="For example a helpdesk ticket. It is kept with everything you change in the next hour.",
        max_length=255,
    )
