"""What organisations and people need to know about logs: who may be moved or deleted, and what becomes of the logs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from orgs import access
from orgs.deletion import protect_organisations, protect_people
from orgs.models import Organisation
from orgs.people.assigned import Assigned, register_assigned
from orgs.relations import Event, name_relations, says_who
from portal.clock import today
from portal.logs.merging import organisations_of
from portal.logs.models import Log
from portal.logs.moving import move_logs
from portal.logs.status import VISIBLE
from portal.windows import load_windows

if TYPE_CHECKING:
    from accounts.models import User


class AssignedLogs(Assigned):
    """The logs of one kind."""

    def __init__(self, model: type[Log]) -> None:
        self.model = model
        self.one, self.many = str(model._meta.verbose_name), str(model._meta.verbose_name_plural)

    def to(self, user: User) -> QuerySet[Any]:
        return self.model._default_manager.filter(assigned_to=user, status__in=VISIBLE)

    def open_to(self, user: User) -> QuerySet[Any]:
        return changeable(self.model).filter(assigned_to=user)

    def workable_by(self, records: QuerySet[Any], user: User) -> QuerySet[Any]:
        return records.filter(access.visible_logs(user))

    def move(self, records: QuerySet[Any], *, changes: Mapping[str, int], actor: User) -> int:
        return move_logs(records, changes=changes, actor=actor)


def changeable(model: type[Log]) -> QuerySet[Any]:
    """Visible logs that are undated or dated in a year that can still be changed."""
    earliest = load_windows().earliest_editable(today())
    return model._default_manager.filter(Q(date=None) | Q(date__gte=earliest), status__in=VISIBLE)


def register_logs(model: type[Log]) -> None:
    """Makes a kind of log known to what is done to organisations and people (called from `AppConfig.ready`)."""
    label = model._meta.label

    def why_organisation(organisation: Organisation) -> str:
        ids = [organisation.pk, *organisation.absorbed_organisations.values_list("pk", flat=True)]
        theirs = Q(owning_organisation__in=ids) | Q(managing_organisation__in=ids)
        if changeable(model).filter(theirs).exists():
            return "The organisation still owns or manages logs that can be changed."
        return ""

    def why_person(user: User) -> str:
        if changeable(model).filter(assigned_to=user).exists():
            return "Logs that can still be changed are assigned to this person. Assign them to somebody else first."
        return ""

    register_assigned(AssignedLogs(model))
    protect_organisations(why_organisation, relations=organisations_of(label))
    protect_people(why_person, relations=[f"{label}.assigned_to"])
    says_who(f"{label}.created_by", f"{label}.updated_by")
    name_relations(Event.MERGE, {f"{label}.assigned_to": "stays with the person, who moves"})
