"""Choosing: radios, checkboxes, selects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from .base import GovFieldMixin


@dataclass(frozen=True)
class Option:
    """One option of a choice field.

    `divider_before` puts the word "or" above it; `exclusive` (checkboxes) unticks the others when ticked, for
    "None of these". `search` holds other words to find it by in a list that is searched.
    """

    value: Any
    label: str
    hint: str = ""
    divider_before: bool = False
    exclusive: bool = False
    search: str = ""


def as_options(options: Iterable[Option | tuple[Any, str]]) -> list[Option]:
    """Options from options or plain pairs."""
    return [item if isinstance(item, Option) else Option(*item) for item in options]


def _identity(value: Any) -> Any:
    return value


class _OptionsMixin(GovFieldMixin):
    """Fields built from `options=`; also happy with Django's own `choices=`."""

    error_verb = "Select"
    blank_label: str | None = None

    def __init__(self, *args: Any, options: Iterable[Option | tuple[Any, str]] | None = None, **kwargs: Any) -> None:
        self.options = as_options(options or [])
        if options is not None:
            choices: list[tuple[Any, str]] = [(o.value, o.label) for o in self.options]
            if self.blank_label is not None:
                choices.insert(0, ("", self.blank_label))
            kwargs["choices"] = choices
            whole = self.options and all(type(o.value) is int for o in self.options)
            kwargs.setdefault("coerce", int if whole else _identity)
        super().__init__(*args, **kwargs)

    def default_messages(self) -> dict[str, str]:
        """An unknown code is answered in the words of the question."""
        text = f"Select {self.noun} from the options on this page"  # noqa: S608 - words, not SQL
        return super().default_messages() | {"invalid_choice": text, "invalid_list": text, "invalid_pk_value": text}


class GovRadiosField(_OptionsMixin, forms.TypedChoiceField):
    """One of a few. `inline=True` puts two short options side by side."""

    widget = forms.RadioSelect

    def __init__(self, *args: Any, inline: bool = False, small: bool = False, **kwargs: Any) -> None:
        self.inline, self.small = inline, small
        kwargs.setdefault("empty_value", None)
        super().__init__(*args, **kwargs)


class GovCheckboxesField(_OptionsMixin, forms.TypedMultipleChoiceField):
    """Any number of a few."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *args: Any, small: bool = False, **kwargs: Any) -> None:
        self.small = small
        super().__init__(*args, **kwargs)


class GovSelectField(_OptionsMixin, forms.TypedChoiceField):
    """One of many, in a drop-down list."""

    widget: type[forms.Widget] | forms.Widget = forms.Select
    blank_label = "Choose one"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("empty_value", None)
        super().__init__(*args, **kwargs)


class SearchSelect(forms.Select):
    """A drop-down list that becomes a box to type in; options carry the other words they are found by."""

    def __init__(self) -> None:
        super().__init__(attrs={"data-module": "core-autocomplete"})
        self.search: dict[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return {**option, "search": self.search.get(str(value), "")}


class GovSearchSelectField(GovSelectField):
    """One of very many: a drop-down list that becomes a box to type in where JavaScript runs."""

    blank_label = ""
    widget = SearchSelect

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert isinstance(self.widget, SearchSelect)
        self.widget.search = {str(option.value): option.search for option in self.options if option.search}


class GovModelSelectField(GovFieldMixin, forms.ModelChoiceField):
    """One row of a queryset, searchable."""

    error_verb = "Select"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Select(attrs={"data-module": "core-autocomplete"}))
        kwargs.setdefault("empty_label", "")
        super().__init__(*args, **kwargs)

    def default_messages(self) -> dict[str, str]:
        """A row out of reach is answered like one that does not exist."""
        text = f"Select {self.noun} from the list"  # noqa: S608 - words, not SQL
        return super().default_messages() | {"invalid_choice": text}


class GovConfirmField(GovFieldMixin, forms.BooleanField):
    """One box to tick, as for a declaration."""

    error_verb = "Confirm"
