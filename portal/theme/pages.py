"""Pages around one form or one list of facts, drawn alike."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme

from portal.theme.summary import summary_rows


def form_page(
    request: HttpRequest,
    *,
    title: str,
    form: BaseForm | None = None,
    submit: str = "",
    status: int = 200,
    template: str = "theme/form_page.html",
    **context: Any,
) -> HttpResponse:
    """A heading, what to know before, the form, one button. `intro`, `rows`, `items`, `cancel`, `warning` as needed."""
    context = {
        **admin.site.each_context(request),
        "title": title,
        "form": form,
        "submit": submit,
        **context,
        "rows": summary_rows(context.get("rows") or ()),
    }
    return TemplateResponse(request, template, context, status=status)


def add_errors(form: BaseForm, error: ValidationError) -> None:
    """Shows what a use case refused beside the field it names, or above all when the form has no such field."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)


def next_page(request: HttpRequest, default: str) -> str:
    """Where the person wanted to go, when that is the path of a page of ours: `redirect` takes other words for names."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed and target.startswith("/") else default


__all__ = ["add_errors", "form_page", "next_page"]
