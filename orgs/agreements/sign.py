"""Confirming the agreement: what was read is kept as it was, with who and when."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from orgs.access import can
from orgs.models import DataProtectionConfirmation, DataSharingAgreement, Organisation
from orgs.people.responsibilities import remind_of_agreement
from portal.clock import now


def address_of(organisation: Organisation) -> str:
    lines = (organisation.address_line1, organisation.address_line2, organisation.postcode)
    return ", ".join(line for line in lines if line)


@transaction.atomic
def sign(*, actor: User, organisation: Organisation, version: int) -> DataProtectionConfirmation:
    """Confirms the version that was read: if a newer one came into force meanwhile, that has to be read first."""
    if not can(actor, "sign_agreement", organisation):
        raise PermissionDenied
    agreement = DataSharingAgreement.objects.in_force()
    if agreement is None or agreement.version != version:
        raise ValidationError("A newer version of the agreement came into force. Read it, then confirm it.")
    try:
        with transaction.atomic():
            confirmation = DataProtectionConfirmation.objects.create(
                organisation=organisation,
                agreement=agreement,
                data_protection_officer=actor,
                signed_at=now(),
                organisation_name=organisation.name_on(),
                organisation_address=address_of(organisation),
                organisation_phone_number=organisation.phone,
                data_protection_officer_name=actor.name,
                data_protection_officer_email=actor.email if "@" in actor.email else "",
            )
    except IntegrityError as error:
        raise ValidationError("Somebody else has just confirmed the agreement.") from error
    return confirmation


def confirmation_in_force(organisation: Organisation) -> DataProtectionConfirmation | None:
    """What was signed of the text that is in force."""
    return organisation.data_protection_confirmations.of_agreement_in_force().first()


def officers(organisation: Organisation) -> list[User]:
    return list(organisation.users.usable().filter(is_dpo=True).order_by("name"))


def chase(*, actor: User, organisations: Any) -> tuple[int, list[Organisation]]:
    """Reminds the officers of organisations that have not signed; tells which have nobody to remind."""
    if not actor.is_support:
        raise PermissionDenied
    reminded, without = 0, []
    for organisation in organisations.with_agreement_signed().filter(has_signed=False):
        people = officers(organisation)
        if not people:
            without.append(organisation)
        for person in people:
            remind_of_agreement(person)
            reminded += 1
    return reminded, without
