"""Organisations, from rows to records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from export_cds.fields.element import Present
from export_cds.fields.organisations import ELEMENTS
from export_cds.records.render import Renderer
from orgs.codes import OrganisationStatus
from orgs.detail_fields import SENT
from orgs.models import DataProtectionConfirmation, DataSharingAgreement, Organisation


def organisation_values(
    organisation: Organisation, confirmation: DataProtectionConfirmation | None, day: date
) -> dict[str, Any]:
    """What the department knows of an organisation, as it is on the day of the run."""
    status = organisation.status_on(day)
    return {
        **{name: getattr(organisation, name) for name in SENT},
        "id": organisation.pk,
        "name": organisation.name_on(day),
        "active": status == OrganisationStatus.ACTIVE,
        "old_org_id": organisation.old_org_id,
        "merge_date": organisation.merge_date,
        "absorbing_organisation_id": organisation.absorbing_organisation_id,
        "available_from": organisation.available_from,
        "group": organisation.group,
        "deleted_at": organisation.discarded_at,
        "dsa_signed": confirmation is not None,
        "dsa_signed_at": confirmation and confirmation.signed_at,
        "dpo_email": confirmation and confirmation.data_protection_officer_email,
        "status": str(status),
    }


class OrganisationSource:
    """Records of organisations, whatever has become of them."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._agreement = DataSharingAgreement.objects.in_force()
        self.renderer = Renderer(ELEMENTS)

    def records(self, ids: Sequence[int]) -> list[str]:
        """The records with these ids, in this order."""
        rows = Organisation._base_manager.prefetch_related("name_changes").in_bulk(ids)
        signed = DataProtectionConfirmation.objects.filter(organisation__in=ids, agreement=self._agreement)
        confirmations = {confirmation.organisation_id: confirmation for confirmation in signed}
        return [
            self.renderer.xml(
                organisation_values(rows[record_id], confirmations.get(record_id), self._day), Present.ALWAYS
            )
            for record_id in ids
        ]
