"""One page for each thing that can be done with an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from orgs import lifecycle
from orgs import names as name_changes
from orgs import relationships as links
from orgs.access import can
from orgs.admin import proposals
from orgs.admin.forms import ConfirmAgreementForm, NameChangeForm, OtherOrganisationForm
from orgs.agreements.sign import address_of, officers, sign
from orgs.models import (
    DataSharingAgreement,
    Organisation,
    OrganisationNameChange,
    OrganisationRelationship,
    RelationshipProposal,
)
from orgs.names import name_today
from portal.clock import moment
from portal.markdown import render_markdown
from portal.requests import SignedInRequest
from portal.theme.pages import add_errors, form_page
from portal.theme.record_pages import model_url, record_url
from portal.words import day_in_words

if TYPE_CHECKING:
    from orgs.access.admin import ScopedAdmin

REACTIVATE = "Reactivate"
"""Gives something back, so its button is not red."""


def _url(name: str, *args: int) -> str:
    return model_url(Organisation, name, *args)


def agreement(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    """The text, and for the data protection officer the box to confirm it; afterwards what was confirmed."""
    organisation = admin.visible(request, pk, "view_agreement")
    text = DataSharingAgreement.objects.in_force()
    if text is None:
        raise Http404
    may_sign = can(request.user, "sign_agreement", organisation)
    form = ConfirmAgreementForm(request.POST or None, initial={"version": text.version}) if may_sign else None
    if request.method == "POST" and form is None:
        admin.visible(request, pk, "sign_agreement")
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            sign(actor=request.user, organisation=organisation, version=form.cleaned_data["version"])
        except ValidationError as error:
            add_errors(form, error)
            form.data = {**request.POST.dict(), "version": text.version}
        else:
            messages.success(request, "You have confirmed the data sharing agreement.")
            return redirect(record_url(organisation))
    signed = organisation.data_protection_confirmations.filter(agreement=text).first()
    name = signed.organisation_name if signed else organisation.name_on()
    return form_page(
        request,
        title="Data sharing agreement",
        caption=f"{organisation}, version {text.version}",
        form=form,
        submit="Confirm" if form else "",
        rows=_agreement_rows(organisation, signed),
        body=render_markdown(text.text.replace("{organisation}", name)),
        trail=[admin.opts, organisation, "Data sharing agreement"],
        template="orgs/agreement.html",
    )


def _agreement_rows(organisation: Organisation, signed: Any) -> list[tuple[str, str]]:
    if signed:
        return [
            ("Organisation", signed.organisation_name),
            ("Address", signed.organisation_address),
            ("Telephone number", signed.organisation_phone_number),
            ("Confirmed by", signed.data_protection_officer_name),
            ("Email address", signed.data_protection_officer_email),
            ("Confirmed on", day_in_words(moment(signed.signed_at))),
        ]
    people = ", ".join(person.name for person in officers(organisation))
    return [
        ("Organisation", organisation.name_on()),
        ("Address", address_of(organisation)),
        ("Telephone number", organisation.phone),
        ("To be confirmed by", people or "Nobody yet: name a data protection officer first"),
    ]


def relationships(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    """Both lists, with a way to add to each and to remove from each for those who may."""
    organisation = admin.visible(request, pk, "view_relationships")
    may_add = can(request.user, "add_relationship", organisation) and organisation.active
    kind = request.POST.get("kind") or request.GET.get("kind") or ""
    form = _relationship_form(request, organisation, kind) if may_add and kind in _KINDS else None
    if request.method == "POST":
        admin.visible(request, pk, "add_relationship")
        if form is not None and form.is_valid():
            add, argument, *_ = _KINDS[kind]
            try:
                outcome = add(actor=request.user, organisation=organisation, **{argument: form.cleaned_data["other"]})
            except ValidationError as error:
                add_errors(form, error)
            else:
                asked = isinstance(outcome, RelationshipProposal)
                done = "has been asked to agree. Until then nothing changes." if asked else "has been added."
                messages.success(request, f"{form.cleaned_data['other']} {done}")
                return redirect(_url("relationships", organisation.pk))
    return form_page(
        request,
        title=_KINDS[kind][3] if form else "Stock owners and managing agents",
        caption=organisation.name_on(),
        form=form,
        submit="Add" if form else "",
        hidden=[("kind", kind)],
        cancel=_url("relationships", organisation.pk),
        lists=[] if form else _relationship_lists(organisation),
        proposals=[] if form else proposals.rows_of(organisation),
        intro=[ASKED_FIRST] if form and not request.user.is_support else [],
        may_add=may_add,
        may_remove=can(request.user, "remove_relationship", organisation),
        organisation=organisation,
        inactive=not organisation.active,
        trail=[admin.opts, organisation, "Stock owners and managing agents"],
        template="orgs/relationships.html",
    )


ASKED_FIRST = "The other organisation has to agree. We will tell its coordinators by email."
_KINDS: dict[str, tuple[Any, str, str, str]] = {
    "stock_owner": (links.add_stock_owner, "stock_owner", "Stock owner to add", "Add a stock owner"),
    "managing_agent": (links.add_managing_agent, "managing_agent", "Managing agent to add", "Add a managing agent"),
}


def _relationship_form(request: HttpRequest, organisation: Organisation, kind: str) -> OtherOrganisationForm:
    others = Organisation.objects.usable().filter(absorbing_organisation=None, is_department=False)
    others = others.exclude(pk=organisation.pk)
    data = request.POST if request.method == "POST" else None
    return OtherOrganisationForm(data, label=_KINDS[kind][2], organisations=others)


def _relationship_lists(organisation: Organisation) -> list[dict[str, Any]]:
    """Deactivated and deleted ones are hidden, not removed."""
    shown = {"active": True, "discarded_at": None}
    owners = organisation.stock_owner_relationships.filter(
        **{f"stock_owner__{name}": value for name, value in shown.items()}
    )
    agents = organisation.managing_agent_relationships.filter(
        **{f"managing_agent__{name}": value for name, value in shown.items()}
    )
    return [
        {
            "kind": "stock_owner",
            "title": "Stock owners",
            "rows": [
                (row.pk, row.stock_owner)
                for row in owners.select_related("stock_owner").order_by(name_today("stock_owner"), "pk")
            ],
        },
        {
            "kind": "managing_agent",
            "title": "Managing agents",
            "rows": [
                (row.pk, row.managing_agent)
                for row in agents.select_related("managing_agent").order_by(name_today("managing_agent"), "pk")
            ],
        },
    ]


def remove_relationship(admin: ScopedAdmin, request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    organisation = admin.visible(request, pk, "remove_relationship")
    relationship = OrganisationRelationship.objects.filter(pk=row).first()
    if relationship is None or organisation.pk not in (relationship.stock_owner_id, relationship.managing_agent_id):
        raise Http404
    back = _url("relationships", organisation.pk)
    if request.method == "POST":
        links.remove(actor=request.user, organisation=organisation, relationship=relationship)
        messages.success(request, "Removed.")
        return redirect(back)
    return form_page(
        request,
        title="Remove this relationship?",
        caption=organisation.name_on(),
        intro=[f"{relationship}. Logs that exist already stay as they are."],
        submit="Remove",
        danger=True,
        cancel=back,
        trail=[admin.opts, organisation, "Remove"],
    )


def names(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = admin.visible(request, pk, "change_name")
    form = NameChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change = name_changes.schedule(actor=request.user, organisation=organisation, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"The name is {change.name} from {day_in_words(change.startdate)}.")
            return redirect(_url("names", organisation.pk))
    return form_page(
        request,
        title="Names",
        caption=organisation.name_on(),
        form=form,
        submit="Save the new name",
        organisation=organisation,
        periods=name_changes.history(organisation),
        trail=[admin.opts, organisation, "Names"],
        template="orgs/names.html",
    )


def cancel_name(admin: ScopedAdmin, request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    organisation = admin.visible(request, pk, "change_name")
    change = OrganisationNameChange.objects.filter(pk=row, organisation=organisation, discarded_at=None).first()
    if change is None:
        raise Http404
    if request.method == "POST":
        name_changes.cancel(actor=request.user, change=change)
        messages.success(request, "The name change has been cancelled.")
        return redirect(_url("names", organisation.pk))
    return form_page(
        request,
        title="Cancel this name change?",
        caption=organisation.name_on(),
        intro=[str(change)],
        submit="Cancel the name change",
        danger=True,
        cancel=_url("names", organisation.pk),
        trail=[admin.opts, organisation, "Names"],
    )


def deactivate(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = admin.visible(request, pk, "deactivate")
    people = organisation.users.usable().count()
    if request.method == "POST":
        lifecycle.deactivate(actor=request.user, organisation=organisation)
        messages.success(request, f"{organisation} has been deactivated.")
        return redirect(record_url(organisation))
    return _warned(
        admin,
        request,
        organisation,
        "Deactivate",
        f"{people} people will no longer be able to sign in. Schemes and locations read as deactivated. "
        "Relationships are hidden until the organisation is active again. Logs that they have not finished have "
        "to be reassigned.",
    )


def reactivate(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = admin.visible(request, pk, "reactivate")
    if request.method == "POST":
        people = lifecycle.reactivate(actor=request.user, organisation=organisation)
        messages.success(request, f"{organisation} is active again. {people} people will get an email.")
        return redirect(record_url(organisation))
    return _warned(
        admin,
        request,
        organisation,
        REACTIVATE,
        "People who were deactivated together with the organisation will get an email to confirm their address.",
    )


def delete(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = admin.visible(request, pk, "delete")
    reason = lifecycle.why_not_delete(organisation)
    if reason:
        return form_page(
            request,
            title="This organisation cannot be deleted",
            intro=[reason],
            trail=[admin.opts, organisation, "Delete"],
            status=200 if request.method == "GET" else 403,
        )
    if request.method == "POST":
        lifecycle.delete(actor=request.user, organisation=organisation)
        messages.success(request, f"{organisation.name_on()} has been deleted.")
        return redirect("admin:orgs_organisation_changelist")
    return _warned(
        admin,
        request,
        organisation,
        "Delete",
        "Its people, schemes and locations are deleted too. This cannot be undone.",
    )


def _warned(
    admin: ScopedAdmin, request: HttpRequest, organisation: Organisation, title: str, warning: str
) -> HttpResponse:
    return form_page(
        request,
        title=title,
        caption=organisation.name_on(),
        warning=warning,
        submit=title,
        danger=title != REACTIVATE,
        cancel=record_url(organisation),
        trail=[admin.opts, organisation, title],
    )
