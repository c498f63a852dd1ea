"""Pages for duplicates: the sets, one set side by side, keeping one of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from orgs import access
from orgs.models import Organisation
from orgs.names import name_today
from portal.logs.admin.change_list import name_organisations
from portal.logs.admin.delete import going_caption, may_delete
from portal.logs.admin.pages import base_context, get_log, list_url, open_for_editing, slug
from portal.logs.admin.present import Wording
from portal.logs.duplicates import duplicate_sets, duplicates_of, keep_one
from portal.logs.record import evaluate_log
from portal.requests import SignedInRequest
from portal.theme.record_pages import record_url
from portal.words import counted

if TYPE_CHECKING:
    from portal.logs.admin.base import LogAdmin
    from portal.logs.models import Log


# Where an answer is given in another question than the one compared.
GIVEN_IN = {"age1": "age1_known", "tcharge": "brent", "owning_organisation_id": ""}


def all_sets(admin: LogAdmin, request: HttpRequest) -> HttpResponse:
    """Every set of duplicates that the user should look at; the department looks at one organisation at a time."""
    user: Any = request.user
    everything = user.is_support or user.is_statistician
    organisations = _organisations() if everything else []
    chosen = next((row for row in organisations if str(row["pk"]) == request.GET.get("organisation")), None)
    sets = [] if everything and chosen is None else duplicate_sets(admin.model, user, chosen["pk"] if chosen else None)
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": f"Duplicate logs of {chosen['name']}" if chosen else "Duplicate logs",
        "log": None,
        "list_url": list_url(admin),
        "organisations": organisations,
        "chosen": chosen,
        "sets": [{"logs": found.logs, "href": record_url(found.logs[0], "duplicates")} for found in sets],
    }
    return TemplateResponse(request, "logs/duplicates.html", context)


def _organisations() -> list[dict[str, Any]]:
    found = Organisation.objects.kept().filter(is_department=False).annotate(name_now=name_today())
    return [{"pk": pk, "name": name} for pk, name in found.order_by("name_now", "pk").values_list("pk", "name_now")]


def one_set(admin: LogAdmin, request: SignedInRequest, log_id: int) -> HttpResponse:
    """A log beside those that say the same; keeping one asks first, then deletes the others."""
    log = get_log(admin, request, log_id)
    others = list(duplicates_of(log, request.user))
    everyone = [log, *(get_log(admin, request, other.pk) for other in others)]
    if request.method == "POST":
        return _keep(admin, request, everyone)
    context = base_context(admin, request, log, "Logs that may be duplicates" if others else "No duplicates")
    context.update(
        logs=[
            {"log": one, "href": record_url(one, "change"), "may_keep": _may_keep(request.user, everyone, one)}
            for one in everyone
        ],
        rows=_rows(request, everyone),
        duplicates=bool(others),
    )
    return TemplateResponse(request, "logs/duplicate_set.html", context)


def _may_keep(user: Any, logs: list[Any], kept: Any) -> bool:
    return all(may_delete(user, log) for log in logs if log.pk != kept.pk)


def _keep(admin: LogAdmin, request: SignedInRequest, logs: list[Any]) -> HttpResponse:
    kept = next((log for log in logs if str(log.pk) == request.POST.get("keep")), None)
    if kept is None or len(logs) < 2:
        messages.error(request, "Choose the log to keep.")
        return HttpResponseRedirect(request.path)
    if not _may_keep(request.user, logs, kept):
        raise PermissionDenied
    others = [log for log in logs if log.pk != kept.pk]
    if request.POST.get("confirm") != "yes":
        title = f"Are you sure you want to keep log {kept.pk} and delete the duplicates?"
        context = base_context(admin, request, kept, title)
        name_organisations(request, others)
        context.update(logs=others, chosen_caption=going_caption(others), keep=kept, cancel_url=request.path)
        return TemplateResponse(request, "logs/delete_confirmation.html", context)
    count = keep_one(log=kept, others=others, actor=request.user)
    messages.success(request, f"Log {kept.pk} has been kept. {counted(count, 'duplicate')} deleted.")
    return HttpResponseRedirect(record_url(kept, "change"))


def _rows(request: SignedInRequest, logs: list[Any]) -> list[dict[str, Any]]:
    answers = [log.typed_answers() for log in logs]
    wordings = [Wording(log.program, found, log.date) for log, found in zip(logs, answers, strict=True)]
    changeable = [open_for_editing(request, log) and access.can(request.user, "change", log) for log in logs]
    asked = [set(evaluate_log(log).asked) for log in logs]
    rows = []
    for name in logs[0].kind.duplicates_compared:
        values = [_value(name, wording, found) for wording, found in zip(wordings, answers, strict=True)]
        if not any(values):
            continue
        question = GIVEN_IN.get(name, name)
        links = [
            _change_link(log, question) if may and question in on_page else ""
            for log, may, on_page in zip(logs, changeable, asked, strict=True)
        ]
        rows.append(
            {
                "label": logs[0].program.questionnaire.label(name),
                "cells": [{"value": value, "href": link} for value, link in zip(values, links, strict=True)],
            }
        )
    people = [log.assigned_to.name if log.assigned_to else "Nobody" for log in logs]
    for label, texts in (("Status", [log.get_status_display() for log in logs]), ("Assigned to", people)):
        rows.append({"label": label, "cells": [{"value": text, "href": ""} for text in texts]})
    return rows


def _value(name: str, wording: Wording, answers: Any) -> str:
    if name == "age1" and answers["age1"] is None and answers["age1_known"] is not None:
        return "Not known"
    return wording.of(name, answers[name])


def _change_link(log: Log, name: str) -> str:
    """The question on its page; saved from there, one comes back to the duplicates."""
    for subsection in log.program.questionnaire.subsections:
        if any(question.id == name for question in subsection.questions):
            return f"{record_url(log, 'subsection', slug(subsection.id), query={'from': 'duplicates'})}#question-{name}"
    return ""
