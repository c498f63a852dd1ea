"""The stock list filters, drawn as one form: choose several, apply once, also without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib.admin.views.main import PAGE_VAR
from django.http import HttpRequest

# Each filter of the panel sends under this prefix a piece of query string ("status__exact=2").
FILTER_PREFIX = "_filter-"
FEW = 5


@dataclass
class FilterChoice:
    """One option of a filter."""

    text: str
    value: str
    selected: bool
    clear_href: str = ""


@dataclass
class FilterView:
    """One filter of the panel."""

    title: str
    id: str
    spec: Any
    clear_href: str = ""
    multiple: bool = False
    free_text: bool = False
    hint: str = ""
    error: str = ""
    parameter: str = ""
    choices: list[FilterChoice] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of its form field."""
        return f"{FILTER_PREFIX}{self.id}"

    @property
    def few(self) -> bool:
        """Few options are radios or boxes, many a list."""
        return self.multiple or len(self.choices) <= FEW

    @property
    def typed(self) -> str:
        """What was typed into a filter that takes any text."""
        return next((choice.text for choice in self.choices if choice.selected), "")

    @property
    def searchable(self) -> bool:
        """Very many options get a search box."""
        return len(self.choices) > 15


def present_filters(cl: Any) -> list[FilterView]:
    """The filters of a change list, worked out once per request."""
    cached = getattr(cl, "_core_filters", None)
    if cached is None:
        cached = cl._core_filters = [_present(cl, spec, i) for i, spec in enumerate(cl.filter_specs)]
    return cached


def _present(cl: Any, spec: Any, index: int) -> FilterView:
    title = str(spec.title)
    names = spec.expected_parameters()
    view = FilterView(
        title=title[:1].upper() + title[1:],
        id=f"f{index}",
        spec=spec,
        multiple=getattr(spec, "multiple", False),
        free_text=getattr(spec, "free_text", False),
        hint=getattr(spec, "hint", ""),
        error=getattr(spec, "error", ""),
        parameter=names[0],
    )
    view.clear_href = without(cl, [*names, PAGE_VAR])
    for choice in spec.choices(cl):
        pairs = parse_qsl(str(choice["query_string"]).lstrip("?"), keep_blank_values=True)
        delta = [(name, value) for name, value in pairs if name in names]
        clear_href = _or_clear(choice["without"]) if "without" in choice else view.clear_href
        text = str(choice["display"])
        view.choices.append(
            FilterChoice(text[:1].upper() + text[1:], urlencode(delta), bool(choice["selected"]), clear_href)
        )
    return view


def without(cl: Any, names: list[str]) -> str:
    """The list without these parameters; a list without any says so, or a remembered one would come back."""
    return _or_clear(cl.get_query_string(remove=names))


def _or_clear(query: str) -> str:
    return query if query != "?" else "?clear=1"


def clean_query(request: HttpRequest) -> str | None:
    """The plain query string of what the filter form sent; None when the request is not from the form."""
    sent = [(k, v) for k, values in request.GET.lists() for v in values]
    if not any(name.startswith(FILTER_PREFIX) for name, _ in sent):
        return None
    pairs: list[tuple[str, str]] = []
    for name, value in sent:
        if name.startswith(FILTER_PREFIX):
            pairs += parse_qsl(value)
        elif value:
            pairs.append((name, value))
    return urlencode(pairs)
