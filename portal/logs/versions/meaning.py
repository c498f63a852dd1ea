"""What another questionnaire means for one log: what it is asked besides, and which of its answers go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.questionnaire.answers import Answers, is_blank
from portal.questionnaire.evaluation import Evaluation, evaluate, parse, state_of
from portal.questionnaire.program import Program
from portal.questionnaire.routing import Routing
from portal.years.effects import Effect

if TYPE_CHECKING:
    from portal.questionnaire.routing import Context


@dataclass(frozen=True, slots=True)
class Meaning:
    """For one log: questions that now wait for an answer, those it may answer besides, and answers that go."""

    to_answer: tuple[str, ...]
    offered: tuple[str, ...]
    lost: Mapping[str, Any]

    @property
    def effect(self) -> Effect:
        """The strongest of what happens to the log."""
        if self.to_answer or self.lost:
            return Effect.ASKS_AGAIN
        return Effect.ADDITIVE if self.offered else Effect.WORDS


def meaning_of(old: Program, new: Program, raw: Mapping[str, Any], context: Context) -> Meaning:
    """Compare the two for the answers as they are stored."""
    stored, unreadable = parse(new, raw)
    after = evaluate(new, stored, context, stored)
    lost = {
        name: stored[name] for name in after.cleared if name in new.questionnaire.by_field and stored[name] is not None
    }
    before_answers = parse(old, raw)[0]
    gone = set(old.questionnaire.by_field) - set(new.questionnaire.by_field)
    lost |= {name: before_answers[name] for name in gone if not is_blank(before_answers[name])}
    missing = {*after.missing, *unreadable}
    if not missing and _same_questions(old, new):
        return Meaning((), (), lost)
    before = _state(old, before_answers, context)
    asked_before = set(before.asked)
    to_answer = tuple(name for name in dict.fromkeys([*after.missing, *unreadable]) if name not in before.missing)
    offered = tuple(name for name in after.asked if name not in asked_before and name not in missing)
    return Meaning(to_answer, offered, lost)


def _state(program: Program, answers: Answers, context: Context) -> Evaluation:
    """What is asked and open as the answers stand; no rule need be run for that."""
    return state_of(Routing(program, program.laid_out(answers), context), {})


def _same_questions(old: Program, new: Program) -> bool:
    """Whether nothing can be offered that was not there before."""
    return set(new.questionnaire.by_field) <= set(old.questionnaire.by_field)
