"""What points at an organisation or a person, and what becomes of it: nothing is forgotten silently.

Every relation to `Organisation` and to `User` is named once for each event by the room that has it, together with
what happens to it or the reason why it stays. A merge refuses to start while one is not named, and a test walks the
relations of all models.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from django.apps import apps
from django.db import models


class Event(StrEnum):
    """What may happen to an organisation or a person."""

    MERGE = "merge"
    DELETE_ORGANISATION = "deletion of an organisation"
    DELETE_PERSON = "deletion of a person"


_TARGETS: dict[Event, tuple[str, ...]] = {
    Event.MERGE: ("orgs.Organisation", "accounts.User"),
    Event.DELETE_ORGANISATION: ("orgs.Organisation",),
    Event.DELETE_PERSON: ("accounts.User",),
}
_NAMED: dict[Event, dict[str, str]] = {event: {} for event in Event}


def name_relations(event: Event, relations: Mapping[str, str]) -> None:
    """By `app.Model.field`: what happens to it, or why it stays as it is."""
    _NAMED[event].update(relations)


def handled(event: Event, relations: Iterable[str], by: str) -> None:
    """As `name_relations`, for several relations that one step or check takes care of."""
    name_relations(event, dict.fromkeys(relations, by))


def says_who(*relations: str) -> None:
    """Relations to a person that only tell who did something: they stay whatever becomes of the person."""
    for event in (Event.MERGE, Event.DELETE_PERSON):
        handled(event, relations, "says who did it")


def named(event: Event) -> Mapping[str, str]:
    """Every relation that is named for the event, with what becomes of it."""
    return _NAMED[event]


def relations_to(*labels: str) -> Iterator[str]:
    """Every relation to these models. Histories are left out: they say what was, whatever happens later."""
    for model in apps.get_models(include_auto_created=True):
        if hasattr(model, "instance_type"):
            continue
        for field in model._meta.get_fields():
            if not isinstance(field, (models.ForeignKey, models.ManyToManyField)):
                continue
            target = field.remote_field.model
            if not isinstance(target, str) and target._meta.label in labels:
                yield f"{model._meta.label}.{field.name}"


def unnamed(event: Event) -> list[str]:
    """Relations that nobody has named: what the event would leave behind unseen."""
    return [relation for relation in relations_to(*_TARGETS[event]) if relation not in _NAMED[event]]


def unknown(event: Event) -> list[str]:
    """Names of relations that are no more."""
    known = set(relations_to(*_TARGETS[event]))
    return [relation for relation in _NAMED[event] if relation not in known]
