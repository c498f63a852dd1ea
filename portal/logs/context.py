"""What lies outside the answers of any log, for one evaluation or for a whole file.

All lookups are answered from values that were loaded before, so that evaluating a row asks the database nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypedDict

from portal.addresses.postcodes import compact_postcode
from portal.clock import LONDON
from portal.logs import preload
from portal.logs.facts import Address, Areas, AssigneeFacts, OpenDates, OrganisationFacts
from portal.questionnaire.answers import Answers, Changes
from portal.windows import Windows, collection_year


@dataclass(slots=True)
class LogContext:
    """The world around a log. `changes` is set at the start of every evaluation, the rest when it is built."""

    today: date
    open_dates: OpenDates
    organisations: Mapping[int | None, OrganisationFacts] = field(default_factory=dict)
    users: Mapping[int | None, AssigneeFacts] = field(default_factory=dict)
    areas: Areas = field(default_factory=Areas)
    postcode_areas: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, Address | None] = field(default_factory=dict)
    updated_by_support: bool = False
    changes: Changes | None = None

    @property
    def current_year(self) -> int:
        """The collection year of today, which a log without a date counts to."""
        return collection_year(self.today)

    def provider_type(self, log: Answers) -> str | None:
        """LA or PRP: what the owner of the log is."""
        owner = self.organisations.get(log["owning_organisation_id"])
        return None if owner is None else owner.provider_type

    def postcode_area(self, postcode: str | None) -> str | None:
        """The area of a postcode as the postcode directory has it."""
        return self.postcode_areas.get(compact_postcode(postcode))

    def address_by_uprn(self, uprn: str | None) -> Address | None:
        """The address that the address service gave for a UPRN."""
        return self.addresses.get(uprn) if uprn else None

    def was_looked_up(self, uprn: str) -> bool:
        """Say whether the address service was asked for a UPRN; where it was not, nothing follows from silence."""
        return uprn in self.addresses

    def facts_for(self, answers: Answers) -> Mapping[str, Any]:
        """Facts that conditions of the questionnaire and of rules may name."""
        owner = self.organisations.get(answers["owning_organisation_id"])
        manager = self.organisations.get(answers["managing_organisation_id"])
        return {
            "owner.provider_type": None if owner is None else owner.provider_type,
            "organisations.merging": (owner is not None and owner.merges) or (manager is not None and manager.merges),
        }

    def previously(self, name: str) -> Any:
        """What the log as stored holds in a field."""
        return None if self.changes is None else self.changes.previous[name]

    def changed(self, name: str, log: Answers) -> bool:
        """Say whether this save changes a field, whoever does it: the user or what follows from their answers."""
        return self.changes is not None and self.changes.previous[name] != log[name]


class Given(TypedDict, total=False):
    """What the caller of a `context_for` knows already.

    `addresses` is what the address service gave for the UPRNs among the logs, None for those it does not know;
    `windows` and `areas` are the collection windows and local authorities where they have been read, and `known` is a
    context whose organisations and people still hold: chunk after chunk of a file names the same.
    """

    updated_by_support: bool
    addresses: Mapping[str, Address | None]
    windows: Windows
    areas: Areas | None
    known: LogContext | None


def common_facts(logs: Sequence[Mapping[str, Any]], today: date, windows: Windows, given: Given) -> dict[str, Any]:
    """The part of a context that logs of either kind need, in a fixed number of queries."""
    addresses, areas, known = dict(given.get("addresses") or {}), given.get("areas"), given.get("known")
    owners = preload.ids_in(logs, "owning_organisation_id", "managing_organisation_id")
    people = preload.ids_in(logs, "assigned_to_id")
    if known and known.organisations.keys() >= owners and known.users.keys() >= people:
        organisations, users = known.organisations, known.users
    else:
        organisations, users = preload.organisations_and_users(owners, people)
    return {
        "today": today,
        "open_dates": preload.open_dates(windows, today),
        "organisations": organisations,
        "users": users,
        "areas": preload.areas() if areas is None else areas,
        "postcode_areas": preload.postcode_areas(postcodes_of(logs, addresses.values())),
        "addresses": addresses,
        "updated_by_support": given.get("updated_by_support", False),
    }


def day_of(moment: datetime) -> date:
    """The day in England at this moment."""
    return moment.astimezone(LONDON).date()


def postcodes_of(logs: Sequence[Mapping[str, Any]], addresses: Iterable[Address | None]) -> set[str]:
    """Every postcode whose area one of the logs may need."""
    texts = {str(text) for text in preload.named_in(logs, "postcode_full", "ppostcode_full", "postcode_full_input")}
    return texts | {address.postcode_full for address in addresses if address and address.postcode_full}
