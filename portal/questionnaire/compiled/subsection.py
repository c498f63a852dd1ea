"""How far a subsection is, and what it asks, as functions (docs/domain/forms.md#4 and 6).

How far it is every evaluation wants to know, of every subsection; the lists of what it asks only pages do.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from portal.questionnaire.compiled.writing import Positions, Writer
from portal.questionnaire.document import Kind, Question
from portal.questionnaire.expressions import Expression
from portal.questionnaire.syntax import (
    among,
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

# Ids still open, whether any question counts, and whether something was answered.
Count = Callable[[Sequence[Any], Mapping[str, Any], list[bool]], tuple[list[str], bool, bool]]
# Questions asked, and ids of those that count.
Listing = Callable[[Sequence[Any], Mapping[str, Any], list[bool]], tuple[list[Question], list[str]]]


@dataclass(frozen=True, slots=True)
class Placement:
    """A question where it stands: the number of its group decides whether it is routed."""

    question: Question
    group: int


def compile_count(placements: Iterable[Placement], positions: Positions, title: str) -> Count:
    """The function that counts the questions of one subsection."""
    writer = Writer(positions, title)
    body = [assign("open_", ast.List([], ast.Load())), *(assign(flag, ast.Constant(False)) for flag in _FLAGS)]
    for group, run in groupby(placements, attrgetter("group")):
        questions = [placement.question for placement in run]
        simple = [question for question in questions if _is_simple(question)]
        if simple:
            counted = [_set("counts")]
            for question in simple:
                counted += when(_is_answered(writer, question), [_set("started")], [_leave_open(question)])
            body += when(item("routed", group), counted)
        for question in questions:
            if not _is_simple(question):
                body += _count(writer, group, question)
    results = [name(variable) for variable in ("open_", *_FLAGS)]
    return writer.function("values facts routed", [*body, ast.Return(ast.Tuple(results, ast.Load()))])


def compile_listing(placements: Iterable[Placement], positions: Positions, title: str) -> Listing:
    """The function that lists the questions of one subsection, in their order."""
    writer = Writer(positions, title)
    body = [assign(variable, ast.List([], ast.Load())) for variable in _LISTS]
    for group, members in groupby(placements, attrgetter("group")):
        for simple, run in groupby([placement.question for placement in members], _is_simple):
            questions = tuple(run)
            if simple:
                ids = tuple(question.id for question in questions)
                listed = [extend("asked", writer.keep(questions)), extend("counts", writer.keep(ids))]
                body += when(item("routed", group), listed)
                continue
            for question in questions:
                body += when(_is_displayed(writer, group, question), [append("asked", writer.keep(question))])
                body += when(_is_counted(writer, group, question), [append("counts", ast.Constant(question.id))])
    results = [name(variable) for variable in _LISTS]
    return writer.function("values facts routed", [*body, ast.Return(ast.Tuple(results, ast.Load()))])


_FLAGS = ("counts", "started")
_LISTS = ("asked", "counts")


def _set(flag: str) -> ast.stmt:
    return assign(flag, ast.Constant(True))


def _leave_open(question: Question) -> ast.stmt:
    return append("open_", ast.Constant(question.id))


def _is_simple(question: Question) -> bool:
    """Whether it is asked and counts whenever its group is routed, and must be answered."""
    conditional = question.shown_for or question.shown_as or _offered_when(question) or question.always_counts
    return not conditional and question.derived is False and question.optional is False and not _is_sum(question)


def _count(writer: Writer, group: int, question: Question) -> list[ast.stmt]:
    own_answer = every(negate(writer.test(question.derived)), ast.Constant(not _is_sum(question)))
    dealt_with = some(writer.test(question.optional), _is_shown_otherwise(writer, question))
    answered = when(own_answer, [_set("started")]) or [ast.Pass()]
    unanswered = when(negate(dealt_with), [_leave_open(question)])
    return when(
        _is_counted(writer, group, question),
        [_set("counts"), *when(_is_answered(writer, question), answered, unanswered)],
    )


def _is_displayed(writer: Writer, group: int, question: Question) -> ast.expr:
    """Asked: its group is routed and the answer that reveals it, if any, is given."""
    if not question.shown_for:
        return item("routed", group)
    parent, codes = question.shown_for
    return every(item("routed", group), among(writer.read(parent), codes))


def _is_shown_otherwise(writer: Writer, question: Question) -> ast.expr:
    """Whether something is shown in place of an answer."""
    return some(*(writer.test(condition) for condition, _ in question.shown_as))


def _is_counted(writer: Writer, group: int, question: Question) -> ast.expr:
    """Asked and not derived, or dealt with although nobody needs to answer it."""
    return some(
        every(_is_displayed(writer, group, question), negate(writer.test(question.derived))),
        ast.Constant(question.always_counts),
        *(
            every(compare(writer.read(question.id), ast.Eq(), code), writer.test(condition))
            for code, condition in _offered_when(question)
        ),
        _is_shown_otherwise(writer, question),
    )


def _offered_when(question: Question) -> list[tuple[Any, Expression]]:
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
    blank = call("is_blank", value) if question.kind in (Kind.TEXT, Kind.ADDRESS) else None
    return negate(some(is_nothing(value), blank))
