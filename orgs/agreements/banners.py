"""What a list of logs tells about the agreement, to whom (docs/domain/organisations.md#3). Data only; pages draw it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from orgs.access.agreements import has_signed_stock
from orgs.agreements.sign import officers
from orgs.models import Organisation


@dataclass
class Banner:
    """One thing that stands in the way, and what this person can do about it."""

    kind: str
    title: str
    text: str
    link_text: str = ""
    link: str = ""
    names: list[str] = field(default_factory=list)


def blocking_banner(user: User, organisation: Organisation | None = None) -> Banner | None:
    """The one thing that keeps logs from being added; of two, the agreement is told first."""
    return agreement_banner(user, organisation) or missing_stock_owner_banner(user, organisation)


def agreement_banner(user: User, organisation: Organisation | None = None) -> Banner | None:
    """For the given organisation, or for the own one; support sees none on the list of all logs."""
    if organisation is None:
        if user.is_privileged:
            return None
        organisation = user.organisation
    signed = organisation.agreement_signed
    people = [] if signed else officers(organisation)
    if not people and not signed:
        return _no_officer(user, organisation)
    if not organisation.holds_own_stock and not _other_stock(organisation):
        return None
    if signed and has_signed_stock(organisation):
        return None
    if signed:
        return Banner(
            "stock_owners_unsigned",
            "Stock owners have not confirmed the agreement",
            "Logs can be added once a stock owner has confirmed the data sharing agreement.",
            "See the stock owners",
            reverse("admin:orgs_organisation_relationships", args=[organisation.pk]),
        )
    link = reverse("admin:orgs_organisation_agreement", args=[organisation.pk])
    if user.is_dpo and user.organisation_id == organisation.pk:
        return Banner(
            "sign",
            "Confirm the data sharing agreement",
            "Nobody in your organisation can add logs until you have read and confirmed it.",
            "Read the agreement",
            link,
        )
    return Banner(
        "ask_officer",
        "The data sharing agreement has not been confirmed",
        f"A data protection officer of {organisation} has to confirm it. Until then no logs can be added.",
        "Read the agreement",
        link,
        [person.name for person in people] if organisation.holds_own_stock else [],
    )


def _no_officer(user: User, organisation: Organisation) -> Banner:
    names_one = " Data coordinators name one on the page of the person, under Users." if user.is_coordinator else ""
    helpdesk = getattr(settings, "HELPDESK_EMAIL", "")
    return Banner(
        "no_officer",
        "No data protection officer",
        f"{organisation} has to name a data protection officer, who confirms the data sharing agreement, "
        f"before logs can be added.{names_one}",
        "Contact the helpdesk" if helpdesk else "How to get help",
        f"mailto:{helpdesk}" if helpdesk else reverse("admin:page_guidance", fragment="help"),
    )


def missing_stock_owner_banner(user: User, organisation: Organisation | None = None) -> Banner | None:
    """Somebody who manages only, for nobody yet."""
    organisation = organisation or user.organisation
    if user.is_statistician or agreement_banner(user, organisation):
        return None
    if organisation.is_department or organisation.holds_own_stock or _other_stock(organisation):
        return None
    if user.is_coordinator or user.is_support:
        return Banner(
            "add_stock_owner",
            "No stock owners yet",
            f"{organisation} owns no housing stock. Add the organisations whose stock it manages.",
            "Add a stock owner",
            reverse("admin:orgs_organisation_relationships", args=[organisation.pk], query={"kind": "stock_owner"}),
        )
    return Banner(
        "ask_coordinator",
        "No stock owners yet",
        "Ask a data coordinator of your organisation to add the organisations whose stock you manage.",
    )


def _other_stock(organisation: Organisation) -> bool:
    return (
        Organisation.objects.filter(
            Q(managing_agent_relationships__managing_agent=organisation) | Q(absorbing_organisation=organisation),
            discarded_at=None,
        )
        .exclude(pk=organisation.pk)
        .exists()
    )
