"""The page that documents the API of a kind and year; it lies outside /api/, where there are no pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.api.calls import collection, served_years
from portal.api.openapi import document
from portal.api.problems import ProblemError
from portal.logs.kinds import kinds


@require_safe
def documentation(request: HttpRequest, log_type: str, year: int) -> HttpResponse:
    """Addresses and answers, from the same document that clients are generated from; open to everybody."""
    try:
        place = collection(log_type, year)
    except ProblemError as error:
        raise Http404 from error
    made = document(place)
    context = {
        **admin.site.each_context(request),
        "title": made["info"]["title"],
        "description": made["info"]["description"],
        "operations": _operations(made),
        "answers": _answers(made),
        "document_url": reverse("api:openapi", args=[log_type, year]),
        "others": [(kind.log_type, one) for kind in kinds() for one in served_years(kind)],
    }
    return TemplateResponse(request, "api/documentation.html", context)


def _operations(made: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation["summary"],
            "parameters": ", ".join(parameter["name"] for parameter in operation["parameters"]) or "None",
            "statuses": ", ".join(operation["responses"]),
        }
        for path, found in made["paths"].items()
        for method, operation in found.items()
    ]


def _answers(made: dict[str, Any]) -> list[dict[str, str]]:
    properties = made["components"]["schemas"]["Answers"]["properties"]
    return [
        {
            "name": name,
            "title": found["title"],
            "type": " or ".join(one for one in found["type"] if one != "null"),
            "description": found.get("description", ""),
        }
        for name, found in properties.items()
    ]
