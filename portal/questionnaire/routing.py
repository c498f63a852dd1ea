"""Which questions are asked for answers that are being worked on, at the price of what changed since the last look.

An evaluation looks several times: after look-ups, after each answer that goes, after deriving. Most looks find a
handful of changed answers, so only the groups whose conditions read one of those are tested again, and only answers
that changed or whose group opened or closed are held against their place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from portal.questionnaire.answers import Answers
from portal.questionnaire.program import Facts, Program


class Routing:
    """The routed groups and the state of the set-up of one log under evaluation."""

    __slots__ = ("_facts_for", "_suspects", "answers", "complete", "facts", "program", "routed")

    def __init__(self, program: Program, answers: Answers, facts_for: Callable[[Answers], Facts]) -> None:
        self.program = program
        self.answers = answers
        self._facts_for = facts_for
        self.facts = facts_for(answers)
        self.routed = program.route(answers, self.facts)
        self.complete = program.setup_complete(answers, self.facts, self.routed)
        self._suspects: set[str] | None = None

    def look_again(self, changed: Collection[str]) -> None:
        """Catch up with answers that have changed since the last look."""
        if not changed:
            return
        program, facts = self.program, self._facts_for(self.answers)
        other_facts = facts != self.facts
        self.facts = facts
        groups: set[int] = set()
        for name in changed:
            if reading := program.groups_reading.get(name):
                groups.update(reading)
        if other_facts:
            groups.update(program.groups_reading_facts)
        if self._suspects is not None:
            self._suspects.update(changed)
            for name in changed:
                if kept := program.kept_by.get(name):
                    self._suspects.update(kept)
        self._route_again(groups)
        if other_facts or not program.setup_reads.isdisjoint(changed) or not program.setup_groups.isdisjoint(groups):
            complete = program.setup_complete(self.answers, facts, self.routed)
            if complete != self.complete:
                self.complete, self._suspects = complete, None

    def _route_again(self, groups: Iterable[int]) -> None:
        program, routed = self.program, self.routed
        for number in groups:
            hit = program.is_routed(number, self.answers, self.facts)
            if hit != routed[number]:
                routed[number] = hit
                if self._suspects is not None:
                    self._suspects.update(program.fields_of_group[number])

    def sweep(self) -> dict[str, Any]:
        """Clear answers whose question is not asked any more; repeats until nothing more goes.

        Choices go before amounts and texts, because a choice that goes may be all that kept the others unasked.
        While the set-up is incomplete nothing outside it is cleared: a locked section keeps its answers.
        Returns what was cleared with the values that it had.
        """
        cleared: dict[str, Any] = {}
        choices = self.program.choices
        while gone := self._gone():
            self._suspects = set(gone)
            going = [name for name in gone if name in choices] or list(gone)
            for name in going:
                cleared.setdefault(name, gone[name])
                self.answers[name] = None
            self.look_again(going)
        return cleared

    def _gone(self) -> dict[str, Any]:
        """Answers that have no place to stay in."""
        answers, routed, complete, program = self.answers, self.routed, self.complete, self.program
        only_place, places = program.only_place, program.places
        suspects = self._suspects
        pairs = answers.items() if suspects is None else [(name, answers[name]) for name in suspects]
        gone: dict[str, Any] = {}
        for name, value in pairs:
            if value is None:
                continue
            place = only_place.get(name)
            if place is not None:
                group, gated, codes = place
                if gated and not complete:
                    continue
                if not routed[group] or (codes is not None and value not in codes):
                    gone[name] = value
            elif name in places and not program.stays(places[name], value, answers, self.facts, routed, complete):
                gone[name] = value
        self._suspects = set()
        return gone
