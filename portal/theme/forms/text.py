"""Text-like fields."""

from __future__ import annotations

from typing import Any

from django import forms

from .base import GovFieldMixin


class GovTextField(GovFieldMixin, forms.CharField):
    """One line of text. The length is checked by the server, so that pasted text is never cut silently."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("empty_value", "")
        super().__init__(*args, **kwargs)

    def default_messages(self) -> dict[str, str]:
        """Adds the length messages."""
        return super().default_messages() | {
            "max_length": f"{self.subject} must be {self.max_length} characters or fewer",
            "min_length": f"{self.subject} must be {self.min_length} characters or more",
            "null_characters_not_allowed": f"{self.subject} must not include null characters",
        }


class GovTextareaField(GovTextField):
    """Several lines; with `max_length` a character count tells how many are left."""

    def __init__(self, *args: Any, rows: int = 5, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Browsers end lines of a text area with two characters; a person sees, and counts, one."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class GovEmailField(GovFieldMixin, forms.EmailField):
    """An e-mail address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}))
        super().__init__(*args, **kwargs)

    def default_messages(self) -> dict[str, str]:
        """Says what an address looks like."""
        return super().default_messages() | {
            "invalid": "Enter an email address in the correct format, like name@example.com"
        }


class GovPhoneField(GovTextField):
    """A telephone number, typed as the person likes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
        kwargs.setdefault("width", 20)
        super().__init__(*args, **kwargs)


class GovPasswordField(GovTextField):
    """A password with a button that shows it; never sent back to the browser."""

    def __init__(self, *args: Any, autocomplete: str = "current-password", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.PasswordInput(attrs={"autocomplete": autocomplete}))
        kwargs.setdefault("strip", False)
        super().__init__(*args, **kwargs)


class GovFileField(GovFieldMixin, forms.FileField):
    """A file to upload."""

    error_verb = "Select"

    def default_messages(self) -> dict[str, str]:
        """Words Django's upload errors for people."""
        return super().default_messages() | {
            "empty": "The selected file is empty",
            "missing": "Select a file",
            "invalid": "The selected file could not be uploaded. Try again",
            "max_length": "The name of the selected file must be %(max)d characters or fewer",
        }


class GovReadOnlyField(GovFieldMixin, forms.CharField):
    """An answer that is shown and cannot be changed here: `initial` is the text (a label, not a code)."""

    read_only = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(required=False, disabled=True)
        super().__init__(*args, **kwargs)
