"""From a bound field to what its template draws: one place that knows GOV.UK markup rules for all widgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .forms.base import FieldWarning
from .forms.dates import PARTS, GovDateInput


@dataclass
class OptionView:
    """One radio or checkbox with what hangs on it."""

    id: str
    name: str
    value: str
    label: str
    checked: bool
    type: str
    hint: str = ""
    divider: bool = False
    exclusive: bool = False
    disabled: bool = False
    revealed: list[FieldView] = field(default_factory=list)


@dataclass
class FieldView:
    """Everything the field template needs, worked out in Python so that the template stays markup."""

    bound: BoundField
    kind: str
    id: str
    label: str
    label_size: str = "s"
    hint: str = ""
    hint_is_html: bool = False
    errors: list[str] = field(default_factory=list)
    error_parts: tuple[str, ...] = ()
    described_by: str = ""
    optional: bool = False
    prefix: str = ""
    suffix: str = ""
    notice: str = ""
    max_length: int | None = None
    inline: bool = False
    small: bool = False
    options: list[OptionView] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    text: str = ""
    live: bool = False
    live_errors: list[str] = field(default_factory=list)
    """What is said of the answer as it stands now; empty where errors wait until the page is saved."""

    @property
    def signature(self) -> str:
        """Changes when the question looks different, and not when only its answer does (live pages keep the rest)."""
        options = [(o.value, o.label, o.hint, [inner.signature for inner in o.revealed]) for o in self.options]
        warnings = [(item["warning"].name, item["warning"].text) for item in self.warnings]
        shape = (self.kind, self.label, self.hint, self.prefix, self.suffix, self.notice, self.text)
        return f"{crc32(repr((shape, options, warnings, self.live_errors)).encode()):x}"

    @property
    def reveals(self) -> bool:
        """True when an option opens further questions."""
        return any(option.revealed for option in self.options)


def inner_widget(widget: forms.Widget) -> forms.Widget:
    """The widget inside the admin's related-object wrapper."""
    return getattr(widget, "widget", widget) if hasattr(widget, "rel") else widget


def kind_of(bound: BoundField) -> str:
    """Which GOV.UK component draws the field."""
    widget = inner_widget(bound.field.widget)
    if getattr(bound.field, "read_only", False):
        return "readonly"
    if widget.is_hidden:
        return "hidden"
    for kind, classes in (
        ("checkboxes", (forms.CheckboxSelectMultiple,)),
        ("radios", (forms.RadioSelect,)),
        ("checkbox", (forms.CheckboxInput,)),
        ("date", (GovDateInput,)),
        ("select", (forms.Select,)),
        ("textarea", (forms.Textarea,)),
        ("file", (forms.FileInput,)),
        ("password", (forms.PasswordInput,)),
        ("multi", (forms.MultiWidget,)),
    ):
        if isinstance(widget, classes):
            return kind
    return "input" if isinstance(widget, forms.widgets.Input) else "other"


def element_id(bound: BoundField) -> str:
    """The id Django gives the widget."""
    return bound.field.widget.attrs.get("id") or bound.auto_id or f"id_{bound.html_name}"


def error_target(bound: BoundField) -> str:
    """The first focusable element of a field, for the links of the error summary."""
    kind, id_ = kind_of(bound), element_id(bound)
    if kind == "date":
        wrong = error_parts(bound)
        return f"#{id_}-{next((p for p in PARTS if p in wrong), 'day')}"
    if kind in ("radios", "checkboxes"):
        return f"#{id_}_0"
    if kind == "multi":
        return f"#{id_}_0"
    return f"#{id_}"


def error_parts(bound: BoundField) -> tuple[str, ...]:
    """The boxes of a date that its errors are about; all of them when the error does not say."""
    found = [
        part
        for error in bound.errors.as_data()
        for part in ((error.params or {}).get("parts", PARTS) if isinstance(error.params, dict) else PARTS)
    ]
    return tuple(part for part in PARTS if part in found)


