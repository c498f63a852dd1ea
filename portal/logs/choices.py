"""Which organisations and people can be chosen in a log, and whether there is a choice at all.

Source: organisations_users_schemes.md section 2.3. The current value is always among the choices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from orgs.models import Organisation
from portal.clock import today
from portal.windows.load import load_windows

Pair = tuple[Any, str]


@dataclass(frozen=True)
class Choice:
    """The options of a question about somebody, and the value that goes without saying when it is not shown."""

    shown: bool
    options: list[Pair]
    preset: Any = None


def _recently_absorbed(organisation: Organisation) -> QuerySet[Organisation]:
    since = load_windows().earliest_editable(today())
    return Organisation.objects.kept().filter(absorbing_organisation=organisation, merge_date__gte=since)


def stock_owners(organisation: Organisation) -> QuerySet[Organisation]:
    """Active organisations whose stock this one manages."""
    return Organisation.objects.usable().filter(managing_agent_relationships__managing_agent=organisation)


def managing_agents(organisation: Organisation | None) -> QuerySet[Organisation]:
    """Active organisations that manage this one's stock."""
    return Organisation.objects.usable().filter(stock_owner_relationships__stock_owner=organisation)


def _pairs(organisations: QuerySet[Organisation], own: Organisation | None, current: int | None) -> list[Pair]:
    found = {row.pk: row for row in organisations.prefetch_related("name_changes")}
    if current and current not in found:
        extra = Organisation.objects.filter(pk=current).prefetch_related("name_changes").first()
        if extra:
            found[current] = extra
    pairs = [(row.pk, _named(row, own)) for row in found.values()]
    return sorted(pairs, key=lambda pair: (pair[0] != (own.pk if own else None), pair[1].lower()))


def _named(organisation: Organisation, own: Organisation | None) -> str:
    name = organisation.name_on(today())
    if organisation.discarded_at:
        return f"{name} (deleted)"
    if organisation.merge_date:
        return f"{name} (inactive from {organisation.merge_date:%-d %B %Y})"
    if own and organisation.pk == own.pk:
        return f"{name} (your organisation)"
    return name


def owner_choice(user: User, log: Any) -> Choice:
    """Who owns the stock: asked when there is more than one possibility, else set without asking."""
    current = log.owning_organisation_id
    if user.is_support:
        since = load_windows().earliest_editable(today())
        all_owners = Organisation.objects.usable().filter(
            Q(merge_date=None) | Q(merge_date__gte=since), holds_own_stock=True, is_department=False
        )
        return Choice(True, _pairs(all_owners, None, current), current)
    own = user.organisation
    absorbed = _recently_absorbed(own).filter(holds_own_stock=True)
    owners = stock_owners(own) | absorbed
    if log.kind.log_type == "sales":
        owners = stock_owners(own).filter(holds_own_stock=True) | absorbed
    ids = set(owners.values_list("pk", flat=True))
    others = len(ids)
    if own.holds_own_stock:
        ids.add(own.pk)
    options = _pairs(Organisation.objects.filter(pk__in=ids), own, current)
    if own.holds_own_stock:
        return Choice(others > 0, options, current or own.pk)
    only = options[0][0] if len(options) == 1 else None
    return Choice(len(options) > 1, options, current or only)


def manager_choice(user: User, log: Any) -> Choice:
    """Who manages the letting or sale: asked when somebody other than the reference organisation may."""
    current = log.managing_organisation_id
    own = None if user.is_support else user.organisation
    reference = log.owning_organisation if user.is_support else user.organisation
    if reference is None:
        return Choice(False, _pairs(Organisation.objects.none(), own, current), current)
    agents = managing_agents(reference)
    ids = set(agents.values_list("pk", flat=True))
    has_agents = bool(ids)
    if not user.is_support or reference.holds_own_stock:
        ids.add(reference.pk)
    if not user.is_support:
        absorbed = Organisation.objects.kept().filter(absorbing_organisation=reference)
        ids |= set(absorbed.values_list("pk", flat=True))
        if log.owning_organisation_id in ids and log.owning_organisation_id != reference.pk:
            ids |= set(managing_agents(log.owning_organisation).values_list("pk", flat=True))
    options = _pairs(Organisation.objects.filter(pk__in=ids), own, current)
    if log.owning_organisation_id != reference.pk and not reference.holds_own_stock:
        return Choice(False, options, current or reference.pk)
    preset = current or (reference.pk if not user.is_support or not has_agents else None)
    return Choice(not reference.holds_own_stock or has_agents, options, preset)


def following_manager(user: User, log: Any, owner_id: int | None) -> int | None:
    """The manager that goes without saying when this owner is chosen; None where that is for the person to say."""
    if owner_id is None:
        return None
    if user.is_support and log.managing_organisation_id is None:
        return None if managing_agents(Organisation(pk=owner_id)).exists() else owner_id
    if user.is_support:
        return None
    own = user.organisation_id
    absorbed = Organisation.objects.kept().filter(absorbing_organisation=own)
    ids = set(absorbed.filter(pk__in=[owner_id, log.managing_organisation_id]).values_list("pk", flat=True))
    taken_over = log.managing_organisation_id in ids and owner_id == own
    return owner_id if owner_id in ids or taken_over else None


def assignee_choice(user: User, log: Any) -> Choice:
    """Who completes the log: asked of coordinators and support."""
    current = log.assigned_to_id
    if user.is_support:
        owner, manager = log.owning_organisation, log.managing_organisation
        homes = [manager] if log.kind.log_type == "sales" else [owner, manager]
        ids = {home.absorbing_organisation_id or home.pk for home in homes if home}
    elif log.kind.log_type == "sales":
        ids = {log.managing_organisation_id} - {None}
    else:
        ids = {user.organisation_id}
    people = User.objects.filter(organisation_id__in=ids, active=True, discarded_at=None)
    if current:
        people = people | User.objects.filter(pk=current)
    options = [(person.pk, f"{person.name} ({person.email})") for person in people.distinct().order_by("name", "pk")]
    return Choice(user.is_support or user.is_coordinator, options, current or (None if user.is_support else user.pk))


def creation_presets(user: User) -> dict[str, int | None]:
    """What a new log starts with, for everybody but support (section 5.3 of the lettings rules)."""
    if user.is_support:
        return {}
    own = user.organisation
    presets: dict[str, int | None] = {
        "managing_organisation_id": own.pk,
        "assigned_to_id": user.pk,
    }
    if own.holds_own_stock:
        presets["owning_organisation_id"] = own.pk
    else:
        owners = list(stock_owners(own).values_list("pk", flat=True)[:2])
        presets["owning_organisation_id"] = owners[0] if len(owners) == 1 else None
    return presets
