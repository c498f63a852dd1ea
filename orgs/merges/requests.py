"""Preparing a merge (docs/domain/organisations.md#4.3); the answers of its pages."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from orgs.models import MergeRequest, MergeRequestOrganisation, Organisation
from portal.clock import now, today
from portal.words import day_in_words

S = MergeRequest.Status


def may_edit(actor: User, request: MergeRequest) -> bool:
    return actor.is_support and request.status not in {S.DELETED, S.REQUEST_MERGED, S.PROCESSING}


def _check(actor: User, request: MergeRequest) -> None:
    if not may_edit(actor, request):
        raise PermissionDenied


def create(*, actor: User, absorber: Organisation) -> MergeRequest:
    if not actor.is_support:
        raise PermissionDenied
    return MergeRequest.objects.create(
        requester=actor, requesting_organisation=actor.organisation, absorbing_organisation=absorber
    )


@transaction.atomic
def set_absorber(*, actor: User, request: MergeRequest, absorber: Organisation) -> None:
    """An organisation cannot be on both sides: choosing it here takes it off the list."""
    _check(actor, request)
    request.absorbing_organisation = absorber
    request.save(update_fields=["absorbing_organisation"])
    for row in request.merge_request_organisations.filter(merging_organisation=absorber):
        row.delete()


@transaction.atomic
def add_organisation(*, actor: User, request: MergeRequest, organisation: Organisation) -> None:
    _check(actor, request)
    if organisation.pk == request.absorbing_organisation_id:
        raise ValidationError({"organisation": "This organisation takes over the others. Select a different one."})
    if request.merge_request_organisations.filter(merging_organisation=organisation).exists():
        raise ValidationError({"organisation": f"{organisation} is already part of this merge"})
    other = other_request(organisation, request)
    if other is not None:
        when = f" on {day_in_words(other.merge_date)}" if other.merge_date else ""
        raise ValidationError(
            {"organisation": f"{organisation} is part of another merge, into {other.absorbing_organisation}{when}"}
        )
    MergeRequestOrganisation.objects.create(merge_request=request, merging_organisation=organisation)


def other_request(organisation: Organisation, request: MergeRequest) -> MergeRequest | None:
    """Deleted requests do not count (Q14)."""
    row = (
        MergeRequestOrganisation.objects.filter(merging_organisation=organisation, merge_request__discarded_at=None)
        .exclude(merge_request=request)
        .select_related("merge_request__absorbing_organisation")
        .first()
    )
    return row.merge_request if row else None


def remove_organisation(*, actor: User, request: MergeRequest, organisation_id: int) -> None:
    _check(actor, request)
    for row in request.merge_request_organisations.filter(merging_organisation=organisation_id):
        row.delete()


def set_date(*, actor: User, request: MergeRequest, day: date) -> None:
    _check(actor, request)
    if day > today() + timedelta(days=365):
        raise ValidationError({"merge_date": "Enter a date no more than one year from now"})
    request.merge_date = day
    request.save(update_fields=["merge_date"])


def set_existing(*, actor: User, request: MergeRequest, existing: bool) -> None:
    _check(actor, request)
    request.existing_absorbing_organisation = existing
    request.save(update_fields=["existing_absorbing_organisation"])


def set_ticket(*, actor: User, request: MergeRequest, has_ticket: bool, ticket: str) -> None:
    _check(actor, request)
    if has_ticket and not ticket.strip():
        raise ValidationError({"helpdesk_ticket": "Enter the ticket number"})
    request.has_helpdesk_ticket = has_ticket
    request.helpdesk_ticket = ticket.strip() if has_ticket else ""
    request.save(update_fields=["has_helpdesk_ticket", "helpdesk_ticket"])


def discard(*, actor: User, request: MergeRequest) -> None:
    _check(actor, request)
    request.discarded_at = now()
    request.save(update_fields=["discarded_at"])
