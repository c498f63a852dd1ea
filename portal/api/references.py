"""May this caller name these organisations, people, schemes and locations? Asked for many logs at once.

Owners and managers follow the same facts as uploads; a log must stay one that the caller's organisation may change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from accounts.models import User
from orgs.access import grants_of
from orgs.access.grants import CHANGE_MANAGED_LOGS, CHANGE_OWNED_LOGS
from orgs.api_keys.models import ApiKey
from portal.api.items import Item
from portal.logs.choices import creation_presets
from portal.logs.kind import LogKind
from portal.logs.uploads.judging.people import agents_of, allowed_owners
from supported_housing.models import Location, Scheme

if TYPE_CHECKING:
    from portal.logs.models import Log


OWNER, MANAGER, PERSON = "owning_organisation_id", "managing_organisation_id", "assigned_to_id"
SCHEME, LOCATION = "scheme_id", "location_id"
REFERENCES = (OWNER, MANAGER, PERSON, SCHEME, LOCATION)
NOT_YOURS = "reference.not_available"
_LARGEST = 2**63 - 1


def presets(kind: LogKind, user: User) -> dict[str, Any]:
    """What a new log starts with: as on the page, but a system completes nothing: whoever issued its key does."""
    found = dict(creation_presets(user, kind.model(created_by=user)))
    issuer = ApiKey.objects.filter(user=user).values("created_by")
    person = User.objects.usable().filter(organisation=user.organisation_id, pk__in=issuer).first()
    found[PERSON] = person and person.pk
    return {name: value for name, value in found.items() if value is not None}


class Available:
    """Everything that these items name and the caller may name, in a fixed number of queries."""

    def __init__(
        self, user: User, kind: LogKind, items: Sequence[Item], preset: Mapping[str, Any] | None = None
    ) -> None:
        self.user = user
        self.kind = kind
        self.held = grants_of(user)
        self.owners = allowed_owners(user.organisation)
        self.agents = agents_of(self.owners)
        near = {*self.owners, *(agent for agents in self.agents.values() for agent in agents), user.organisation_id}
        self.people = self._people(items, near) | frozenset(filter(None, [(preset or {}).get(PERSON)]))
        self.schemes = self._schemes(items)
        self.locations = self._locations(items)

    def _people(self, items: Sequence[Item], near: Iterable[int]) -> frozenset[int]:
        ids = _named(items, PERSON)
        if not ids:
            return frozenset()
        people = User.objects.usable().filter(pk__in=ids, organisation_id__in=near).order_by()
        return frozenset(people.values_list("pk", flat=True))

    def _schemes(self, items: Sequence[Item]) -> frozenset[int]:
        ids = _named(items, SCHEME)
        found = Scheme.objects.kept().visible_to(self.user).filter(pk__in=ids).order_by()
        return frozenset(found.values_list("pk", flat=True)) if ids else frozenset()

    def _locations(self, items: Sequence[Item]) -> frozenset[int]:
        ids = _named(items, LOCATION)
        found = Location.objects.kept().visible_to(self.user).filter(pk__in=ids).order_by()
        return frozenset(found.values_list("pk", flat=True)) if ids else frozenset()

    def check(self, item: Item, log: Log) -> None:
        """Tell what the item may not name; `log` is what it was, for a change."""
        given = item.answers
        for name, known, what in (
            (OWNER, self.owners, "organisation that your organisation can add logs for"),
            (PERSON, self.people, "person who can complete logs of your organisation"),
            (SCHEME, self.schemes, "scheme of your organisation"),
            (LOCATION, self.locations, "location of your organisation"),
        ):
            sent = given.get(name)
            if sent not in (None, "") and not _same(sent, self._stored(log, name)) and whole(sent) not in known:
                item.fail(name, NOT_YOURS, f"There is no {what} with this id")
        self._check_manager(item, log)

    def _check_manager(self, item: Item, log: Log) -> None:
        given = item.answers
        if OWNER not in given and MANAGER not in given:
            return
        owner = whole(given.get(OWNER, self._stored(log, OWNER)))
        manager = whole(given.get(MANAGER, self._stored(log, MANAGER)))
        if given.get(MANAGER) not in (None, "") and manager is None:
            item.fail(MANAGER, NOT_YOURS, "There is no such organisation")
        elif manager is not None and owner in self.owners and not self._manages(manager, owner):
            item.fail(MANAGER, NOT_YOURS, "This organisation does not manage the stock of the owner")
        elif not self.held.has(CHANGE_OWNED_LOGS, owner) and not self.held.has(CHANGE_MANAGED_LOGS, manager):
            item.fail(MANAGER, NOT_YOURS, "Your organisation must own or manage the property")

    def _manages(self, manager: int, owner: int | None) -> bool:
        return manager == owner or (owner is not None and manager in self.agents.get(owner, ()))

    def _stored(self, log: Log, name: str) -> Any:
        return log.raw_references().get(name)


def _named(items: Iterable[Item], name: str) -> set[int]:
    return {number for item in items if (number := whole(item.answers.get(name))) is not None}


def _same(sent: Any, stored: Any) -> bool:
    return stored is not None and whole(sent) == stored


def whole(value: Any) -> int | None:
    """An id as it may be sent: a whole number or its text."""
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip()
    if not (text.isascii() and text.isdecimal()) or len(text) > 19:
        return None
    return number if (number := int(text)) <= _LARGEST else None
