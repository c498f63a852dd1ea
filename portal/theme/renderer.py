"""The form renderer: every widget of every form on the site in GOV.UK markup."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import TemplatesSetting

STOCK = "django/forms/widgets/"
OURS = "theme/widgets/"

# Stock widget template -> ours. What is not named here keeps Django's template.
COMPONENTS = {
    **{
        f"{STOCK}{name}.html": f"{OURS}input.html"
        for name in ("input", "text", "number", "email", "url", "tel", "search", "color", "date", "datetime", "time")
    },
    f"{STOCK}password.html": f"{OURS}password.html",
    f"{STOCK}textarea.html": f"{OURS}textarea.html",
    f"{STOCK}select.html": f"{OURS}select.html",
    f"{STOCK}radio.html": f"{OURS}choices.html",
    f"{STOCK}checkbox_select.html": f"{OURS}choices.html",
    f"{STOCK}checkbox.html": f"{OURS}checkbox.html",
    f"{STOCK}file.html": f"{OURS}file.html",
    f"{STOCK}clearable_file_input.html": f"{OURS}file.html",
    f"{STOCK}multiwidget.html": f"{OURS}multi.html",
    f"{STOCK}splitdatetime.html": f"{OURS}multi.html",
    "admin/widgets/radio.html": f"{OURS}choices.html",
    "admin/widgets/date.html": f"{OURS}input.html",
    "admin/widgets/time.html": f"{OURS}input.html",
    "admin/widgets/url.html": f"{OURS}input.html",
    "admin/widgets/split_datetime.html": f"{OURS}multi.html",
    "admin/widgets/clearable_file_input.html": f"{OURS}file.html",
    "django/forms/errors/list/default.html": "theme/forms/error_list.html",
    "django/forms/errors/list/ul.html": "theme/forms/error_list.html",
}

# `required` makes browsers block the form before our error summary can speak; the lengths and limits of inputs are
# checked by the server, because browsers cut pasted text silently.
UNWANTED = ("required", "maxlength", "minlength", "min", "max", "step", "cols")


class GovRenderer(TemplatesSetting):
    """Set as FORM_RENDERER, so that admin, sign-in and third-party forms are drawn alike."""

    form_template_name = "theme/forms/form.html"
    field_template_name = "theme/forms/as_field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Renders ours in place of the stock template."""
        if "widget" in context:
            prepare(context["widget"])
        return super().render(COMPONENTS.get(template_name, template_name), context, request)


def prepare(widget: dict[str, Any]) -> None:
    """Cleans the attributes of a widget and works out its state, sub-widgets included."""
    attrs = widget.get("attrs") or {}
    if widget.get("type") == "number":
        attrs.setdefault("inputmode", "numeric" if str(attrs.get("step", "1")) == "1" else "decimal")
        widget["type"] = "text"
        attrs.setdefault("class", "govuk-input--width-10")
    for name in UNWANTED:
        attrs.pop(name, None)
    if remote := attrs.pop("data-ajax--url", ""):
        # The admin's own search select needs inline styles; ours asks the same address.
        attrs.update({"data-module": "core-autocomplete", "data-remote": remote})
        attrs.pop("class", None)
    # Hidden boxes keep their class: the scripts of lists find "all rows are selected" by it.
    widget["classes"] = "" if widget.get("type") == "hidden" else attrs.pop("class", "")
    widget["invalid"] = attrs.pop("aria-invalid", "") == "true"
    widget["attrs"] = attrs
    widget["template_name"] = COMPONENTS.get(widget.get("template_name", ""), widget.get("template_name", ""))
    for part in widget.get("subwidgets") or []:
        if isinstance(part, dict):
            part.setdefault("attrs", {})
            prepare(part)
