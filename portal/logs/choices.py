"""Which organisations and people can be chosen in a log, and whether there is a choice at all.

Source: docs/domain/organisations.md#2.3. The current value is always among the choices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from orgs.models import Organisation, OrganisationNameChange, OrganisationRelationship
from portal.clock import today
from portal.windows.load import load_windows
from portal.words import day_in_words

if TYPE_CHECKING:
    from portal.logs.models import Log


Pair = tuple[Any, str]


@dataclass(frozen=True)
class Choice:
    """The options of a question about somebody, and the value that goes without saying when it is not shown."""

    shown: bool
    options: list[Pair]
    preset: Any = None


def managing_agents(organisation: Organisation | None) -> QuerySet[Organisation]:
    """Active organisations that manage this one's stock."""
    return Organisation.objects.usable().filter(stock_owner_relationships__stock_owner=organisation)


def _remembered(user: User, key: Any, find: Callable[[], Any]) -> Any:
    """Read once for one request, because owner and manager are chosen among the same organisations."""
    memory = getattr(user, "request_memory", None)
    if memory is None:
        return find()
    if key not in memory:
        memory[key] = find()
    return memory[key]


def _editable_since(user: User, known: date | None) -> date:
    if known is not None:
        return known
    found: date = _remembered(user, "editable since", lambda: load_windows().earliest_editable(today()))
    return found


