"""Giving one log or several to somebody else to complete, each after a page that says what will happen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from accounts.models import User
from portal.logs.admin.change_list import name_organisations
from portal.logs.admin.pages import base_context, get_log, list_url
from portal.logs.choices import homes_of_assignees, possible_assignees
from portal.logs.models import Log
from portal.logs.reassigning import Reassignment, plan_reassignment, reassign, why_not_reassign
from portal.requests import SignedInRequest
from portal.theme.forms import GovForm, GovSearchSelectField
from portal.theme.record_pages import record_url
from portal.windows.request import windows_of
from portal.words import counted, listed

if TYPE_CHECKING:
    from portal.logs.admin.base import LogAdmin

MOST_AT_ONCE = 500
MOST_NAMED = 10
TITLE = "Who should complete {}?"


class PersonForm(GovForm):
    """Who is to complete the logs, among the people that the user may choose."""

    person = GovSearchSelectField(label="Name or email address", short_label="who should complete the logs", options=[])

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in people.order_by("name", "pk")}
        field: Any = self.fields["person"]
        field.choices = [("", ""), *((pk, f"{one.name} ({one.email})") for pk, one in self.people.items())]
        field.coerce = int

    @property
    def chosen(self) -> User:
        """The person, of a valid form."""
        return self.people[self.cleaned_data["person"]]


def reassign_one(admin: LogAdmin, request: SignedInRequest, log_id: int) -> HttpResponse:
    """Choose somebody, then say what came of it."""
    log, actor = get_log(admin, request, log_id), request.user
    if why_not_reassign(actor, log, windows_of(request)):
        raise PermissionDenied
    form = PersonForm(request.POST or None, people=_people(actor, [log]))
    if request.method == "POST" and form.is_valid():
        done = reassign(actor=actor, logs=[log], person=form.chosen)
        if not done.staying:
            messages.success(request, f"Log {log.pk} is now assigned to {form.chosen.name}.")
            return HttpResponseRedirect(record_url(log, "change"))
        form.add_error("person", f"{done.staying[0].reason}, so nothing has been changed")
    context = {
        **base_context(admin, request, log, TITLE.format("this log")),
        "form": form,
        "has_errors": bool(form.errors),
        "cancel_url": record_url(log, "change"),
    }
    return TemplateResponse(request, "logs/reassign.html", context)


def reassign_several(admin: LogAdmin, request: SignedInRequest, queryset: QuerySet[Log]) -> HttpResponse | None:
    """Who is to complete them, a list of what goes and what stays, then all that can."""
    ids = list(queryset.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if len(ids) > MOST_AT_ONCE:
        messages.error(
            request, f"You can reassign up to {MOST_AT_ONCE} logs at once. Select fewer, or filter the list."
        )
        return None
    actor = request.user
    related = ("owning_organisation", "managing_organisation", "assigned_to")
    logs = list(admin.model.objects.visible_to(actor).filter(pk__in=ids).select_related(*related).order_by("-pk"))
    form = PersonForm(request.POST if "person" in request.POST else None, people=_people(actor, logs))
    if not form.is_valid():
        return _choose(admin, request, form, logs)
    if request.POST.get("confirm") != "yes":
        return _ask(admin, request, form.chosen, plan_reassignment(actor=actor, logs=logs, person=form.chosen))
    _tell(request, form.chosen, reassign(actor=actor, logs=logs, person=form.chosen))
    return HttpResponseRedirect(request.get_full_path())


def _people(actor: User, logs: Sequence[Log]) -> QuerySet[User]:
    return possible_assignees({home for log in logs for home in homes_of_assignees(actor, log)})


def _choose(admin: LogAdmin, request: HttpRequest, form: PersonForm, logs: Sequence[Log]) -> HttpResponse:
    title = TITLE.format("this log" if len(logs) == 1 else f"these {len(logs)} logs")
    return _page(admin, request, title, logs, form=form, has_errors=bool(form.errors), chosen_caption="Chosen logs")


def _ask(admin: LogAdmin, request: HttpRequest, person: User, plan: Reassignment) -> HttpResponse:
    title = f"Are you sure you want to assign {counted(len(plan.going), 'log')} to {person.name}?"
    if not plan.going:
        title = f"None of these logs can be assigned to {person.name}"
    staying = [{"log": each.log, "reason": each.reason} for each in plan.staying]
    name_organisations(request, [each.log for each in plan.staying])
    caption = "This log" if len(plan.going) == 1 else f"These {len(plan.going)} logs"
    caption = (
        f"{caption} will be assigned to {person.name}, unless you untick {'it' if len(plan.going) == 1 else 'them'}"
    )
    return _page(admin, request, title, plan.going, staying=staying, person=person, chosen_caption=caption)


def _page(admin: LogAdmin, request: HttpRequest, title: str, logs: Sequence[Log], **more: Any) -> HttpResponse:
    name_organisations(request, logs)
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": title,
        "logs": logs,
        "action": "reassign_logs",
        "cancel_url": request.get_full_path(),
        "list_url": list_url(admin),
        **more,
    }
    return TemplateResponse(request, "logs/reassign.html", context)


def _tell(request: HttpRequest, person: User, done: Reassignment) -> None:
    if done.going:
        has = "log is" if len(done.going) == 1 else "logs are"
        messages.success(request, f"{len(done.going):,} {has} now assigned to {person.name}.")
    reasons: dict[str, list[str]] = {}
    for each in done.staying:
        reasons.setdefault(each.reason, []).append(str(each.log))
    for reason, logs in reasons.items():
        named = (
            listed(logs) if len(logs) <= MOST_NAMED else f"{listed(logs[:MOST_NAMED])} and others, {len(logs)} in all"
        )
        messages.warning(request, f"Not reassigned: {named}. {reason}.")
