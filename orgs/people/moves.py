"""Moving a person to another organisation, with what becomes of the logs assigned to them (docs/domain/organisations.md#5.5)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction

from accounts.mail import queue_email
from accounts.models import User
from orgs.access import can
from orgs.models import Organisation, OrganisationRelationship
from orgs.people.assigned import Assigned, assigned_kinds
from portal.clock import now
from portal.locking import share
from portal.retrying import retried


class LogChoice(models.TextChoices):
    REASSIGN_ALL = "reassign_all", "Move them: the new organisation owns and manages them"
    REASSIGN_STOCK_OWNER = "reassign_stock_owner", "Change the stock owner to the new organisation"
    REASSIGN_MANAGING_AGENT = "reassign_managing_agent", "Change the managing organisation to the new organisation"
    UNASSIGN = "unassign", "Leave them where they are, assigned to nobody"


WORDS = {
    LogChoice.REASSIGN_ALL: "The new organisation now owns and manages the logs assigned to you.",
    LogChoice.REASSIGN_STOCK_OWNER: "The new organisation is now the stock owner of the logs assigned to you.",
    LogChoice.REASSIGN_MANAGING_AGENT: "The new organisation now manages the logs assigned to you.",
    LogChoice.UNASSIGN: "Logs that were assigned to you stay with your former organisation.",
}


@dataclass
class MovePlan:
    """What a move would do, from the same code that does it."""

    user: User
    target: Organisation
    choice: LogChoice | None
    counts: list[tuple[Assigned, int]] = field(default_factory=list)
    unavailable: dict[LogChoice, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)


def plan_move(user: User, target: Organisation, choice: LogChoice | None = None) -> MovePlan:
    """Counts what would change and says what stands in the way; changes nothing."""
    plan = MovePlan(user, target, choice)
    plan.counts = [(kind, kind.to(user).count()) for kind in assigned_kinds()]
    if user.organisation_id == target.pk:
        plan.problems.append(f"{user} already belongs to {target}.")
    if not target.active or target.discarded_at or target.merge_date:
        plan.problems.append(f"{target} is not active.")
    if user.is_privileged and not target.is_department:
        plan.problems.append("Customer support and statisticians belong to the department. Change the role first.")
    plan.unavailable = _unavailable(user, target)
    if choice in plan.unavailable:
        plan.problems.append(plan.unavailable[choice])
    if plan.total and choice is None:
        plan.problems.append("Choose what happens to the logs assigned to this person.")
    return plan


@retried
@transaction.atomic
def move(*, actor: User, user: User, target: Organisation, choice: LogChoice | None) -> MovePlan:
    """Moves the person and their logs, or nothing at all."""
    if not can(actor, "move", user):
        raise PermissionDenied
    share({Organisation: [user.organisation_id, target.pk]})
    user = User.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=user.pk)
    plan = plan_move(user, target, choice)
    if plan.problems:
        raise ValidationError(plan.problems)
    source = user.organisation
    if plan.total and choice:
        _move_logs(user, target, choice, actor)
    user.organisation = target
    user.save()
    queue_email(
        "organisation_changed",
        user=user,
        from_organisation=f"{source.name_on()} ({source.code})",
        to_organisation=f"{target.name_on()} ({target.code})",
        logs=WORDS[choice] if plan.total and choice else "",
    )
    return plan


def _unavailable(user: User, target: Organisation) -> dict[LogChoice, str]:
    """The new organisation itself counts as its own agent and stock owner (Q18)."""
    managers, owners = set(), set()
    for kind in assigned_kinds():
        logs = kind.to(user).order_by()
        managers |= set(logs.values_list("managing_organisation_id", flat=True).distinct())
        owners |= set(logs.values_list("owning_organisation_id", flat=True).distinct())
    relationships = OrganisationRelationship.objects
    agents = set(relationships.filter(stock_owner=target).values_list("managing_agent_id", flat=True))
    stock_owners = set(relationships.filter(managing_agent=target).values_list("stock_owner_id", flat=True))
    reasons = {}
    if not managers <= agents | {target.pk, None}:
        reasons[LogChoice.REASSIGN_STOCK_OWNER] = (
            f"Some of these logs are managed by an organisation that is not a managing agent of {target}."
        )
    if not owners <= stock_owners | {target.pk, None}:
        reasons[LogChoice.REASSIGN_MANAGING_AGENT] = (
            f"Some of these logs belong to an organisation that is not a stock owner of {target}."
        )
    return reasons


def _move_logs(user: User, target: Organisation, choice: LogChoice, actor: User) -> None:
    changes: Mapping[str, int] = {
        LogChoice.REASSIGN_ALL: {"owning_organisation_id": target.pk, "managing_organisation_id": target.pk},
        LogChoice.REASSIGN_STOCK_OWNER: {"owning_organisation_id": target.pk},
        LogChoice.REASSIGN_MANAGING_AGENT: {"managing_organisation_id": target.pk},
        LogChoice.UNASSIGN: {},
    }[choice]
    if choice == LogChoice.UNASSIGN:
        changes = {"assigned_to_id": nobody_of(user.organisation).pk}
    for kind in assigned_kinds():
        kind.move(kind.to(user), changes=changes, actor=actor)


def nobody_of(organisation: Organisation) -> User:
    """Stands for nobody in the old organisation (Q9): inactive, without an address, unable to sign in."""
    found = User.objects.filter(organisation=organisation, name="Unassigned", active=False).first()
    if found:
        return found
    nobody = User(
        name="Unassigned", email=str(uuid.uuid4()), organisation=organisation, active=False, confirmed_at=now()
    )
    nobody.set_unusable_password()
    nobody.save()
    return nobody
