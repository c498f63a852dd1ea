"""The one way in which an admin adds pages to those that every admin has."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

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

        name = f"{self.opts.app_label}_{self.opts.model_name}_{suffix}"
        return path(route, self.admin_site.admin_view(serve), name=name)
