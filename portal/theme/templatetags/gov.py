"""Template tags of the skin: fields, forms, error summaries, tags, charts."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from portal.clock import moment
from portal.theme.charts import Chart, LineChart, geometry, line_geometry
from portal.theme.presenters import FieldView, error_target, present_field, status_tag_html
from portal.words import counted, day_in_words, moment_in_words, time_in_words

register = template.Library()


@register.inclusion_tag("theme/forms/field.html")
def gov_field(field: BoundField, extra_errors: list[str] | None = None) -> dict[str, Any]:
    """One form field as a GOV.UK question."""
    return {"view": present_field(field, extra_errors=extra_errors)}


@register.inclusion_tag("theme/forms/top_fields.html")
def gov_form(form: Any) -> dict[str, Any]:
    """All fields of a form; those revealed by an option are drawn inside it."""
    fields = form.top_fields if hasattr(form, "top_fields") else form.visible_fields()
    return {"fields": fields, "hidden": form.hidden_fields()}


@register.inclusion_tag("theme/components/error_summary.html")
def gov_error_summary(*forms: Any) -> dict[str, Any]:
    """The error summary of one or more forms: takes focus on load, each line leads to its field."""
    errors: list[dict[str, str]] = []
    for form in forms:
        if form and form.is_bound:
            errors += summary_of(form)
    return {"errors": errors}


def summary_of(form: Any) -> list[dict[str, str]]:
    """Error lines of any Django form."""
    if hasattr(form, "summary_errors"):
        return form.summary_errors
    found = [{"href": "", "text": str(message)} for message in form.non_field_errors()]
    for name in form.fields:
        found += [{"href": error_target(form[name]), "text": str(m)} for m in form.errors.get(name, [])]
    return found


@register.simple_tag
def gov_date(view: FieldView) -> SafeString:
    """The three boxes of a date, only the wrong ones marked."""
    widget = view.bound.field.widget
    widget.error_parts = view.error_parts
    return view.bound.as_widget()


@register.simple_tag
def gov_counted(view: FieldView) -> SafeString:
    """A text area whose characters are counted; the count belongs to its description."""
    described = f"{view.described_by} {view.id}-info".strip()
    return view.bound.as_widget(attrs={"aria-describedby": described, "data-counted": True})


@register.inclusion_tag("theme/components/error_summary.html")
def gov_admin_summary(adminform: Any, inlines: Any = ()) -> dict[str, Any]:
    """The error summary of a stock change page: the form first, then its inlines."""
    errors = summary_of(adminform.form)
    for inline in inlines or ():
        errors += formset_errors(inline.formset)
    return {"errors": errors}


@register.inclusion_tag("theme/components/error_summary.html")
def gov_formset_summary(formset: Any) -> dict[str, Any]:
    """The error summary of a formset, as of a list with editable cells."""
    return {"errors": formset_errors(formset)}


def formset_errors(formset: Any) -> list[dict[str, str]]:
    """Error lines of all forms of a formset."""
    found = [{"href": "", "text": str(message)} for message in formset.non_form_errors()]
    for form in formset.forms:
        found += summary_of(form)
    return found


@register.inclusion_tag("theme/forms/cell.html")
def gov_cell(field: BoundField) -> dict[str, Any]:
    """A field in a table cell: its column heading is its label, repeated for screen readers."""
    return {"view": present_field(field)}


@register.simple_tag
def gov_admin_lines(fieldset: Any) -> list[dict[str, Any]]:
    """The fields of an admin fieldset in runs of read-only ones (a summary list) and editable ones."""
    runs: list[dict[str, Any]] = []
    for line in fieldset:
        for field in line:
            readonly = bool(getattr(field, "is_readonly", False))
            if not readonly and _drawn_inside_another(field.field):
                continue
            if not runs or runs[-1]["readonly"] != readonly:
                runs.append({"readonly": readonly, "fields": []})
            runs[-1]["fields"].append(field)
    return runs


def _drawn_inside_another(bound: BoundField) -> bool:
    """An option reveals it; drawn a second time, its empty twin would be sent after it and win."""
    top = getattr(bound.form, "top_fields", None)
    return top is not None and not bound.is_hidden and bound.name not in {field.name for field in top}


BOOLEAN_ICON = re.compile(r'<img src="[^"]*icon-(yes|no|unknown)\.svg"[^>]*>')
BOOLEAN_WORDS = {"yes": "Yes", "no": "No", "unknown": "Not known"}


CLOCK = re.compile(r"(?<=\d) ([ap])\.m\.")


@register.filter
def in_words(html: Any) -> SafeString:
    """What the stock admin shows as a picture of a tick or a bare link, as people read it here."""
    text = BOOLEAN_ICON.sub(lambda icon: BOOLEAN_WORDS[icon[1]], conditional_escape(html))
    text = CLOCK.sub(r"\1m", text)
    return mark_safe(text.replace('<a href="', '<a class="govuk-link" href="'))  # noqa: S308 - escaped above


@register.filter
def day(value: date | None) -> str:
    """A day, or the day of a moment, as the whole portal writes it."""
    if value is None:
        return ""
    return day_in_words(moment(value) if isinstance(value, datetime) else value)


@register.filter
def when(value: datetime | None) -> str:
    """A moment as the whole portal writes it."""
    return moment_in_words(value) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """The time of a moment of today."""
    return time_in_words(value) if value else ""


@register.filter(name="counted")
def counted_filter(number: int, noun: str) -> str:
    """`{{ number|counted:"log" }}`, `{{ number|counted:"person,people" }}`: a count and its noun as everywhere."""
    one, _, many = noun.partition(",")
    return counted(number, one, many)


@register.simple_tag
def status_tag(text: Any, kind: Any = "") -> SafeString:
    """A coloured status tag. `kind` is a status name ("in_progress"), a GOV.UK colour, or empty to go by the text."""
    return status_tag_html(text, kind)


@register.inclusion_tag("theme/components/chart.html")
def bar_chart(chart: Chart, number: int) -> dict[str, Any]:
    """A stacked bar chart with its table."""
    return {"chart": chart, "id": f"chart-{number}", **geometry(chart)}


@register.inclusion_tag("theme/components/bars.html")
def bars(chart: Chart) -> dict[str, Any]:
    """Only the picture of a bar chart, where the page has its table."""
    return {"chart": chart, **geometry(chart)}


@register.inclusion_tag("theme/components/lines.html")
def lines(chart: LineChart) -> dict[str, Any]:
    """Only the picture of a line chart; the page has its table."""
    return {"chart": chart, **line_geometry(chart)}
