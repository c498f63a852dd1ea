"""Creating organisations and changing their details (docs/domain/organisations.md#1.1 and 4.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Max

from accounts.models import User
from orgs.access import can
from orgs.codes import ProfitStatus, ProviderType, RentPeriod
from orgs.detail_fields import FOR_COORDINATORS, FOR_SUPPORT
from orgs.models import Organisation, OrganisationRentPeriod


def editable_fields(actor: User) -> tuple[str, ...]:
    return FOR_SUPPORT if actor.is_support else FOR_COORDINATORS


@transaction.atomic
def create(*, actor: User, rent_periods: Iterable[int] | None = None, **fields: Any) -> Organisation:
    """Support only. Every rent period is in use unless told otherwise."""
    if not can(actor, "add", Organisation):
        raise PermissionDenied
    organisation = Organisation(**fields)
    save_details(organisation)
    set_rent_periods(organisation, RentPeriod.values if rent_periods is None else rent_periods)
    return organisation


@transaction.atomic
def change(
    *, actor: User, organisation: Organisation, rent_periods: Iterable[int] | None = None, **fields: Any
) -> None:
    """Only the fields that this role may change, whatever was sent."""
    if not can(actor, "change", organisation):
        raise PermissionDenied
    refused = set(fields) - set(editable_fields(actor))
    if refused:
        raise PermissionDenied
    for name, value in fields.items():
        setattr(organisation, name, value)
    save_details(organisation)
    if rent_periods is not None:
        set_rent_periods(organisation, rent_periods)


def save_details(organisation: Organisation) -> None:
    if organisation.provider_type == ProviderType.LA:
        organisation.profit_status = ProfitStatus.LOCAL_AUTHORITY
    organisation.full_clean()
    number_group(organisation)
    organisation.save()


def number_group(organisation: Organisation) -> None:
    """Joins the group of the organisation chosen, or starts one with it (Q1: on a change too)."""
    if not organisation.group_member:
        organisation.group = organisation.group_member_id = None
        return
    if not organisation.group_member_id:
        raise ValidationError({"group_member_id": "Select another organisation of the group"})
    if organisation.group_member_id == organisation.pk:
        raise ValidationError({"group_member_id": "Select an organisation other than this one"})
    with connection.cursor() as cursor:  # two new groups at once must not get one number
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('orgs.group_number'))")
    other = Organisation.objects.filter(pk=organisation.group_member_id, discarded_at=None).first()
    if other is None:
        raise ValidationError({"group_member_id": "Select another organisation of the group"})
    if other.group:
        organisation.group = other.group
        return
    highest = Organisation.objects.aggregate(highest=Max("group"))["highest"] or 0
    organisation.group = highest + 1
    if organisation.pk is None:
        organisation.save()
    other.group, other.group_member, other.group_member_id = organisation.group, True, organisation.pk
    other.save()


RentPeriodUse = Callable[[Sequence[int]], set[int]]
_RENT_PERIOD_USES: list[RentPeriodUse] = []


def register_rent_period_use(find: RentPeriodUse) -> None:
    """`find` gives the periods that records of these organisations have (called from `AppConfig.ready`)."""
    _RENT_PERIOD_USES.append(find)


def used_rent_periods(organisation: Organisation) -> set[int]:
    """Periods of lettings owned or managed by it or by those it absorbed: they cannot be removed."""
    if organisation.pk is None:
        return set()
    ids = [
        organisation.pk,
        *Organisation.objects.filter(absorbing_organisation=organisation).values_list("pk", flat=True),
    ]
    return set().union(*(find(ids) for find in _RENT_PERIOD_USES))


def set_rent_periods(organisation: Organisation, wanted: Iterable[int]) -> None:
    """Exactly these, and those still in use."""
    keep = {int(code) for code in wanted if int(code) in RentPeriod.values} | (
        used_rent_periods(organisation) if organisation.pk else set()
    )
    current = set(organisation.rent_periods.values_list("rent_period", flat=True))
    for row in organisation.rent_periods.exclude(rent_period__in=keep):
        row.delete()
    for code in sorted(keep - current):
        OrganisationRentPeriod.objects.create(organisation=organisation, rent_period=code)