def _with_name(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    renamed = OrganisationNameChange.objects.filter(
        organisation=OuterRef("pk"), discarded_at=None, startdate__lte=today()
    )
    newest = Subquery(renamed.order_by("-startdate").values("name")[:1])
    return organisations.annotate(name_now=Coalesce(newest, F("name")))


def _near(user: User, reference_id: int, log: Log, besides: Q | None = None) -> list[Any]:
    """The organisation, those it absorbed, its stock owners and agents, and whoever the log names now.

    With others `besides`, who are then there too when the same is asked again in this request.
    """
    named = {log.owning_organisation_id, log.managing_organisation_id} - {None}
    relations = OrganisationRelationship.objects
    found = _with_name(Organisation.objects.all()).annotate(
        is_owner=Exists(relations.filter(stock_owner=OuterRef("pk"), managing_agent=reference_id)),
        is_agent=Exists(relations.filter(managing_agent=OuterRef("pk"), stock_owner=reference_id)),
    )
    near = (
        Q(pk=reference_id)
        | Q(absorbing_organisation=reference_id, discarded_at=None)
        | Q(is_owner=True)
        | Q(is_agent=True)
        | Q(pk__in=named)
    )
    key = ("near", reference_id, frozenset(named))
    if besides is not None:
        near |= besides
        found = found.annotate(may_own=ExpressionWrapper(besides, BooleanField()))
        (getattr(user, "request_memory", None) or {}).pop(key, None)
    rows: list[Any] = _remembered(user, key, lambda: list(found.filter(near).order_by()))
    return rows


def _usable(organisation: Organisation) -> bool:
    return organisation.active and organisation.discarded_at is None


def _pairs(organisations: Iterable[Any], own: Organisation | None) -> list[Pair]:
    """Choices by name, the own organisation first."""
    pairs = [(row.pk, _named(row, own)) for row in organisations]
    return sorted(pairs, key=lambda pair: (pair[0] != (own.pk if own else None), pair[1].lower()))


def _named(organisation: Any, own: Organisation | None) -> str:
    marks = []
    if organisation.discarded_at:
        marks.append("deleted")
    elif organisation.merge_date:
        marks.append(f"inactive from {day_in_words(organisation.merge_date)}")
    else:
        marks += ["your organisation"] if own and organisation.pk == own.pk else []
        marks += [f"active from {day_in_words(organisation.available_from)}"] if organisation.available_from else []
    return f"{organisation.name_now} ({', '.join(marks)})" if marks else str(organisation.name_now)


def owner_choice(user: User, log: Log, editable_since: date | None = None) -> Choice:
    """Who owns the stock: asked when there is more than one possibility, else set without asking.

    `editable_since` is the first day whose logs can still be changed, where the caller has read it.
    """
    current = log.owning_organisation_id
    if user.is_support:
        lately = Q(merge_date=None) | Q(merge_date__gte=_editable_since(user, editable_since))
        owners = Q(lately, holds_own_stock=True, is_department=False, active=True, discarded_at=None)
        if current is None:
            return Choice(True, _pairs(_with_name(Organisation.objects.filter(owners)), None), current)
        offered_rows = [row for row in _near(user, current, log, owners) if row.may_own or row.pk == current]
        return Choice(True, _pairs(offered_rows, None), current)
    own, rows = user.organisation, _near(user, user.organisation_id, log)
    others = [row.pk for row in rows if _may_own(user, log, row, editable_since)]
    offered = {*others, current, own.pk if own.holds_own_stock else None}
    options = _pairs((row for row in rows if row.pk in offered), own)
    if own.holds_own_stock:
        return Choice(bool(others), options, current or own.pk)
    return Choice(len(others) > 1, options, current or (others[0] if len(others) == 1 else None))


def _may_own(user: User, log: Log, row: Any, editable_since: date | None) -> bool:
    """A stock owner (one with stock itself, where the kind of log asks for that), or an organisation with stock absorbed while logs can be changed."""
    if row.is_owner and _usable(row):
        return bool(row.holds_own_stock) or not log.kind.owners_hold_stock
    absorbed = row.absorbing_organisation_id == user.organisation_id and row.discarded_at is None
    if not (absorbed and row.holds_own_stock and row.merge_date):
        return False
    return bool(row.merge_date >= _editable_since(user, editable_since))


def manager_choice(user: User, log: Log) -> Choice:
    """Who manages the letting or sale: asked when somebody other than the reference organisation may."""
    current, owner_id = log.managing_organisation_id, log.owning_organisation_id
    own = None if user.is_support else user.organisation
    reference = log.owning_organisation if user.is_support else user.organisation
    if reference is None:
        return Choice(False, _pairs(_with_name(Organisation.objects.filter(pk__in=[current])), own), current)
    rows = _near(user, reference.pk, log)
    agents = {row.pk for row in rows if row.is_agent and _usable(row)}
    offered = {*agents, current}
    if not user.is_support or reference.holds_own_stock:
        offered.add(reference.pk)
    if not user.is_support:
        absorbed = {row.pk for row in rows if row.absorbing_organisation_id == reference.pk}
        offered |= absorbed
        if owner_id in absorbed:
            theirs = _with_name(managing_agents(log.owning_organisation).exclude(pk__in=[row.pk for row in rows]))
            more = list(theirs)
            rows, offered = [*rows, *more], offered | {row.pk for row in more}
    options = _pairs((row for row in rows if row.pk in offered), own)
    if owner_id != reference.pk and not reference.holds_own_stock:
        return Choice(False, options, current or reference.pk)
    preset = current or (reference.pk if not user.is_support or not agents else None)
    return Choice(not reference.holds_own_stock or bool(agents), options, preset)


def following_manager(user: User, log: Log, owner_id: int | None) -> int | None:
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


def assignee_choice(user: User, log: Log) -> Choice:
    """Who completes the log: asked of coordinators and support."""
    current = log.assigned_to_id
    people = possible_assignees(homes_of_assignees(user, log))
    if current:
        people = people | User.objects.filter(pk=current)
    options = [(person.pk, f"{person.name} ({person.email})") for person in people.distinct().order_by("name", "pk")]
    return Choice(user.is_support or user.is_coordinator, options, current or (None if user.is_support else user.pk))


def homes_of_assignees(user: User, log: Log) -> set[int]:
    """The organisations whose people this user can have complete the log."""
    if user.is_support:
        owner, manager = log.owning_organisation, log.managing_organisation
        homes = [manager] if log.kind.assignees_from_manager_only else [owner, manager]
        return {home.absorbing_organisation_id or home.pk for home in homes if home}
    if log.kind.assignees_from_manager_only:
        return {log.managing_organisation_id} if log.managing_organisation_id else set()
    return {user.organisation_id}


def possible_assignees(homes: Iterable[int]) -> QuerySet[User]:
    """The people of these organisations who can be given logs."""
    return User.objects.usable().filter(organisation_id__in=homes)


def creation_presets(user: User, log: Log) -> dict[str, int | None]:
    """What a new log starts with, for everybody but support (docs/domain/lettings-rules.md#5.3)."""
    if user.is_support:
        return {}
    return {
        "owning_organisation_id": owner_choice(user, log).preset,
        "managing_organisation_id": user.organisation_id,
        "assigned_to_id": user.pk,
    }
