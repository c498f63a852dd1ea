"""What the answers of a log become when its date moves it to another collection year.

Years agree on most questions, so an answer goes along under its own name. Where the type of a question, its codes or
its id changed, the later year says what the earlier answers become (`carried_from`); the way back is the same mapping
read backwards, where it is unambiguous. What cannot be taken along is named, so that it is told and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from portal.questionnaire.answers import Answers
from portal.questionnaire.document import CarriedFrom, Kind, Question, Questionnaire
from portal.questionnaire.parsing import Bad
from portal.questionnaire.program import Program

_SAME = {Kind.SELECT: Kind.RADIO, Kind.TOTAL: Kind.NUMBER}
_Convert = Callable[[Any], Any]
_Ways = Mapping[str, Sequence[tuple[str, _Convert]]]


@dataclass(frozen=True, slots=True)
class Carried:
    """Answers as another year has them, what could not be taken along, and what each renamed one was called."""

    answers: Answers
    lost: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    """Name now to name before, where they differ."""


def type_of(question: Question) -> Kind:
    """What kind of answer is kept, however the question is shown."""
    return _SAME.get(question.kind, question.kind)


def carried(path: Iterable[Program], answers: Mapping[str, Any]) -> Carried:
    """The answers after each step of a way from one questionnaire to another, year by year."""
    found, lost, names = Answers(answers), dict[str, Any](), dict[str, str]()
    for old, new in pairwise(path):
        step = _step(old, new, found)
        for name, value in step.lost.items():
            first = names.get(name, name)
            lost[first] = answers.get(first, value)
        names = {name: names.get(step.names.get(name, name), step.names.get(name, name)) for name in step.answers}
        found = step.answers
    return Carried(found, lost, {name: before for name, before in names.items() if name != before})


def _step(old: Program, new: Program, answers: Mapping[str, Any]) -> Carried:
    ways, asked = _ways(old, new), old.questionnaire.by_field
    found, lost, names = Answers(), dict[str, Any](), dict[str, str]()
    for name, value in answers.items():
        if name not in asked:  # worked out, or a confirmation: the verdict of the other year knows
            found.setdefault(name, value)
            continue
        arrived = False
        for target, convert in ways.get(name, ()) if value is not None else ():
            becomes = _read(new, target, convert(value))
            if becomes is not None:
                found[target], arrived = becomes, True
                names[target] = name
        if value is not None and not arrived:
            lost[name] = value
    return Carried(found, lost, names)


def _read(program: Program, name: str, value: Any) -> Any:
    if value is None:
        return None
    read = program.parsers[name](value)
    return None if isinstance(read, Bad) else read


@lru_cache(maxsize=32)
def _ways(before: Program, after: Program) -> _Ways:
    """Answer of the one to where it goes in the other."""
    old, new = before.questionnaire, after.questionnaire
    later, forward = (new, True) if new.year > old.year else (old, False)
    earlier = old if forward else new
    found: dict[str, list[tuple[str, _Convert]]] = {}
    mapped: set[str] = set()
    for source, target, codes in _mapped(earlier, later):
        mapped.update((source, target))
        if forward:
            found.setdefault(source, []).append((target, _onward(codes, later.codes_of.get(target))))
        else:
            found.setdefault(target, []).append((source, _back(codes, earlier.codes_of.get(source))))
    for name, places in old.by_field.items():
        there = new.by_field.get(name)
        alike = type_of(places[0]) is type_of(there[0]) if there else name in after.known_fields
        if alike and name not in mapped:
            found[name] = [(name, _as_it_is)]
    return found


def _mapped(earlier: Questionnaire, later: Questionnaire) -> Iterable[tuple[str, str, Mapping[Any, Any]]]:
    """Answer before, answer after and codes of every mapping; of boxes, one for each box."""
    if earlier.year == later.year:
        return
    for name, places in later.by_id.items():
        mapping = next((place.carried_from for place in places if place.carried_from), None)
        if mapping is None or mapping.question not in earlier.by_id:
            continue
        if places[0].kind is Kind.CHECKBOXES and earlier.by_id[mapping.question][0].kind is Kind.CHECKBOXES:
            yield from _boxes(earlier.by_id[mapping.question], places, mapping)
        else:
            yield mapping.question, name, mapping.codes


def _boxes(
    before: Sequence[Question], after: Sequence[Question], mapping: CarriedFrom
) -> Iterable[tuple[str, str, Mapping[Any, Any]]]:
    boxes = {name for place in after for name in place.fields}
    for box in dict.fromkeys(name for place in before for name in place.fields):
        target = mapping.codes.get(box, box)
        if target in boxes:
            yield box, target, {}


def _as_it_is(value: Any) -> Any:
    return value


def _onward(codes: Mapping[Any, Any], known: frozenset[Any] | None) -> _Convert:
    def convert(value: Any) -> Any:
        becomes = codes.get(value, value)
        return becomes if known is None or becomes in known else None

    return convert


def _back(codes: Mapping[Any, Any], known: frozenset[Any] | None) -> _Convert:
    """Only where exactly one earlier answer becomes this one."""
    if known is None:
        return _as_it_is

    def convert(value: Any) -> Any:
        sources = [code for code in known if codes.get(code, code) == value]
        return sources[0] if len(sources) == 1 else None

    return convert
