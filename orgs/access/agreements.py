"""What waits for the data sharing agreement (docs/domain/organisations.md#3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from orgs.access import grants as g

if TYPE_CHECKING:
    from accounts.models import User
    from orgs.models import Organisation


def has_signed_stock(organisation: Organisation) -> bool:
    """Some stock to report on whose holder has signed: its own, a stock owner's, or an absorbed organisation's."""
    if not organisation.agreement_signed:
        return False
    if organisation.holds_own_stock:
        return True
    return (
        type(organisation)
        .objects.with_agreement_signed()
        .filter(  # type: ignore[misc] # annotated by with_agreement_signed
            Q(managing_agent_relationships__managing_agent=organisation) | Q(absorbing_organisation=organisation),
            holds_own_stock=True,
            has_signed=True,
        )
        .exists()
    )


def may_create_logs(user: User, organisation: Organisation) -> bool:
    """Support creates logs for any organisation that signed, and without one from the list of all logs."""
    if user.is_support:
        return organisation.pk == user.organisation_id or organisation.agreement_signed
    if not g.grants_of(user).has(g.CREATE_LOGS, organisation.pk) or user.is_statistician:
        return False
    return has_signed_stock(organisation)
