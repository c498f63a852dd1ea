"""Names that change on a date (docs/domain/organisations.md#4.4). Support only (Q8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from orgs.access import can
from orgs.models import Organisation, OrganisationNameChange
from portal.clock import moment, now, today
from portal.windows.dates import collection_year, year_start
from portal.words import day_in_words


@dataclass(frozen=True)
class NamePeriod:
    """A name and the days on which it was, is or will be in force."""

    name: str
    start: date
    end: date | None
    change: OrganisationNameChange | None = None

    @property
    def status(self) -> str:
        if self.start > today():
            return "scheduled"
        return "active" if self.end is None or self.end >= today() else "inactive"


@transaction.atomic
def schedule(*, actor: User, organisation: Organisation, name: str, startdate: date) -> OrganisationNameChange:
    if not can(actor, "change_name", organisation):
        raise PermissionDenied
    name = " ".join(name.split())
    first, last = first_and_last_day()
    if not first <= startdate <= last:
        raise ValidationError(
            {"startdate": f"First day of the new name must be between {day_in_words(first)} and {day_in_words(last)}"}
        )
    if name == organisation.name_on(startdate):
        raise ValidationError({"name": "Enter a name that differs from the one in force on that date"})
    if _somebody_elses(name, organisation):
        raise ValidationError({"name": "Another organisation has this name. Enter a different one"})
    if organisation.name_changes.filter(startdate=startdate, discarded_at=None).exists():
        raise ValidationError({"startdate": "The organisation already has a name change on this date"})
    if organisation.merge_date and startdate >= organisation.merge_date:
        raise ValidationError({"startdate": "Enter a date before the organisation merged into another"})
    return OrganisationNameChange.objects.create(organisation=organisation, name=name, startdate=startdate)


def name_today(relation: str = "") -> Coalesce:
    """The name in force today, read with the row: of the organisation itself, or of the one `relation` leads to."""
    started = OrganisationNameChange.objects.filter(
        organisation=OuterRef(f"{relation}_id" if relation else "pk"), discarded_at=None, startdate__lte=today()
    )
    name = F(f"{relation}__name" if relation else "name")
    return Coalesce(Subquery(started.order_by("-startdate").values("name")[:1]), name)


def first_and_last_day() -> tuple[date, date]:
    """From the collection year before this one, whose logs may still show the name, to a year ahead."""
    day = today()
    return year_start(collection_year(day) - 1), day + timedelta(days=365)


def _somebody_elses(name: str, organisation: Organisation) -> bool:
    """The name that another organisation has, or will have (Q17); names it had before are free again."""
    named = Q(name__iexact=name) | Q(name_changes__name__iexact=name, name_changes__discarded_at=None)
    others = Organisation.objects.kept().filter(named).exclude(pk=organisation.pk).prefetch_related("name_changes")
    return any(
        period.name.lower() == name.lower() and period.status != "inactive"
        for other in others
        for period in history(other)
    )


@transaction.atomic
def cancel(*, actor: User, change: OrganisationNameChange) -> None:
    """Only what has not started: a name that was in force stays in the history of names."""
    if not can(actor, "change_name", change.organisation) or change.discarded_at or change.startdate <= today():
        raise PermissionDenied
    change.discarded_at = now()
    change.save()


def history(organisation: Organisation) -> list[NamePeriod]:
    """The base name up to the first change, then each change up to the day before the next."""
    changes = list(organisation.name_changes.filter(discarded_at=None).order_by("startdate"))
    ends = [change.startdate - timedelta(days=1) for change in changes]
    created = moment(organisation.created_at).date()
    # An organisation is known for longer than it stands here: its first name held until the first change.
    periods = [NamePeriod(organisation.name, min([created, *ends[:1]]), ends[0] if ends else None)]
    for change, end in zip(changes, [*ends[1:], None], strict=False):
        periods.append(NamePeriod(change.name, change.startdate, end, change))
    return periods
