"""The life of a record: deactivating, reactivating, deleting after a page that says what it will do; history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from orgs import access
from portal.clock import today
from portal.requests import SignedInRequest
from portal.theme.pages import form_page
from portal.theme.record_pages import model_url, record_url
from portal.windows import load_windows
from portal.words import counted, day_in_words
from supported_housing import deactivation, deletion
from supported_housing.admin.common import context_of, get_location, get_scheme, locations_url
from supported_housing.admin.forms import DayForm
from supported_housing.confidential import tells_where
from supported_housing.history import history_with_closures
from supported_housing.models import Location, Scheme

if TYPE_CHECKING:
    from orgs.access.admin import AccessAdmin


Record = Scheme | Location
Page = Callable[..., HttpResponse]
LOGS_SHOWN = 50


def _call_off(admin: AccessAdmin, request: SignedInRequest, record: Record) -> HttpResponse:
    """Takes back a closing that has not begun."""
    access.require(request.user, "reactivate", record)
    kind = deactivation.kind_of(record)
    if request.method == "POST":
        deactivation.call_off(record=record, actor=request.user)
        messages.success(request, f"{record} stays open. The deactivation has been called off.")
        return HttpResponseRedirect(record_url(record, "change"))
    if not deactivation.can_call_off(record):
        raise PermissionDenied
    return form_page(
        request,
        title="Call off the deactivation",
        caption=str(record),
        intro=[
            f"The {kind} stays open as if nothing had been planned.",
            "Lettings logs that lost it when the deactivation was planned have to be given it again.",
        ],
        submit="Call off the deactivation",
        cancel=record_url(record, "change"),
        trail=[admin.opts, record, "Call off the deactivation"],
    )


def _history(admin: AccessAdmin, request: HttpRequest, record: Record) -> HttpResponse:
    context = context_of(
        admin,
        request,
        f"History of {record}",
        record=record,
        entries=history_with_closures(record),
        back_url=record_url(record, "change"),
    )
    return TemplateResponse(request, "supported_housing/history.html", context)


def _deactivate(admin: AccessAdmin, request: SignedInRequest, record: Record) -> HttpResponse:
    """Ask for the day; show what it affects; do it."""
    form = _day_form(request, record, deactivation.DEACTIVATING, "From which day is this {} deactivated?")
    if request.method == "POST" and form.is_valid():
        day: date = form.cleaned_data["chosen"]
        effect = deactivation.effect_of_deactivation(record, day)
        if effect.nothing or request.POST.get("confirm") == "yes":
            return _do_deactivate(request, record, day)
        return _show_effect(admin, request, record, form, effect)
    title = f"Deactivate {record}"
    return _day_page(admin, request, record, form, title, "Continue")


def _do_deactivate(request: SignedInRequest, record: Record, day: date) -> HttpResponse:
    try:
        count = deactivation.deactivate(record=record, day=day, actor=request.user)
    except ValidationError as error:  # somebody else was quicker
        messages.error(request, error.messages[0])
        return HttpResponseRedirect(record_url(record, "change"))
    happened = "has been deactivated" if day <= today() else f"will be deactivated on {day_in_words(day)}"
    text = f"{record} {happened}."
    if count:
        logs = counted(count, "lettings log has", "lettings logs have")
        text += f" {logs} to be given another scheme and location."
    messages.success(request, text)
    return HttpResponseRedirect(record_url(record, "change"))


def _show_effect(
    admin: AccessAdmin, request: SignedInRequest, record: Record, form: DayForm, effect: deactivation.Effect
) -> HttpResponse:
    """What will happen, before it happens. Logs outside the person's view are counted, not listed."""
    visible = effect.logs.visible_to(request.user).select_related("assigned_to")[:LOGS_SHOWN]
    shown = list(visible)
    context = context_of(
        admin,
        request,
        f"Check what deactivating {record} changes",
        record=record,
        kind=deactivation.kind_of(record),
        form=form,
        places_hidden=not tells_where(request.user, record if isinstance(record, Scheme) else record.scheme),
        effect=effect,
        day=effect.day,
        logs=shown,
        more_logs=effect.log_count - len(shown),
        back_url=record_url(record, "change"),
    )
    return TemplateResponse(request, "supported_housing/deactivate_check.html", context)


def _day_form(request: SignedInRequest, record: Record, step: deactivation.Step, question: str) -> DayForm:
    """Asks for the day of a step of its life, of those who may take it."""
    access.require(request.user, step.action, record)
    windows = load_windows()
    if not step.is_possible(deactivation.facts_of(record, windows), record):
        raise PermissionDenied
    start = windows.earliest_editable(today())
    return DayForm(
        request.POST if request.method == "POST" else None,
        question=question.format(deactivation.kind_of(record)),
        start=start,
        start_words=day_in_words(start),
        check=lambda day: step.check_date(record, day, windows),
    )


def _day_page(
    admin: AccessAdmin, request: HttpRequest, record: Record, form: DayForm, title: str, button: str
) -> HttpResponse:
    context = context_of(
        admin, request, title, record=record, form=form, button=button, back_url=record_url(record, "change")
    )
    return TemplateResponse(request, "supported_housing/day.html", context)


def _reactivate(admin: AccessAdmin, request: SignedInRequest, record: Record) -> HttpResponse:
    """Ask for the day and do it; nothing else changes."""
    form = _day_form(request, record, deactivation.REACTIVATING, "From which day is this {} active again?")
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["chosen"]
        try:
            deactivation.reactivate(record=record, day=day, actor=request.user)
        except ValidationError as error:  # somebody else was quicker
            messages.error(request, error.messages[0])
            return HttpResponseRedirect(record_url(record, "change"))
        happened = "has been reactivated" if day <= today() else f"will be reactivated on {day_in_words(day)}"
        messages.success(request, f"{record} {happened}.")
        return HttpResponseRedirect(record_url(record, "change"))
    return _day_page(admin, request, record, form, f"Reactivate {record}", "Reactivate")


def _delete(admin: AccessAdmin, request: SignedInRequest, record: Record) -> HttpResponse:
    access.require(request.user, "delete", record)
    reason = deletion.why_not_deletable(record)
    if request.method == "POST":
        try:
            deletion.delete(record=record, actor=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return HttpResponseRedirect(record_url(record, "change"))
        messages.success(request, f"{record} has been deleted.")
        after = model_url(Scheme) if isinstance(record, Scheme) else locations_url(record.scheme)
        return HttpResponseRedirect(after)
    context = context_of(
        admin,
        request,
        f"Are you sure you want to delete {record}?",
        record=record,
        kind=deactivation.kind_of(record),
        reason=reason,
        is_scheme=isinstance(record, Scheme),
        back_url=record_url(record, "change"),
    )
    return TemplateResponse(request, "supported_housing/delete.html", context)


def _pages(page: Callable[[AccessAdmin, SignedInRequest, Record], HttpResponse]) -> tuple[Page, Page]:
    """The same page of a scheme and of a location, each fetched through the access door."""

    def of_scheme(admin: AccessAdmin, request: SignedInRequest, scheme_id: int) -> HttpResponse:
        return page(admin, request, get_scheme(request, scheme_id))

    def of_location(admin: AccessAdmin, request: SignedInRequest, location_id: int) -> HttpResponse:
        return page(admin, request, get_location(request, location_id))

    return of_scheme, of_location


deactivate_scheme, deactivate_location = _pages(_deactivate)
reactivate_scheme, reactivate_location = _pages(_reactivate)
call_off_scheme, call_off_location = _pages(_call_off)
delete_scheme, delete_location = _pages(_delete)
scheme_history, location_history = _pages(_history)
