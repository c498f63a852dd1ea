"""Who and what the codes in a file name: organisations and people, read once for many rows and asked without a query."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from portal.theme.forms import Option

_OWN_CODE = re.compile(r"ORG\s*0*(\d{1,15})\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """What a row has to know of an organisation that it names."""

    id: int
    holds_own_stock: bool = True
    absorbing_id: int | None = None
    provider_type: str | None = None


class Places(Protocol):
    """Schemes and their locations by the codes that files use."""

    def scheme(self, text: str, *, owner_ids: Any, location: str = "") -> int | None:
        """The scheme of one of these owners."""

    def location(self, text: str, *, scheme_id: int) -> int | None:
        """The location within the scheme."""


class OfferedPlaces(Protocol):
    """Places by name, each with its id and the code that a cell has for it; made for one page, and reads each owner once."""

    @property
    def names(self) -> Collection[str]:
        """The answers whose cells name places."""

    def of(self, name: str, *, owner_ids: Collection[int], answers: Mapping[str, Any]) -> list[tuple[int, Option]]:
        """What such a cell may hold in a row with these answers."""


def nothing_found(text: str) -> str | None:
    """Where there is no address service, no address is found."""
    return None


@dataclass(frozen=True)
class Directory:
    """Everything that cells may name, for one upload."""

    organisations: Mapping[int, KnownOrganisation] = field(default_factory=dict)
    former_codes: Mapping[str, int] = field(default_factory=dict)
    agents: Mapping[int, frozenset[int]] = field(default_factory=dict)
    allowed_owners: frozenset[int] = frozenset()
    users: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    uploader_id: int | None = None
    by_support: bool = False
    places: Places | None = None
    address_found: Callable[[str], str | None] = nothing_found

    def organisation(self, text: str | None) -> KnownOrganisation | None:
        """By our code (ORG and a number) or by the code of the former service."""
        if text is None:
            return None
        if own := _OWN_CODE.match(text.upper()):
            return self.organisations.get(int(own[1]))
        return self.organisations.get(self.former_codes.get(text, -1))

    def user(self, email: str | None) -> tuple[int, int] | None:
        """Id and organisation of the person with this e-mail address."""
        return None if email is None else self.users.get(email.lower())

    def may_manage(self, manager_id: int, owner_id: int) -> bool:
        """An owner manages its own stock, and so do its managing agents."""
        return manager_id == owner_id or manager_id in self.agents.get(owner_id, ())

    def belongs_to(self, organisation_id: int, *ids: int | None) -> bool:
        """Whether an organisation is one of these, or has absorbed one of them."""
        for one in ids:
            known = None if one is None else self.organisations.get(one)
            if known is not None and organisation_id in (known.id, known.absorbing_id):
                return True
        return False
