"""Stock owners and managing agents (docs/domain/organisations.md#4.2): whoever gives something away agrees first.

A relationship lets the agent see the owner's schemes and lets each choose the other in logs. So a coordinator only
proposes it; a coordinator of the other side, or support, accepts or declines.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.mail import queue_email
from accounts.models import User
from accounts.roles import Role
from orgs.access import can
from orgs.models import Organisation, OrganisationRelationship, RelationshipProposal
from portal.clock import now

State = RelationshipProposal.State
Outcome = OrganisationRelationship | RelationshipProposal


@transaction.atomic
def add_stock_owner(*, actor: User, organisation: Organisation, stock_owner: Organisation) -> Outcome:
    """Asks the owner, whose schemes the organisation wants to see."""
    if not stock_owner.holds_own_stock:
        raise ValidationError({"other": f"{stock_owner} does not own stock. Select an organisation that does."})
    return _add(actor, organisation, stock_owner=stock_owner, managing_agent=organisation)


@transaction.atomic
def add_managing_agent(*, actor: User, organisation: Organisation, managing_agent: Organisation) -> Outcome:
    """Asks the agent, whose people the organisation could choose in its logs."""
    return _add(actor, organisation, stock_owner=organisation, managing_agent=managing_agent)


def _add(
    actor: User, organisation: Organisation, *, stock_owner: Organisation, managing_agent: Organisation
) -> Outcome:
    if not can(actor, "add_relationship", organisation) or not organisation.active:
        raise PermissionDenied
    other = managing_agent if stock_owner == organisation else stock_owner
    if other == organisation:
        raise ValidationError({"other": "Select an organisation other than this one"})
    _refuse_impossible(stock_owner, managing_agent, other)
    pair = {"stock_owner": stock_owner, "managing_agent": managing_agent}
    if OrganisationRelationship.objects.filter(**pair).exists():
        raise ValidationError({"other": f"{other} has already been added"})
    if actor.is_support:  # speaks for both sides
        _close_open(stock_owner, managing_agent, actor)
        return OrganisationRelationship.objects.create(**pair)
    waiting = RelationshipProposal.objects.filter(**pair, state=State.PROPOSED).first()
    if waiting is not None and waiting.asked == organisation:  # the other side wants the same
        return accept(actor=actor, proposal=waiting)
    try:
        with transaction.atomic():
            proposal = RelationshipProposal.objects.create(**pair, proposed_by=organisation, asked_by=actor)
    except IntegrityError as error:
        raise ValidationError({"other": f"{other} has already been asked"}) from error
    _tell(proposal, proposal.asked, "relationship_proposed")
    return proposal


def _refuse_impossible(owner: Organisation, agent: Organisation, named: Organisation) -> None:
    """The department and organisations that have merged manage nobody's stock."""
    for organisation in (owner, agent):
        if not organisation.active or organisation.discarded_at:
            raise ValidationError({"other": f"{organisation} is not active"})
    if agent.is_department or agent.absorbing_organisation_id:
        raise ValidationError({"other": f"{named} cannot be added: {agent} manages no homes for others"})


@transaction.atomic
def accept(*, actor: User, proposal: RelationshipProposal) -> OrganisationRelationship:
    """From now on the relationship grants what relationships grant."""
    proposal = _lock(actor, proposal)
    _refuse_impossible(proposal.stock_owner, proposal.managing_agent, proposal.asked)
    _decide(proposal, State.ACCEPTED, actor)
    relationship, _ = OrganisationRelationship.objects.get_or_create(
        stock_owner=proposal.stock_owner, managing_agent=proposal.managing_agent
    )
    _tell(proposal, proposal.proposed_by, "relationship_accepted")
    return relationship


@transaction.atomic
def decline(*, actor: User, proposal: RelationshipProposal) -> None:
    """Nothing has been granted, and nothing will be."""
    proposal = _lock(actor, proposal)
    _decide(proposal, State.DECLINED, actor)
    _tell(proposal, proposal.proposed_by, "relationship_declined")


@transaction.atomic
def withdraw(*, actor: User, proposal: RelationshipProposal) -> None:
    """By the side that asked, while the other has not answered."""
    proposal = _open(proposal)
    if not can(actor, "add_relationship", proposal.proposed_by):
        raise PermissionDenied
    _decide(proposal, State.ENDED, actor)


@transaction.atomic
def remove(*, actor: User, organisation: Organisation, relationship: OrganisationRelationship) -> None:
    """Either side may (Q5: with the same check as the page that asks). Logs made before are not touched."""
    sides = (relationship.stock_owner_id, relationship.managing_agent_id)
    if organisation.pk not in sides or not can(actor, "remove_relationship", organisation):
        raise PermissionDenied
    pair = {"stock_owner": relationship.stock_owner_id, "managing_agent": relationship.managing_agent_id}
    for proposal in RelationshipProposal.objects.filter(**pair, state=State.ACCEPTED):
        _decide(proposal, State.ENDED, actor)
    relationship.delete()


def open_proposals(organisation: Organisation) -> QuerySet[RelationshipProposal]:
    """Those that wait for it or for the other side."""
    sides = Q(stock_owner=organisation) | Q(managing_agent=organisation)
    return RelationshipProposal.objects.filter(sides, state=State.PROPOSED).select_related(
        "stock_owner", "managing_agent", "proposed_by"
    )


def waiting_for(organisation: Organisation) -> QuerySet[RelationshipProposal]:
    """Those that it has to answer."""
    return open_proposals(organisation).exclude(proposed_by=organisation)


def _open(proposal: RelationshipProposal) -> RelationshipProposal:
    found = (
        RelationshipProposal.objects.select_for_update(of=("self",))
        .select_related("stock_owner", "managing_agent", "proposed_by")
        .filter(pk=proposal.pk, state=State.PROPOSED)
        .first()
    )
    if found is None:
        raise ValidationError("This has been answered already.")
    return found


def _lock(actor: User, proposal: RelationshipProposal) -> RelationshipProposal:
    found = _open(proposal)
    if not can(actor, "add_relationship", found.asked):
        raise PermissionDenied
    return found


def _decide(proposal: RelationshipProposal, state: str, actor: User) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor, now()
    proposal.save(update_fields=["state", "decided_by", "decided_at", "updated_at"])


def _close_open(stock_owner: Organisation, managing_agent: Organisation, actor: User) -> None:
    for proposal in RelationshipProposal.objects.filter(
        stock_owner=stock_owner, managing_agent=managing_agent, state=State.PROPOSED
    ):
        _decide(proposal, State.ACCEPTED, actor)


def _tell(proposal: RelationshipProposal, organisation: Organisation, template: str) -> None:
    """Coordinators of the side that something happened to."""
    for person in User.objects.usable().filter(organisation=organisation, role=Role.DATA_COORDINATOR):
        queue_email(
            template,
            user=person,
            stock_owner=proposal.stock_owner.name_on(),
            managing_agent=proposal.managing_agent.name_on(),
            page=reverse("admin:orgs_organisation_relationships", args=[organisation.pk]),
        )
