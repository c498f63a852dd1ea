"""Template tags around the content: navigation, breadcrumbs, addresses that may not exist."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.db.models import Model
from django.db.models.options import Options
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, capfirst

from portal.theme.frame import frame_for

register = template.Library()


@register.simple_tag(takes_context=True)
def core_site(context: template.Context) -> dict[str, Any]:
    """What the header, navigation and footer show to the person of this request."""
    return frame_for(context.get("request"))


@register.simple_tag
def sandbox_tag() -> SafeString:
    """Says on every page, also those of failures, that the whole instance is for trying things out."""
    text = ' <strong class="govuk-tag govuk-tag--purple">Sandbox</strong>' if settings.SANDBOX else ""
    return mark_safe(text)  # noqa: S308 - our own text


@register.simple_tag
def core_url(*names: str) -> str:
    """The first of these URL names that exists; "" when none does."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


@register.inclusion_tag("theme/components/breadcrumbs.html", takes_context=True)
def breadcrumbs(context: template.Context, *trail: Any) -> dict[str, Any]:
    """Home > list > object > page. Give model options, objects or texts; the last one is the current page."""
    items = [{"text": "Home", "href": core_url("admin:index")}]
    options: Options | None = None
    for part in trail:
        if isinstance(part, Options):
            options = part
            items.append(_list_crumb(context, part))
        elif hasattr(part, "_meta"):
            text = Truncator(str(part)).words(12)
            items.append({"text": text, "href": _object_url(options or part._meta, part)})
        elif part:
            items.append({"text": capfirst(str(part)), "href": ""})
    items[-1] = {**items[-1], "href": ""}
    return {"items": items}


def _list_crumb(context: template.Context, options: Options) -> dict[str, str]:
    href = core_url(f"admin:{options.app_label}_{options.model_name}_changelist")
    if href and (filters := context.get("preserved_filters")):
        href = add_preserved_filters({"preserved_filters": filters, "opts": options}, href)
    return {"text": capfirst(str(options.verbose_name_plural)), "href": href}


def _object_url(options: Options, item: Any) -> str:
    try:
        return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[item.pk])
    except NoReverseMatch:
        return ""


@register.inclusion_tag("theme/components/breadcrumbs.html", takes_context=True)
def log_breadcrumbs(
    context: template.Context, options: Options, log: Model, log_url: str, current: str
) -> dict[str, Any]:
    """Home > logs > this log > the page; the log's own page ends the trail."""
    items = [{"text": "Home", "href": core_url("admin:index")}, _list_crumb(context, options)]
    if str(log) == current:
        return {"items": [*items, {"text": current, "href": ""}]}
    return {"items": [*items, {"text": str(log), "href": log_url}, {"text": current, "href": ""}]}
