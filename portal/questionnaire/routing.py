"""One log under evaluation: its answers, and what is asked as they stand.

An evaluation looks several times: after look-ups, after each answer that goes, after deriving.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping
from typing import Any, Protocol

from portal.questionnaire.answers import Answers
from portal.questionnaire.document import Question
from portal.questionnaire.program import Facts, Program
from portal.questionnaire.rules import Finding, Rule

SoftFindings = dict[tuple[str, int | None], dict[str, str]]


class Context(Protocol):
    """What lies outside the answers; each kind of log has its own, with lookups for its rules."""

    def facts_for(self, answers: Answers) -> Facts:
        """Facts that conditions may name, such as owner.provider_type."""


class Routing:
    """The answers of one log, laid out, with what is asked and whether the set-up is complete."""

    __slots__ = ("_unasked", "answers", "complete", "context", "facts", "open", "program", "routed", "shown", "values")

    def __init__(self, program: Program, answers: Answers, context: Context, *, usual: bool = False) -> None:
        """`usual` says that all codes among the answers are known to be of this year."""
        self.program = program
        self.answers = answers
        self.context = context
        self._unasked = program.unasked_of_usual if usual else program.unasked
        self.facts: Facts = context.facts_for(answers)
        self.read_values()
        self._route()

    def read_values(self) -> None:
        """All values as they stand now, which the functions of the year read until answers have changed."""
        self.values = list(self.answers.values())

    def _route(self) -> None:
        self.routed, self.open, self.shown = self.program.route(self.values, self.facts)
        self.complete = self.program.setup_complete(self.values, self.facts, self.routed)

    def look_again(self, changed: Collection[str]) -> bool:
        """Catch up with answers that have changed since the last look; say whether something else is asked now.

        `changed` need only name those on which it depends what is asked.
        """
        self.read_values()
        if not changed:
            return False
        before = self.facts, self.routed, self.complete
        self.facts = self.context.facts_for(self.answers)
        if self.facts == before[0] and self.program.routed_by.isdisjoint(changed):
            return False
        self._route()
        return (self.facts, self.routed, self.complete) != before

    def clear_unasked(self, spared: Container[str] = ()) -> dict[str, Any]:
        """Clear answers whose question is not asked any more; repeats until nothing more goes.

        Choices go before amounts and texts, because a choice that goes may be all that kept the others unasked.
        While the set-up is incomplete nothing outside it is cleared: a locked section keeps its answers. What a
        derivation has just given is spared, because it would give it again.
        Returns what was cleared with the values that it had.
        """
        cleared: dict[str, Any] = {}
        program = self.program
        while gone := self._unasked(self.values, self.facts, self.routed, self.complete):
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

    def soft_findings(self) -> SoftFindings:
        """What the soft rules have to say."""
        program = self.program
        keys, rules = program.soft_keys, program.rules
        return {
            keys[number]: rules[keys[number][0]].by_field(said, keys[number][1])
            for number, said in program.judge_soft(self.values, self.facts, self.answers, self.context)
        }

    def broken_rules(self) -> Iterator[tuple[Rule, Finding]]:
        """Every hard rule that is broken, with what it says; of a locked section nobody is told."""
        program, answers, values = self.program, self.answers, self.values
        if not self.complete:
            answers = program.without_locked(answers)
            values = program.values_of(answers)
        found = program.judge_hard(values, self.facts, answers, self.context)
        return ((program.hard[number], said) for number, said in found)

    def beyond_limits(self) -> Iterator[Question]:
        """Questions that ask for a number and were given one beyond its limits, or not of its step."""
        program = self.program
        for number in program.beyond(self.values, self.routed):
            entry = program.numbers[number]
            if self.complete or program.group_open[entry.group]:
                yield entry.question

    def contradictions(self) -> Iterator[tuple[Question, str]]:
        """Groups of boxes in which one that stands for none of the others is ticked beside them, with that box."""
        program = self.program
        for entry, exclusive in program.boxes:
            if self.routed[entry.group] and (self.complete or program.group_open[entry.group]):
                alone = [name for name in exclusive if self.answers[name] == 1]
                if alone and sum(self.answers[name] == 1 for name in entry.question.fields) > 1:
                    yield entry.question, alone[0]
