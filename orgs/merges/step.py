"""A step of a merge: it can say what it will do and do it. Each room registers the steps for its own records."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from orgs.merges.facts import MergeFacts
from orgs.relations import Event, handled


class Step(ABC):
    """One kind of change. What it says and what it does read the same rows."""

    title: ClassVar[str] = ""
    place: ClassVar[int]
    """When it comes: lower numbers first. Copies are made (40) before what refers to them is moved (50)."""
    relations: ClassVar[Iterable[str]] = ()
    """The relations to organisations and people that it takes care of, by `app.Model.field`."""

    def __init__(self, facts: MergeFacts) -> None:
        self.facts = facts

    @abstractmethod
    def lines(self) -> list[str]:
        """What it will do, in words."""

    @abstractmethod
    def apply(self) -> dict[str, Any]:
        """Does it, and returns what an undo would have to know."""

    def totals(self) -> dict[str, int]:
        """Numbers that are kept with the merge, by the name of the column after `total_`."""
        return {}


_STEPS: list[type[Step]] = []


def register_step(step: type[Step]) -> None:
    """Called from `AppConfig.ready`."""
    _STEPS.append(step)
    handled(Event.MERGE, step.relations, step.title)


def steps_for(facts: MergeFacts) -> list[Step]:
    """All steps of this merge, in order."""
    return [step(facts) for step in sorted(_STEPS, key=lambda step: step.place)]
