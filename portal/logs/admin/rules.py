"""Every rule in words, for everybody who fills in logs; made from the rules themselves, so it cannot drift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from portal.logs.admin.pages import list_url
from portal.parameters import whole_number
from portal.questionnaire.describe import severity_word

if TYPE_CHECKING:
    from portal.logs.admin.base import LogAdmin


def rules_page(admin: LogAdmin, request: HttpRequest) -> HttpResponse:
    """The rules of one collection year, the latest unless another is asked for."""
    kind = admin.model.kind
    wanted = whole_number(request.GET.get("year"))
    year = wanted if wanted is not None and wanted in kind.years else kind.years[-1]
    questionnaire = kind.program(year).questionnaire
    rows = [
        {
            "id": rule.id,
            "what": severity_word(rule).capitalize(),
            "words": rule.words,
            "fields": ", ".join(dict.fromkeys(questionnaire.label(name.replace("{n}", "2")) for name in rule.fields)),
        }
        for rule in kind.rules.for_year(year)
    ]
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": f"Rules for {kind.log_type} {year} to {year + 1}",
        "log": None,
        "list_url": list_url(admin),
        "rows": rows,
        "years": [{"year": other, "current": other == year} for other in reversed(kind.years)],
    }
    return TemplateResponse(request, "logs/rules.html", context)
