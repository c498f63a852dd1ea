"""What all GOV.UK fields and forms have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.forms.boundfield import BoundField

if TYPE_CHECKING:  # what the mixins are mixed into
    from django.forms import Field as _Field

    class _Form(forms.Form):
        _errors: Any

        def _clean_fields(self) -> None: ...

else:
    _Field = _Form = object

F = TypeVar("F", bound=forms.Field)


@dataclass(frozen=True)
class FieldWarning:
    """Something unusual about an answer, that the person either corrects or confirms in place.

    `name` is the form key of the confirming box (for a log: the id of the confirming question), `value` what
    the box sends when ticked.
    """

    text: str
    name: str
    confirm_label: str = "Yes, this is correct"
    value: str = "1"
    confirmed: bool = False


def lower_first(text: str) -> str:
    """Make "Tenancy start date" "tenancy start date", leaving acronyms ("UPRN") and "I" alone."""
    if len(text) > 1 and (text[1].isupper() or text.startswith("I ")):
        return text
    return text[:1].lower() + text[1:]


class GovFieldMixin(_Field):
    """Adds the GOV.UK presentation arguments to a Django field and words its messages with the short label."""

    error_verb = "Enter"

    def __init__(  # noqa: PLR0913 - each option is named where a form is declared
        self,
        *args: Any,
        short_label: str = "",
        hint: str = "",
        label_size: str = "s",
        prefix: str = "",
        suffix: str = "",
        width: int | None = None,
        reveal: Mapping[Any, Sequence[str]] | None = None,
        warning: FieldWarning | Iterable[FieldWarning] | None = None,
        notice: str = "",
        live: bool = False,
        **kwargs: Any,
    ) -> None:
        if hint:
            kwargs.setdefault("help_text", hint)
        self.short_label = short_label or str(kwargs.get("label") or "").rstrip("?: ")
        self.label_size = label_size
        self.prefix, self.suffix, self.width = prefix, suffix, width
        self.reveal = {str(code): list(names) for code, names in (reveal or {}).items()}
        self.warnings = [warning] if isinstance(warning, FieldWarning) else list(warning or [])
        self.notice, self.live = notice, live
        super().__init__(*args, **kwargs)
        given = kwargs.get("error_messages") or {}
        self.error_messages.update({k: v for k, v in self.default_messages().items() if k not in given})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Tells the widget how wide the expected answer is."""
        attrs = super().widget_attrs(widget)
        if self.width:
            attrs["class"] = f"govuk-input--width-{self.width}"
        return attrs

    def default_messages(self) -> dict[str, str]:
        """Messages that name the question, as the GOV.UK style asks; a field adds its own."""
        return {"required": f"{self.error_verb} {self.noun}"}

    @property
    def noun(self) -> str:
        """The short label inside a sentence."""
        return lower_first(self.short_label) if self.short_label else "an answer"

    @property
    def subject(self) -> str:
        """The short label at the start of a sentence."""
        return self.short_label[:1].upper() + self.short_label[1:] if self.short_label else "Your answer"


class GovFormMixin(_Form):
    """Form behaviour shared by plain and model forms: reveal, error summary, warnings."""

    use_required_attribute = False

    def _clean_fields(self) -> None:
        super()._clean_fields()
        # A question nobody was shown must not block the page.
        for name in self.unrevealed_names:
            self._errors.pop(name, None)
            self.cleaned_data[name] = getattr(self.fields[name], "empty_value", None)

    @property
    def revealed_names(self) -> set[str]:
        """Names of all fields that live inside an option of another field."""
        return {
            name
            for field in self.fields.values()
            for names in getattr(field, "reveal", {}).values()
            for name in names
            if name in self.fields
        }

    @property
    def unrevealed_names(self) -> set[str]:
        """Revealed fields none of whose options is chosen in the data sent."""
        shown: set[str] = set()
        for name, field in self.fields.items():
            reveal = getattr(field, "reveal", {})
            if not reveal:
                continue
            raw = self[name].data
            chosen = {str(v) for v in raw} if isinstance(raw, (list, tuple)) else {str(raw)}
            for code, names in reveal.items():
                if code in chosen:
                    shown.update(names)
        return self.revealed_names - shown

    @property
    def top_fields(self) -> list[BoundField]:
        """The visible fields in order, without those drawn inside an option of another."""
        inside = self.revealed_names
        return [field for field in self.visible_fields() if field.name not in inside]

    @property
    def summary_errors(self) -> list[dict[str, str]]:
        """Errors of the form in the order of its fields, each once, with the element that it is about."""
        from portal.theme.presenters import error_target

        found = [{"href": "", "text": str(message)} for message in self.non_field_errors()]
        for name in self.fields:
            if name in self.errors:
                bound = self[name]
                found += [{"href": error_target(bound), "text": str(m)} for m in self.errors[name]]
        return list({error["text"]: error for error in reversed(found)}.values())[::-1]

    @property
    def confirmations(self) -> dict[str, bool]:
        """Which warnings on this form are ticked in the data sent."""
        return {
            warning.name: self.data.get(self.add_prefix(warning.name)) == warning.value
            for field in self.fields.values()
            for warning in getattr(field, "warnings", [])
        }


def field_of(form: forms.BaseForm, name: str, kind: type[F]) -> F:
    """A field of a form by its name, as what it is, so that a form can fill in what only its own class has."""
    field = form.fields[name]
    assert isinstance(field, kind), name
    return field


class GovForm(GovFormMixin, forms.Form):
    """A plain form in GOV.UK clothes."""
