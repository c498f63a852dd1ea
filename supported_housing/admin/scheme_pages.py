"""Creating a scheme in three short pages, its own page, and changing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from orgs import access
from portal.clock import today
from portal.requests import SignedInRequest
from portal.retrying import retried
from portal.theme.record_pages import model_url, record_url
from supported_housing import codes
from supported_housing.admin.common import (
    context_of,
    get_scheme,
    locations_url,
    may_add_location,
    questions_page,
)
from supported_housing.admin.forms import ClientGroupsForm, DetailsForm, ReducedForm, SchemeForm, SupportForm
from supported_housing.affected_logs import hold_around
from supported_housing.availability import scheme_availability
from supported_housing.confidential import hide_where_needed
from supported_housing.current_facts import facts_of_scheme, shown_status
from supported_housing.deactivation import can_call_off, can_deactivate, can_reactivate
from supported_housing.deletion import why_not_deletable
from supported_housing.models import Scheme, SchemeDeactivationPeriod
from supported_housing.status import Status

if TYPE_CHECKING:
    from orgs.access.admin import AccessAdmin


@dataclass(frozen=True, slots=True)
class Page:
    slug: str
    title: str
    form: type[SchemeForm]


PAGES = (
    Page("details", "Scheme details", DetailsForm),
    Page("client-groups", "Who the scheme is for", ClientGroupsForm),
    Page("support", "Support and length of stay", SupportForm),
)
REDUCED = Page("name", "Name, confidentiality and stock owner", ReducedForm)
BY_SLUG = {page.slug: page for page in (*PAGES, REDUCED)}


def pages_for(request: SignedInRequest, scheme: Scheme) -> tuple[Page, ...]:
    """Which pages the person may change: all until it is confirmed, then all for support only (2.2)."""
    if not access.can(request.user, "change", scheme):
        return ()
    if request.user.is_support or not scheme.confirmed:
        return PAGES
    return (REDUCED,)


def add(admin: AccessAdmin, request: SignedInRequest) -> HttpResponse:
    """The first page; saving it creates the scheme, unconfirmed."""
    if not access.can(request.user, "add", Scheme):
        raise PermissionDenied
    form = DetailsForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.nobody_owns:
        text = "Your organisation owns no housing stock and manages none for others, so it cannot have schemes."
        messages.error(request, text)
        return HttpResponseRedirect(model_url(Scheme))
    if request.method == "POST" and form.is_valid():
        scheme = create(form, request.user)
        return HttpResponseRedirect(record_url(scheme, "edit", "client-groups"))
    step = {"caption": f"Step 1 of {len(PAGES)}"}
    return questions_page(admin, request, "Create a scheme", form=form, scheme=None, back=model_url(Scheme), **step)


@transaction.atomic
def create(form: DetailsForm, user: Any) -> Scheme:
    scheme = Scheme()
    form.write(scheme)
    if not access.can(user, "add", scheme):
        raise PermissionDenied
    scheme.save()
    merged = scheme.owning_organisation.merge_date
    if merged:  # an organisation that has merged can only have schemes of its past
        SchemeDeactivationPeriod.objects.create(scheme=scheme, deactivation_date=merged)
    return scheme


def edit(admin: AccessAdmin, request: SignedInRequest, scheme_id: int, page: str) -> HttpResponse:
    """One page of the scheme."""
    scheme = get_scheme(request, scheme_id)
    access.require(request.user, "change", scheme)
    chosen = BY_SLUG.get(page)
    if chosen is None:
        raise Http404
    if chosen not in pages_for(request, scheme):
        raise PermissionDenied
    form = chosen.form(request.POST if request.method == "POST" else None, user=request.user, scheme=scheme)
    if request.method == "POST" and form.is_valid():
        _save(form, scheme, request.user)
        return HttpResponseRedirect(_next(scheme, chosen))
    step = {} if scheme.confirmed else {"caption": f"Step {PAGES.index(chosen) + 1} of {len(PAGES)}"}
    back = record_url(scheme, "change")
    return questions_page(admin, request, chosen.title, form=form, scheme=scheme, back=back, **step)


@retried
@transaction.atomic
def _save(form: SchemeForm, scheme: Scheme, user: Any) -> None:
    form.write(scheme)
    hold_around(scheme, actor=user)
    locked = Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    form.write(locked)
    if not access.can(user, "change", locked):  # the new owner must be within reach as well
        raise PermissionDenied
    locked.save()
    scheme.refresh_from_db()


def _next(scheme: Scheme, page: Page) -> str:
    """On to the next page that lacks an answer, else back to the scheme."""
    if page in PAGES and not scheme.confirmed:
        for later in PAGES[PAGES.index(page) + 1 :]:
            if any(name in scheme.missing_fields for name in later.form.columns):
                return record_url(scheme, "edit", later.slug)
    return record_url(scheme, "change")


def overview(admin: AccessAdmin, request: SignedInRequest, scheme_id: int) -> HttpResponse:
    """The scheme's own page: its answers, its life, its locations, and what can be done."""
    scheme = get_scheme(request, scheme_id)
    facts = facts_of_scheme(scheme)
    status = shown_status(facts)
    context = context_of(
        admin,
        request,
        str(scheme),
        scheme=scheme,
        status=status,
        cards=_cards(request, scheme),
        availability=None if status == Status.INCOMPLETE else scheme_availability(facts),
        locations=_locations(request, scheme, facts),
        locations_url=locations_url(scheme),
        no_active_location=status == Status.ACTIVE and not facts.has_location_active_on(today()),
        **_actions(request, scheme, facts),
    )
    return TemplateResponse(request, "supported_housing/scheme.html", context)


