"""What protects an organisation or a person from being deleted, and what is deleted along; each room brings its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from orgs.relations import Event, handled

if TYPE_CHECKING:
    from accounts.models import User
    from orgs.models import Organisation

WhyOrganisation = Callable[["Organisation"], str]
WhyPerson = Callable[["User"], str]
Discard = Callable[["Organisation", datetime], None]

_ORGANISATIONS: list[WhyOrganisation] = []
_PEOPLE: list[WhyPerson] = []
_DISCARDS: list[Discard] = []


def protect_organisations(why: WhyOrganisation, *, relations: Iterable[str]) -> None:
    """`why` gives the reason, in words, why an organisation cannot be deleted, or nothing."""
    _ORGANISATIONS.append(why)
    handled(Event.DELETE_ORGANISATION, relations, "keeps it from being deleted while it is in use")


def protect_people(why: WhyPerson, *, relations: Iterable[str]) -> None:
    """`why` gives the reason, in words, why a person cannot be deleted, or nothing."""
    _PEOPLE.append(why)
    handled(Event.DELETE_PERSON, relations, "keeps the person from being deleted while it is in use")


def discard_with_organisations(discard: Discard, *, relations: Iterable[str]) -> None:
    """`discard` marks what goes with an organisation as deleted at the given moment."""
    _DISCARDS.append(discard)
    handled(Event.DELETE_ORGANISATION, relations, "is deleted with it")


def why_organisation_stays(organisation: Organisation) -> str:
    """The first reason that a room gives, or nothing."""
    return next(filter(None, (why(organisation) for why in _ORGANISATIONS)), "")


def why_person_stays(user: User) -> str:
    """The first reason that a room gives, or nothing."""
    return next(filter(None, (why(user) for why in _PEOPLE)), "")


def discard_all(organisation: Organisation, at: datetime) -> None:
    """Everything that goes with the organisation, upper rooms first."""
    for discard in reversed(_DISCARDS):
        discard(organisation, at)