def present_field(bound: BoundField, *, extra_errors: list[str] | None = None) -> FieldView:
    """The view of one bound field, its revealed fields included."""
    source, id_ = bound.field, element_id(bound)
    errors = [str(error) for error in bound.errors] + (extra_errors or [])
    described = [bound.field.widget.attrs.get("aria-describedby", "")]
    described += [f"{id_}_helptext"] if bound.help_text else []
    described += [f"{id_}_error"] if errors else []
    view = FieldView(
        bound=bound,
        kind=kind_of(bound),
        id=id_,
        label=str(bound.label),
        label_size=getattr(source, "label_size", "s"),
        hint=str(bound.help_text),
        hint_is_html=not hasattr(source, "short_label"),
        errors=errors,
        described_by=" ".join(part for part in described if part),
        prefix=getattr(source, "prefix", ""),
        suffix=getattr(source, "suffix", ""),
        notice=getattr(source, "notice", ""),
        max_length=getattr(source, "max_length", None),
        inline=getattr(source, "inline", False),
        small=getattr(source, "small", False),
        live=getattr(source, "live", False),
        live_errors=errors if getattr(bound.form, "errors_are_live", False) else [],
    )
    view.error_parts = error_parts(bound) if errors and view.kind == "date" else ()
    view.warnings = _warnings(bound)
    if view.kind in ("radios", "checkboxes"):
        view.options = _options(bound, view.kind)
    if view.kind == "readonly":
        view.text = str(bound.value() or "")
    return view


def _warnings(bound: BoundField) -> list[dict[str, Any]]:
    return [warning_view(bound.form, warning) for warning in getattr(bound.field, "warnings", [])]


def warning_view(form: Any, warning: FieldWarning) -> dict[str, Any]:
    """An unusual answer with its confirming box, as the template draws it."""
    name = form.add_prefix(warning.name)
    ticked = form.data.get(name) == warning.value if form.is_bound else warning.confirmed
    return {"warning": warning, "name": name, "id": f"id_{name}", "ticked": ticked}


def _options(bound: BoundField, kind: str) -> list[OptionView]:
    known = {str(option.value): option for option in getattr(bound.field, "options", [])}
    reveal = getattr(bound.field, "reveal", {})
    views = []
    for subwidget in bound.subwidgets:
        data = subwidget.data
        value = str(data["value"])
        option = known.get(value)
        names = [name for name in reveal.get(value, []) if name in bound.form.fields]
        views.append(
            OptionView(
                id=data["attrs"].get("id", ""),
                name=data["name"],
                value=value,
                label=str(data["label"]),
                checked=bool(data["selected"]),
                type="radio" if kind == "radios" else "checkbox",
                hint=option.hint if option else "",
                divider=option.divider_before if option else False,
                exclusive=option.exclusive if option else False,
                disabled=bool(data["attrs"].get("disabled")),
                revealed=[present_field(bound.form[name]) for name in names],
            )
        )
    return views


TAG_COLOURS = {
    "not_started": "grey",
    "cannot_start_yet": "grey",
    "in_progress": "light-blue",
    "completed": "green",
    "pending": "yellow",
    "deleted": "red",
}
# GOV.UK Frontend's tag colours under the names that older code may still use.
ALIASES = {"light-blue": "blue", "turquoise": "teal", "pink": "magenta"}


def tag_colour(text: str, kind: Any = "") -> str:
    """The colour of a status: by name of the status, by colour, or by the text itself."""
    name = str(getattr(kind, "name", kind) or text).lower().replace(" ", "_").replace("-", "_")
    colour = TAG_COLOURS.get(name) or (name.replace("_", "-") if kind else "grey")
    return ALIASES.get(colour, colour)


def status_tag_html(text: Any, kind: Any = "") -> SafeString:
    """A status tag for list columns: `status_tag_html(log.get_status_display(), LogStatus(log.status))`."""
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', tag_colour(str(text), kind), text)
