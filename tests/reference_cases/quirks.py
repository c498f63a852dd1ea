"""Quirks of the reference that the portal does without on purpose (docs/decisions.md).

A difference in a rule case is wanted only when it vanishes once the portal is made to behave as the reference does.
Each quirk says how: what it does to the answers of a save before they are judged, what it does to the values that
come out, or which steps of deriving it goes without. So no mistake hides behind a difference that is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from portal.logs.kind import LogKind
from portal.questionnaire.answers import Answers, is_blank
from portal.questionnaire.derivations import Derivations, Step
from portal.questionnaire.document import Kind
from portal.questionnaire.evaluation import Evaluation, evaluate
from portal.questionnaire.program import Program
from portal.questionnaire.rules import Problem

Before = Callable[["Save"], None]
After = Callable[["Save", Evaluation], None]


@dataclass
class Save:
    """One save of a case: the answers, those of them that it sends, and what is stored; a quirk may change them."""

    kind: LogKind
    program: Program
    given: dict[str, Any]
    stored: Answers
    context: Any
    sent: frozenset[str] | None = None
    original: dict[str, Any] = field(default_factory=dict)

    def judge(self) -> Evaluation:
        """What the portal says of it as it stands."""
        return evaluate(self.program, self.given, self.context, self.stored, given=self.sent)

    def is_new(self, name: str) -> bool:
        """Whether the save brings another value than is stored."""
        value = self.given.get(name)
        return not is_blank(value) and value != self.stored[name]

    def drop(self, *names: str) -> None:
        """Leave these unanswered."""
        self.given.update(dict.fromkeys(names))


@dataclass(frozen=True)
class Quirk:
    """One thing the reference does otherwise, and why the portal does not."""

    reason: str
    before: Before | None = None
    after: After | None = None
    without: frozenset[str] = frozenset()


QUIRKS: list[Quirk] = []


def before(reason: str) -> Callable[[Before], Before]:
    """Declare what the reference does with the answers of a save before it judges them."""

    def keep(change: Before) -> Before:
        QUIRKS.append(Quirk(reason, before=change))
        return change

    return keep


def after(reason: str) -> Callable[[After], After]:
    """Declare what the reference makes of the values that come out."""

    def keep(change: After) -> After:
        QUIRKS.append(Quirk(reason, after=change))
        return change

    return keep


def without(reason: str, *steps: str) -> None:
    """Declare steps of deriving, named by their functions, that the reference goes without."""
    QUIRKS.append(Quirk(reason, without=frozenset(steps)))


def reasons() -> tuple[str, ...]:
    """Every reason for which quirks are declared."""
    return tuple(dict.fromkeys(quirk.reason for quirk in QUIRKS))


def save_as_reference(save: Save, quirks_of: Iterable[str]) -> Evaluation:
    """Judge a save with the reference's quirks of these reasons; with none, as the portal does."""
    chosen = set(quirks_of)
    quirks = [quirk for quirk in QUIRKS if quirk.reason in chosen]
    save.original = dict(save.given)
    skipped = frozenset[str]().union(*(quirk.without for quirk in quirks))
    if skipped:
        save.program = _program_without(save.kind, save.program.year, skipped)
    for quirk in quirks:
        if quirk.before:
            quirk.before(save)
    result = save.judge()
    for quirk in quirks:
        if quirk.after:
            quirk.after(save, result)
    return result


@cache
def _program_without(kind: LogKind, year: int, skipped: frozenset[str]) -> Program:
    program, all_steps = kind.program(year), kind.derivations

    def kept(steps: Iterable[Step]) -> list[Step]:
        return [step for step in steps if step.run.__name__ not in skipped]

    fewer = Derivations(kept(all_steps.lookups), kept(all_steps.reactions), kept(all_steps.derivations))
    return Program(program.questionnaire, kind.rules, fewer, program.other_years)


SENT = "what a save sends counts as given, whatever was there before"
GHOST = "what was worked out from a postcode or UPRN goes with it"


@before(SENT)
def _take_for_given_what_differs(save: Save) -> None:
    save.sent = frozenset(name for name in save.given if save.is_new(name))


@before(GHOST)
def _keep_the_area_of_the_postcode_before(save: Save) -> None:
    for postcode, inferred, area in (
        ("postcode_full", "is_la_inferred", "la"),
        ("ppostcode_full", "is_previous_la_inferred", "prevloc"),
    ):
        if save.is_new(postcode) and save.stored[inferred]:
            save.sent = (save.sent or frozenset()) | {area}


@before("a locked section keeps its answers")
def _lose_what_is_locked(save: Save) -> None:
    if not save.judge().setup_complete:
        program = save.program
        save.drop(*(program.locked_fields | program.questionnaire.confirm_fields).intersection(save.given))


@before("only yes confirms a warning")
def _take_no_for_an_answer(save: Save) -> None:
    for name in _rejected(save):
        save.given[name] = 0


@after("only yes confirms a warning")
def _keep_the_no(save: Save, result: Evaluation) -> None:
    for name in _rejected(save):
        if result.answers[name] == 0:
            result.answers[name] = 1


def _rejected(save: Save) -> Iterator[str]:
    return (name for name in save.program.questionnaire.confirm_fields if save.original.get(name) == 1)


@before("a confirmation holds for the values it was given for")
def _confirm_for_good(save: Save) -> None:
    save.stored = Answers(save.stored)
    save.stored.update(dict.fromkeys(save.program.questionnaire.confirm_fields))


@after("answers to questions that only another year asks are not kept")
def _keep_what_another_year_asks(save: Save, result: Evaluation) -> None:
    for name in save.original.keys() - save.program.known_fields:
        result.answers[name] = save.original[name]


@before("a code that the question does not have is refused, not dropped")
def _drop_unknown_codes(save: Save) -> None:
    for name, codes in save.program.codes.items():
        value = save.given.get(name)
        if not is_blank(value) and str(value) not in {str(code) for code in codes}:
            save.drop(name)


_COMMAS = "commas between thousands are understood"


@before(_COMMAS)
def _read_up_to_the_comma(save: Save) -> None:
    for name, text in _with_commas(save):
        save.given[name] = text.partition(",")[0]


@after(_COMMAS)
def _stumble_over_the_comma(save: Save, result: Evaluation) -> None:
    for name, _ in _with_commas(save):
        result.errors.setdefault(name, []).append(Problem(_COMMAS, ""))


def _with_commas(save: Save) -> Iterator[tuple[str, str]]:
    for name, placements in save.program.questionnaire.by_field.items():
        text = save.original.get(name)
        if placements[0].kind is Kind.NUMBER and placements[0].prefix and isinstance(text, str) and "," in text:
            yield name, text


without("what another answer rules out goes with it, not only on the page", "not_revealed", "not_changed")
