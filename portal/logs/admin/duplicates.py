"""Pages for duplicates: the sets, one set side by side, keeping one of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from portal.logs.admin.delete import may_delete
from portal.logs.admin.pages import base_context, get_log, list_url, url
from portal.logs.admin.present import Wording
from portal.logs.duplicates import duplicate_sets, duplicates_of, keep_one

COMPARED = {
    "lettings": (
        "owning_organisation_id",
        "startdate",
        "tenancycode",
        "address_line1",
        "postcode_full",
        "uprn",
        "scheme_id",
        "location_id",
        "age1",
        "sex1",
        "sexrab1",
        "ecstat1",
        "household_charge",
        "tcharge",
    ),
    "sales": (
        "owning_organisation_id",
        "saledate",
        "purchid",
        "address_line1",
        "postcode_full",
        "uprn",
        "age1",
        "sex1",
        "sexrab1",
        "ecstat1",
    ),
}


def all_sets(admin: Any, request: HttpRequest) -> HttpResponse:
    """Every set of duplicates that the user should look at."""
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": "Duplicate logs",
        "log": None,
        "list_url": list_url(admin),
        "sets": [
            {"logs": found.logs, "href": url(found.logs[0], "duplicates")}
            for found in duplicate_sets(admin.model, request.user)
        ],
    }
    return TemplateResponse(request, "logs/duplicates.html", context)


def one_set(admin: Any, request: HttpRequest, log_id: int) -> HttpResponse:
    """A log beside those that say the same; posting keeps this one and deletes the others."""
    log = get_log(admin, request, log_id)
    others = list(duplicates_of(log, request.user))
    everyone = [log, *(get_log(admin, request, other.pk) for other in others)]
    if request.method == "POST":
        return _keep(request, everyone)
    context = base_context(admin, request, log, "Logs that may be duplicates" if others else "No duplicates")
    context.update(
        logs=[
            {"log": one, "href": url(one, "change"), "may_keep": _may_keep(request.user, everyone, one)}
            for one in everyone
        ],
        rows=_rows(everyone),
        duplicates=bool(others),
    )
    return TemplateResponse(request, "logs/duplicate_set.html", context)


def _may_keep(user: Any, logs: list[Any], kept: Any) -> bool:
    return all(may_delete(user, log) for log in logs if log.pk != kept.pk)


def _keep(request: HttpRequest, logs: list[Any]) -> HttpResponse:
    kept = next((log for log in logs if str(log.pk) == request.POST.get("keep")), None)
    if kept is None or len(logs) < 2:
        messages.error(request, "Choose the log to keep.")
        return HttpResponseRedirect(request.path)
    if not _may_keep(request.user, logs, kept):
        raise PermissionDenied
    count = keep_one(log=kept, others=[log for log in logs if log.pk != kept.pk], actor=request.user)
    messages.success(request, f"Log {kept.pk} has been kept. {count} duplicate{'s' if count != 1 else ''} deleted.")
    return HttpResponseRedirect(url(kept, "change"))


def _rows(logs: list[Any]) -> list[dict[str, Any]]:
    answers = [log.typed_answers() for log in logs]
    wordings = [Wording(log.program, found, log.date) for log, found in zip(logs, answers, strict=True)]
    rows = []
    for name in COMPARED[logs[0].kind.log_type]:
        values = [wording.of(name, found[name]) for wording, found in zip(wordings, answers, strict=True)]
        if any(values):
            label = logs[0].program.questionnaire.label(name)
            rows.append({"label": label, "values": values, "differs": len(set(values)) > 1})
    rows.append({"label": "Status", "values": [log.get_status_display() for log in logs], "differs": False})
    people = [log.assigned_to.name if log.assigned_to else "Nobody" for log in logs]
    rows.append({"label": "Assigned to", "values": people, "differs": len(set(people)) > 1})
    return rows
