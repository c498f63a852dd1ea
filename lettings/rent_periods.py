from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from lettings.models import LettingsLog


def used_rent_periods(organisation_ids: Sequence[int]) -> set[int]:
    """Those of lettings that the organisations own or manage: they cannot be removed there."""
    logs = LettingsLog.objects.not_on_trial().filter(
        Q(owning_organisation__in=organisation_ids) | Q(managing_organisation__in=organisation_ids), discarded_at=None
    )
    periods = logs.order_by().values_list("answers__period", flat=True).distinct()
    return {int(period) for period in periods if period is not None}
