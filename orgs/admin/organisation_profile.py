"""The page of an organisation: what is known, what may be changed, its lists, and what can be done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse

from orgs.access import can
from orgs.agreements.sign import confirmation_in_force
from orgs.api_keys.models import ApiKey
from orgs.codes import OrganisationStatus, RentPeriod
from orgs.detail_fields import FOR_COORDINATORS, FOR_SUPPORT, READ_BY_COORDINATORS
from orgs.models import Organisation
from portal.clock import moment
from portal.requests import SignedInRequest
from portal.theme.pages import form_page
from portal.theme.record_history import shown
from portal.theme.record_pages import record_url
from portal.theme.summary import SummaryCard, SummaryRow
from portal.words import day_in_words

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.models.user import User as Actor
    from orgs.access.admin import ScopedAdmin

STATUS_COLOURS = {
    OrganisationStatus.ACTIVE: "green",
    OrganisationStatus.DEACTIVATED: "red",
    OrganisationStatus.MERGED: "grey",
    OrganisationStatus.DELETED: "red",
}
LISTS = (
    ("Lettings logs", "lettings_lettingslog", "organisation", "view_logs_tab"),
    ("Sales logs", "sales_saleslog", "organisation", "view_logs_tab"),
    ("Schemes", "supported_housing_scheme", "owner", "view_logs_tab"),
    ("Users", "accounts_user", "organisation", "view_users"),
)
"""Lists narrowed to the organisation: address, parameter, and who may follow it."""
HIDDEN_UNLESS_SET = ("group_member_id", "old_visible_id")


def show(admin: ScopedAdmin, request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    """Facts in cards, each with its Change link."""
    actor: User = request.user
    status = organisation.status
    return form_page(
        request,
        title=organisation.name_on(),
        caption=f"Organisation {organisation.code}",
        state=(status.label, STATUS_COLOURS[status]),
        cards=[_identity(organisation, actor), _details(organisation, actor), _agreement(organisation, actor)],
        links=_links(organisation, actor),
        buttons=_buttons(organisation, actor),
        trail=[admin.opts, organisation.name_on(), ""] if actor.is_privileged else [organisation.name_on(), "", ""],
    )


def _identity(organisation: Organisation, actor: Actor) -> SummaryCard:
    names = record_url(organisation, "names") if can(actor, "change_name", organisation) else ""
    rows = [
        SummaryRow("Name", organisation.name_on(), names),
        SummaryRow("Code", organisation.code),
    ]
    if organisation.absorbing_organisation and organisation.merge_date:
        merger = f"{organisation.absorbing_organisation.name_on()} on {day_in_words(organisation.merge_date)}"
        rows.append(SummaryRow("Merged into", merger))
    absorbed = organisation.absorbed_organisations.kept().order_by("merge_date", "name")
    rows += [
        SummaryRow("Merged into it", f"{other.name_on(other.merge_date)} on {day_in_words(other.merge_date)}")
        for other in absorbed.prefetch_related("name_changes")
        if other.merge_date
    ]
    return SummaryCard("Name and status", rows)


def _details(organisation: Organisation, actor: Actor) -> SummaryCard:
    may_change = can(actor, "change", organisation)
    change = record_url(organisation, "details") if may_change else ""
    seen = FOR_SUPPORT if actor.is_privileged else (*FOR_COORDINATORS, *READ_BY_COORDINATORS)
    changeable = set(FOR_SUPPORT if actor.is_support else FOR_COORDINATORS)
    rows = []
    for name in seen:
        field = organisation._meta.get_field(name)
        value = getattr(organisation, name)
        if name == "group_member_id":
            value = _name_of(value)
        if name in HIDDEN_UNLESS_SET and not value:
            continue
        text = "" if value in (None, "") else shown(field, value)
        label = str(getattr(field, "verbose_name", name)).capitalize()
        rows.append(SummaryRow(label, text, f"{change}#id_{name}" if change and name in changeable else ""))
    if organisation.group:
        rows.append(SummaryRow("Group number", f"GROUP{organisation.group}"))
    rows.append(SummaryRow("Rent periods", rent_periods_in_words(organisation), change))
    return SummaryCard("Details", rows)


def _name_of(pk: int | None) -> str:
    other = Organisation.objects.kept().prefetch_related("name_changes").filter(pk=pk).first() if pk else None
    return other.name_on() if other else ""


def rent_periods_in_words(organisation: Organisation) -> str:
    held = set(organisation.rent_periods.values_list("rent_period", flat=True))
    if held >= set(RentPeriod.values):
        return "All"
    return ", ".join(str(period.label) for period in RentPeriod if period in held) or "None"


def agreement_in_words(organisation: Organisation) -> str:
    signed = confirmation_in_force(organisation)
    if signed is None:
        return "Not confirmed. A data protection officer of the organisation has to read and confirm it."
    return f"Confirmed by {signed.data_protection_officer_name} on {day_in_words(moment(signed.signed_at))}"


def _agreement(organisation: Organisation, actor: Actor) -> SummaryCard:
    agreement = record_url(organisation, "agreement") if can(actor, "view_agreement", organisation) else ""
    related = record_url(organisation, "relationships") if can(actor, "view_relationships", organisation) else ""
    owners = organisation.stock_owner_relationships.filter(stock_owner__active=True, stock_owner__discarded_at=None)
    agents = organisation.managing_agent_relationships.filter(
        managing_agent__active=True, managing_agent__discarded_at=None
    )
    return SummaryCard(
        "Agreement and relationships",
        [
            SummaryRow("Data sharing agreement", agreement_in_words(organisation), agreement, "View"),
            SummaryRow("Stock owners", owners.count() or "None", related, "View"),
            SummaryRow("Managing agents", agents.count() or "None", related, "View"),
        ],
    )


def _links(organisation: Organisation, actor: Actor) -> list[tuple[str, str]]:
    links = [
        (f"{text} of this organisation", reverse(f"admin:{name}_changelist", query={parameter: organisation.pk}))
        for text, name, parameter, action in LISTS
        if can(actor, action, organisation)
    ]
    if can(actor, "invite", organisation):
        links.append(("Invite somebody", reverse("admin:accounts_user_add", query={"organisation": organisation.pk})))
    if can(actor, "view", ApiKey) and (actor.is_support or actor.organisation_id == organisation.pk):
        links.append(("API keys", reverse("admin:api_keys_apikey_changelist")))
    if can(actor, "merge", organisation):
        links.append(("Merges", reverse("admin:orgs_mergerequest_changelist")))
    return [*links, ("History of this organisation", record_url(organisation, "history"))]


def _buttons(organisation: Organisation, actor: Actor) -> list[tuple[str, str, str]]:
    offered = (("Deactivate", "secondary"), ("Reactivate", "secondary"), ("Delete", "warning"))
    return [
        (text, record_url(organisation, text.lower()), style)
        for text, style in offered
        if can(actor, text.lower(), organisation)
    ]
