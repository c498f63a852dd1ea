"""The one way in which an admin adds pages to those that every admin has, and in which their addresses are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.db.models.options import Options
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import URLPattern, path, reverse

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    _Admin = ModelAdmin[Any]
else:
    _Admin = object


class RecordPages(_Admin):
    """Pages are functions, or methods, that get the admin first and then what the address names."""

    def record_page(self, route: str, view: Callable[..., HttpResponseBase], suffix: str) -> URLPattern:
        """The page at this address below the list, named after the model."""

        @wraps(view)  # what a view says of itself, such as that it needs no staff session, still holds
        def serve(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            return view(self, request, **kwargs)

        return self.plain_page(route, serve, suffix)

    def plain_page(self, route: str, view: Callable[..., HttpResponseBase], suffix: str) -> URLPattern:
        """As `record_page`, for a view that does not ask for the admin."""
        return path(route, self.admin_site.admin_view(view), name=_name(self.opts, suffix))


def _name(options: Options[Any], suffix: str) -> str:
    return f"{options.app_label}_{options.model_name}_{suffix}"


Query = QueryDict | Mapping[str, Any]


def model_url(model: type[Model], page: str = "changelist", *args: Any, query: Query | None = None) -> str:
    """The address of a page of a kind of record: its list, the form that adds one, or a page with this suffix."""
    return reverse(f"admin:{_name(model._meta, page)}", args=args, query=query)


def record_url(record: Model, page: str = "change", *args: Any, query: Query | None = None) -> str:
    """The address of a page of one record."""
    return reverse(f"admin:{_name(record._meta, page)}", args=[record.pk, *args], query=query)
