"""Which questions are asked for answers that are being worked on, at the price of what changed since the last look.

An evaluation looks several times: after look-ups, after each answer that goes, after deriving. Most looks find a
handful of changed answers, so only the groups whose conditions read one of those are tested again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping
from typing import Any

from portal.questionnaire.answers import Answers
from portal.questionnaire.program import Facts, Program


class Routing:
    """The routed groups and the state of the set-up of one log under evaluation, whose answers are laid out."""

    __slots__ = ("_facts_for", "answers", "complete", "facts", "program", "routed")

    def __init__(self, program: Program, answers: Answers, facts_for: Callable[[Answers], Facts]) -> None:
        self.program = program
        self.answers = answers
        self._facts_for = facts_for
        self.facts = facts_for(answers)
        values = self.values
        self.routed = program.route(values, self.facts)
        self.complete = program.setup_complete(values, self.facts, self.routed)

    @property
    def values(self) -> list[Any]:
        """All values as they stand now."""
        return list(self.answers.values())

    def look_again(self, changed: Collection[str]) -> bool:
        """Catch up with answers that have changed since the last look; say whether something else is asked now."""
        if not changed:
            return False
        program, answers, routed = self.program, self.answers, self.routed
        facts = self._facts_for(answers)
        other_facts, self.facts = facts != self.facts, facts
        groups = set(program.groups_reading_facts) if other_facts else set()
        for name in changed:
            if reading := program.groups_reading.get(name):
                groups.update(reading)
        moved = other_facts
        for number in groups:
            hit = program.is_routed(number, answers, facts)
            moved = moved or hit != routed[number]
            routed[number] = hit
        if other_facts or not program.setup_reads.isdisjoint(changed) or not program.setup_groups.isdisjoint(groups):
            complete = program.setup_complete(self.values, facts, routed)
            moved = moved or complete != self.complete
            self.complete = complete
        return moved

    def sweep(self, spared: Container[str] = ()) -> dict[str, Any]:
        """Clear answers whose question is not asked any more; repeats until nothing more goes.

        Choices go before amounts and texts, because a choice that goes may be all that kept the others unasked.
        While the set-up is incomplete nothing outside it is cleared: a locked section keeps its answers. What a
        derivation has just given is spared, because it would give it again.
        Returns what was cleared with the values that it had.
        """
        cleared: dict[str, Any] = {}
        program = self.program
        while gone := program.strays(self.values, self.facts, self.routed, self.complete):
            if spared:
                gone = {name: value for name, value in gone.items() if name not in spared}
            going = [name for name in gone if name in program.choices] or list(gone)
            moved = False
            if self.complete and not program.locked_fields.issuperset(going):
                # What goes from the set-up may lock the rest before any of it goes.
                moved = self._clear([name for name in going if name not in program.locked_fields], gone, cleared)
                if not self.complete:
                    continue
            moved = self._clear(going, gone, cleared) or moved
            if not moved and len(going) == len(gone) and program.keeping_reads.isdisjoint(going):
                break
        return cleared

    def _clear(self, names: Collection[str], gone: Mapping[str, Any], cleared: dict[str, Any]) -> bool:
        for name in names:
            cleared.setdefault(name, gone[name])
            self.answers[name] = None
        return self.look_again(names)
