"""What fields of stock model forms say, in our words: Django's know neither the field nor what to do."""

from __future__ import annotations

from typing import Any

from django import forms

from .forms.base import GovFieldMixin, lower_first

CHOOSE = "Choose one"


def in_our_words(field: Any, name: str) -> Any:
    """The form field of a model's field, with messages that name it; fields of ours speak for themselves."""
    if field is None or isinstance(field, GovFieldMixin):
        return field
    chosen = isinstance(field, forms.ChoiceField)
    noun, subject = lower_first(name), name[:1].upper() + name[1:]
    words = {
        "required": f"{'Select' if chosen else 'Enter'} {noun}",
        "unique": f"There is one with this {noun} already. {'Select' if chosen else 'Enter'} another",
        "max_length": f"{subject} must be %(limit_value)d characters or fewer",
        "min_value": f"{subject} must be %(limit_value)s or more",
        "max_value": f"{subject} must be %(limit_value)s or less",
    }
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        words["invalid"] = f"{subject} must be a number"
    if chosen:
        words["invalid_choice"] = f"Select {noun} from the list"  # noqa: S608 - words, not SQL
        _say_how_to_choose(field)
    field.error_messages = {**field.error_messages, **words}
    return field


def _say_how_to_choose(field: Any) -> None:
    """Instead of dashes."""
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = CHOOSE if field.empty_label else field.empty_label
        return
    field.choices = [(value, CHOOSE if value in ("", None) else label) for value, label in field.choices]
