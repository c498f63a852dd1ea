"""Template tags of list pages: filter panel, filter tags, rows, pages, empty states."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import template
from django.contrib.admin.views.main import PAGE_VAR
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

from portal.theme.filters import present_filters, without
from portal.theme.templatetags.gov import in_words

register = template.Library()

CELL = re.compile(r"^\s*<(td|th)")
LONG_WORD = 18
"""Letters. Longer words are addresses and names of files, and may be broken where columns are narrow."""
ORDERS = re.compile(r"((?:^|[?&])o=-?\d+)(?:\.-?\d+)+")


@register.inclusion_tag("theme/lists/filter_panel.html")
def filter_panel(cl: Any) -> dict[str, Any]:
    """All filters in one form with one button; needs no JavaScript."""
    return {
        "cl": cl,
        "filters": present_filters(cl),
        "kept": _kept_parameters(cl),
        "active": cl.has_active_filters,
    }


@register.inclusion_tag("theme/lists/filter_tags.html")
def filter_tags(cl: Any) -> dict[str, Any]:
    """What the list is narrowed to, each with a link that takes it away."""
    tags = [
        {"title": view.title, "text": choice.text, "href": choice.clear_href}
        for view in present_filters(cl)
        for choice in view.choices
        if choice.selected and choice.value
    ]
    if cl.query:
        href = without(cl, ["q", PAGE_VAR])
        tags.insert(0, {"title": "Search", "text": cl.query, "href": href})
    return {"tags": tags, "cl": cl, "clear_href": "?clear=1" if tags else ""}


def _labelled(label: str, cell: str) -> Callable[[re.Match[str]], str]:
    longest = max(map(len, strip_tags(cell).split()), default=0)
    long = " data-long-words" if longest > LONG_WORD else ""
    return lambda start: f'<{start[1]} data-label="{escape(label)}"{long}'


@register.simple_tag
def labelled_cells(result: Any, headers: list[dict[str, Any]]) -> SafeString:
    """The cells of a row, each carrying its column heading for the stacked layout of narrow screens."""
    cells = []
    for cell, header in zip(result, headers, strict=False):
        label = "" if "action-checkbox" in str(header.get("class_attrib", "")) else str(header["text"])
        label = label[:1].upper() + label[1:]
        cells.append(CELL.sub(_labelled(label, str(cell)), str(cell), count=1))
    return in_words(mark_safe("".join(cells)))  # noqa: S308 - cells come escaped from the admin


@register.filter
def one_order(href: str) -> str:
    """The address that sorts by this column alone; the stock one adds it to those chosen before."""
    return ORDERS.sub(r"\1", href)


@register.inclusion_tag("theme/lists/empty_state.html")
def empty_state(cl: Any) -> dict[str, Any]:
    """What to do when a list shows nothing."""
    narrowed = cl.has_active_filters or bool(cl.query)
    return {"cl": cl, "narrowed": narrowed, "text": getattr(cl.model_admin, "empty_list_text", "")}


@register.simple_tag
def gov_pages(cl: Any) -> dict[str, Any]:
    """Links of the pagination and the sentence under it."""
    number, per_page, total = cl.page_num, cl.list_per_page, cl.result_count
    name = cl.opts.verbose_name if total == 1 else cl.opts.verbose_name_plural
    if cl.show_all or not cl.multi_page:
        return {"items": [], "summary": f"{total:,} {name}"}
    first, last = (number - 1) * per_page + 1, min(number * per_page, total)

    def link(page: int) -> str:
        return cl.get_query_string({PAGE_VAR: page})

    return {
        "items": _page_items(cl.paginator, number, link),
        "previous": link(number - 1) if number > 1 else "",
        "next": link(number + 1) if number < cl.paginator.num_pages else "",
        "summary": f"Showing {first:,} to {last:,} of {total:,} {name}",
    }


@register.inclusion_tag("theme/lists/history_pages.html")
def history_pages(page: Any, page_range: Any, page_var: str) -> dict[str, Any]:
    """Pagination of a history page."""
    return {"items": _page_items(page.paginator, page.number, lambda number: f"?{page_var}={number}")}


def _page_items(paginator: Any, number: int, link: Any) -> list[dict[str, Any]]:
    return [
        {"ellipsis": True}
        if page == paginator.ELLIPSIS
        else {"number": page, "href": link(page), "current": page == number}
        for page in paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
    ]


def _kept_parameters(cl: Any) -> list[tuple[str, str]]:
    """Search, order and whatever else is in the address and is not a filter of this panel."""
    ours = {name for spec in cl.filter_specs for name in spec.expected_parameters()}
    kept = [(k, v) for k, values in cl.filter_params.items() if k not in ours for v in values]
    if cl.query:
        kept = [(k, v) for k, v in kept if k != "q"] + [("q", cl.query)]
    for name in ("o", "_popup", "_to_field"):
        if name in cl.params:
            kept.append((name, cl.params[name]))
    return list(dict.fromkeys(kept))


@register.inclusion_tag("theme/lists/history_pages.html")
def plain_pages(page: Any, parameter: str = "page") -> dict[str, Any]:
    """Pagination of any Django page."""
    return {"items": _page_items(page.paginator, page.number, lambda number: f"?{parameter}={number}")}