def _locations(request: SignedInRequest, scheme: Scheme, facts: Any) -> list[dict[str, Any]]:
    by_id = {place.id: place for place in facts.locations}
    rows = [place for place in scheme.locations.all() if place.pk in by_id]
    hide_where_needed(request.user, rows, scheme)
    return [
        {"location": row, "status": shown_status(by_id[row.pk]), "url": record_url(row, "change")} for row in rows[:10]
    ]


def _actions(request: SignedInRequest, scheme: Scheme, facts: Any) -> dict[str, Any]:
    user = request.user
    may_change = access.can(user, "change", scheme)
    return {
        "may_change": may_change,
        "may_confirm": may_change and not scheme.confirmed and not scheme.missing_fields,
        "missing": bool(scheme.missing_fields) and may_change,
        "may_add_location": may_add_location(user, scheme),
        "may_deactivate": access.can(user, "deactivate", scheme) and can_deactivate(facts, scheme),
        "may_call_off": access.can(user, "reactivate", scheme) and can_call_off(scheme),
        "may_reactivate": access.can(user, "reactivate", scheme) and can_reactivate(facts, scheme),
        "may_delete": access.can(user, "delete", scheme) and not why_not_deletable(scheme),
    }


@require_POST
def confirm_post(request: SignedInRequest, scheme: Scheme) -> HttpResponse:
    with transaction.atomic():
        hold_around(scheme, actor=request.user)
        locked = Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
        if locked.missing_fields:
            messages.error(request, "Answer all questions before you confirm the scheme.")
            return HttpResponseRedirect(record_url(scheme, "change"))
        locked.confirmed = True
        locked.save()
    text = f"{scheme} has been created."
    if not any(place.confirmed and place.discarded_at is None for place in scheme.locations.all()):
        text += " Add a location, so that lettings can be logged."
    messages.success(request, text)
    return HttpResponseRedirect(record_url(scheme, "change"))


def confirm(admin: AccessAdmin, request: SignedInRequest, scheme_id: int) -> HttpResponse:
    """The end of check answers."""
    scheme = get_scheme(request, scheme_id)
    access.require(request.user, "change", scheme)
    return confirm_post(request, scheme)


def _cards(request: SignedInRequest, scheme: Scheme) -> list[dict[str, Any]]:
    """The answers as summary lists, with the page that changes each."""
    pages = pages_for(request, scheme)
    change = {name: page for page in pages for name in page.form.columns}

    def row(name: str, label: str, value: Any) -> dict[str, Any]:
        page = change.get(name)
        return {
            "label": label,
            "value": value,
            "change_url": record_url(scheme, "edit", page.slug) if page else "",
        }

    def choice(name: str) -> dict[str, Any]:
        label = capfirst(str(label_for_field(name, Scheme)))
        return row(name, label, getattr(scheme, f"get_{name}_display")() if getattr(scheme, name) is not None else "")

    rows = [
        row("service_name", "Scheme name", scheme.service_name),
        row("sensitive", "Confidential", scheme.get_sensitive_display()),
        row("owning_organisation", "Stock owner", scheme.owning_organisation.name_on(today())),
        choice("scheme_type"),
        choice("registered_under_care_act"),
        choice("arrangement_type"),
    ]
    groups = [choice("primary_client_group"), choice("has_other_client_group")]
    if scheme.has_other_client_group == codes.YesNo.YES:
        groups.append(choice("secondary_client_group"))
    return [
        {"title": PAGES[0].title, "rows": rows},
        {"title": PAGES[1].title, "rows": groups},
        {"title": PAGES[2].title, "rows": [choice("support_type"), choice("intended_stay")]},
    ]
