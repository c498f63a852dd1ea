"""What every ModelAdmin of the site gets, whoever wrote it."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from .filters import clean_query
from .forms.dates import GovDateField
from .model_fields import GovDateTimeField

# Database field -> the GOV.UK form field or widget of stock change forms.
OVERRIDES: dict[type[models.Field], dict[str, Any]] = {
    models.DateField: {"form_class": GovDateField},
    models.DateTimeField: {"form_class": GovDateTimeField},
}


def use_govuk_fields(options: ModelAdmin | InlineModelAdmin) -> None:
    """Gives an admin our fields, leaving what it chose itself."""
    own = type(options).formfield_overrides
    for field_class, override in OVERRIDES.items():
        if field_class not in own:
            options.formfield_overrides[field_class] = dict(override)


class GovAdminMixin:
    """GOV.UK habits of lists and forms.

    `remember_filters = True`: a list opens as the person left it; "Clear" forgets.
    `empty_list_text`: what to do when the list has nothing yet.
    """

    remember_filters: bool
    empty_list_text: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use_govuk_fields(self)

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> list[InlineModelAdmin]:
        """Inlines have the same fields."""
        inlines = super().get_inline_instances(request, obj)
        for inline in inlines:
            use_govuk_fields(inline)
        return inlines

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """No `required` attributes: our error summary speaks instead of the browser."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.use_required_attribute = False
        return form

    def get_action_choices(self, request: HttpRequest, default_choices: Any = None) -> list[tuple[str, str]]:
        """The empty choice says what to do instead of showing dashes."""
        return super().get_action_choices(request, default_choices or [("", "Choose an action")])

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Filter form to plain address, remembered filters, clearing."""
        if request.method == "GET" and (target := self._list_redirect(request)) is not None:
            return HttpResponseRedirect(target)
        return super().changelist_view(request, extra_context)

    def _list_redirect(self, request: HttpRequest) -> str | None:
        key = f"filters:{self.opts.label_lower}"
        if "clear" in request.GET:
            request.session.pop(key, None)
            return request.path
        query = clean_query(request)
        if query is not None:
            if not query and self.remember_filters:
                request.session.pop(key, None)
            return f"{request.path}?{query}" if query else request.path
        if not self.remember_filters or "_popup" in request.GET:
            return None
        if request.GET:
            kept_query = request.GET.copy()
            for passing in (PAGE_VAR, ERROR_FLAG):
                kept_query.pop(passing, None)
            if request.session.get(key) != kept_query.urlencode():  # a write for each page turned would be waste
                request.session[key] = kept_query.urlencode()
            return None
        kept = request.session.get(key)
        return f"{request.path}?{kept}" if kept else None


# What an admin has that says nothing itself. `show_full_result_count`: counting all rows is slow on big tables.
DEFAULTS: dict[str, Any] = {
    "remember_filters": False,
    "empty_list_text": "",
    "show_full_result_count": False,
    "view_on_site": False,
}


def _undecided(admin_class: type[ModelAdmin], name: str) -> bool:
    return getattr(admin_class, name, None) == getattr(ModelAdmin, name, None)


def govuk_admin(admin_class: type[ModelAdmin]) -> type[ModelAdmin]:
    """The admin class with our mixin in front, once."""
    if issubclass(admin_class, GovAdminMixin):
        return admin_class
    defaults = {name: value for name, value in DEFAULTS.items() if _undecided(admin_class, name)}
    return type(admin_class.__name__, (GovAdminMixin, admin_class), {"__module__": admin_class.__module__, **defaults})
