"""How far a subsection is, as one function: what it asks, what counts, what is still open (engine.md sections 4, 6)."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from portal.questionnaire.compiled.writing import (
    Positions,
    Writer,
    append,
    assign,
    call,
    compare,
    every,
    extend,
    is_nothing,
    item,
    name,
    negate,
    some,
    when,
)
from portal.questionnaire.document import Kind, Question

# Questions asked, ids that count, ids still open, and whether something was answered.
Count = Callable[[Sequence[Any], Mapping[str, Any], list[bool]], tuple[list[Question], list[str], list[str], bool]]


@dataclass(frozen=True, slots=True)
class Placement:
    """A question where it stands: the number of its group decides whether it is routed."""

    question: Question
    group: int


def compile_count(placements: Iterable[Placement], positions: Positions) -> Count:
    """The function that counts the questions of one subsection, in their order."""
    writer = Writer(positions)
    body: list[ast.stmt] = [assign(variable, ast.List([], ast.Load())) for variable in ("asked", "counts", "open_")]
    body.append(assign("started", ast.Constant(False)))
    for group, members in groupby(placements, attrgetter("group")):
        body += _of_group(writer, group, [placement.question for placement in members])
    results = [name(variable) for variable in ("asked", "counts", "open_", "started")]
    body.append(ast.Return(ast.Tuple(results, ast.Load())))
    return writer.function("values facts routed", body)


def _of_group(writer: Writer, group: int, questions: Sequence[Question]) -> list[ast.stmt]:
    body: list[ast.stmt] = []
    for simple, run in groupby(questions, _is_simple):
        members = list(run)
        if simple:
            ids = tuple(question.id for question in members)
            plain = [extend("asked", writer.keep(tuple(members))), extend("counts", writer.keep(ids))]
            for question in members:
                plain += when(
                    _is_answered(writer, question), [_started()], [append("open_", ast.Constant(question.id))]
                )
            body += when(item("routed", group), plain)
        else:
            for question in members:
                body += _of_question(writer, group, question)
    return body


def _is_simple(question: Question) -> bool:
    """Whether it is asked and counts whenever its group is routed, and must be answered."""
    conditional = question.shown_for or question.shown_as or _offered_when(question) or question.always_counts
    return not conditional and question.derived is False and question.optional is False and not _is_sum(question)


def _of_question(writer: Writer, group: int, question: Question) -> list[ast.stmt]:
    revealed = None
    if question.shown_for:
        parent, codes = question.shown_for
        revealed = compare(writer.read(parent), ast.In(), codes)
    displayed = every(item("routed", group), revealed)
    shown_otherwise = some(*(writer.test(condition) for condition, _ in question.shown_as))
    derived = writer.test(question.derived)
    counted = some(
        ast.Constant(question.always_counts),
        *(
            every(compare(writer.read(question.id), ast.Eq(), code), writer.test(condition))
            for code, condition in _offered_when(question)
        ),
        shown_otherwise,
    )
    own_answer = every(negate(derived), ast.Constant(not _is_sum(question)))
    dealt_with = some(writer.test(question.optional), shown_otherwise)
    return [
        *when(displayed, [append("asked", writer.keep(question))]),
        *when(
            some(every(displayed, negate(derived)), counted),
            [
                append("counts", ast.Constant(question.id)),
                *when(
                    _is_answered(writer, question),
                    when(own_answer, [_started()]) or [ast.Pass()],
                    when(negate(dealt_with), [append("open_", ast.Constant(question.id))]),
                ),
            ],
        ),
    ]


def _offered_when(question: Question) -> list[tuple[Any, Any]]:
    """Codes that only something else can choose, with the condition under which it does."""
    return [
        (option.code, option.offered_when) for option in question.options if option.inferred and option.offered_when
    ]


def _is_sum(question: Question) -> bool:
    """A sum of other answers is nobody's own answer."""
    return question.kind is Kind.TOTAL


def _is_answered(writer: Writer, question: Question) -> ast.expr:
    """Whether there is an answer: a value, or at least one ticked box."""
    if question.kind is Kind.CHECKBOXES:
        return some(*(compare(writer.read(field), ast.Eq(), 1) for field in question.fields))
    value = writer.read(question.id)
    blank = None if question.kind in (Kind.RADIO, Kind.NUMBER, Kind.TOTAL, Kind.DATE) else call("is_blank", value)
    return negate(some(is_nothing(value), blank))


def _started() -> ast.stmt:
    return assign("started", ast.Constant(True))
