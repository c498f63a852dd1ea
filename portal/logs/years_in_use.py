"""How many logs a collection year has."""

from __future__ import annotations

from django.db.models import Count, Q

from portal.logs.kinds import kinds
from portal.logs.status import VISIBLE, LogStatus
from portal.windows.uses import Use


def logs_of_year(year: int) -> list[Use]:
    """By kind of log, deleted ones left out."""
    found = []
    for kind in kinds():
        logs = kind.model._default_manager.filter(collection_year=year, status__in=VISIBLE).order_by()
        numbers = logs.aggregate(
            count=Count("pk"),
            unfinished=Count("pk", filter=~Q(status=LogStatus.COMPLETED)),
            organisations=Count("managing_organisation", distinct=True),
        )
        found.append(Use(text=str(kind.model._meta.verbose_name), **numbers))
    return found
