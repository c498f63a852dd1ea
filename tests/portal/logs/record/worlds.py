"""Logs of both kinds to try the write door with."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.models import User
from lettings.models import LettingsLog
from orgs.models import LocalAuthority
from portal.demo.answers import ONE_PERSON_LETTING, SHARED_OWNERSHIP_SALE
from portal.logs.record import record_answers
from portal.logs.status import LogStatus
from sales.models import SalesLog
from tests.scale.complete_logs import LETTING, SALE

COMPLETE: dict[str, tuple[Any, dict[str, Any]]] = {
    "lettings": (LettingsLog, {**ONE_PERSON_LETTING, "startdate": "2026-05-01", "voiddate": "2026-04-10"}),
    "sales": (SalesLog, {**SHARED_OWNERSHIP_SALE, "saledate": "2026-05-01", "hodate": "2026-04-20"}),
}
MANCHESTER = "E08000003"
CODE = {"lettings": "tenancycode", "sales": "purchid"}
"""The landlord's own reference, which no rule is about."""


def whose(person: User) -> dict[str, Any]:
    own = person.organisation_id
    return {"owning_organisation_id": own, "managing_organisation_id": own, "assigned_to_id": person.pk}


def complete_answers(kind: str, person: User) -> dict[str, Any]:
    return {**whose(person), **COMPLETE[kind][1]}


def finished(kind: str, person: User, **answers: Any) -> Any:
    """A log that is complete, in an authority that exists."""
    LocalAuthority.objects.get_or_create(
        code=MANCHESTER, defaults={"name": "Manchester", "start_date": date(2009, 4, 1)}
    )
    whole = {"lettings": LETTING, "sales": SALE}[kind]
    return _written(kind, person, {**whole, "la": MANCHESTER, **whose(person), **answers}, LogStatus.COMPLETED)


def recorded(kind: str, person: User, **answers: Any) -> Any:
    """A log through the door; what its year does not take is left out."""
    return _written(kind, person, {**complete_answers(kind, person), **answers})


def _written(kind: str, person: User, changes: dict[str, Any], status: LogStatus | None = None) -> Any:
    model = COMPLETE[kind][0]
    result = record_answers(log=model(), changes=changes, actor=person)
    if not result.saved:
        kept = {name: value for name, value in changes.items() if name not in result.errors}
        result = record_answers(log=model(), changes=kept, actor=person)
    assert result.saved, result.errors
    assert status in (None, result.log.status), [s.incomplete for s in result.evaluation.subsections.values()]
    return result.log
