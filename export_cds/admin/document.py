"""The page of a log that shows what the department would get of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse

from export_cds.render import render_log
from portal.logs.admin.pages import base_context, get_log
from portal.logs.tabs import LogTab
from portal.requests import SignedInRequest

if TYPE_CHECKING:
    from portal.logs.admin.base import LogAdmin


def department_document(admin: LogAdmin, request: SignedInRequest, log_id: int) -> HttpResponse:
    """For support: the XML that the department would get of this log now."""
    log = get_log(admin, request, log_id)
    user: Any = request.user
    if not user.is_support:
        raise PermissionDenied
    context = base_context(admin, request, log, "What the department receives")
    context["document"] = render_log(log)
    return TemplateResponse(request, "export_cds/department_document.html", context)


DOCUMENT = LogTab("Department's document", "cds", department_document, lambda user: user.is_support)
