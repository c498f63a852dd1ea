"""Rules and limits held against a log, each set as one function."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.questionnaire.answers import Answers
from portal.questionnaire.compiled.writing import Positions, Writer
from portal.questionnaire.expressions import Expression
from portal.questionnaire.syntax import append, assign, call, every, is_nothing, item, name, negate, some, when

# What the rules found: the number of the call and what it said.
Judge = Callable[[Sequence[Any], Mapping[str, Any], Answers, Any], list[tuple[int, Any]]]
Number = int | Decimal
# The numbers of the limits that do not hold.
Beyond = Callable[[Sequence[Any], list[bool]], list[int]]


@dataclass(frozen=True, slots=True)
class Call:
    """A rule to call when the answers it needs are there and its condition, if any, holds; about a person or all."""

    needs: tuple[str, ...]
    check: Callable[..., Any]
    when: Expression | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that is asked in a group: its least, its most, and what it is a multiple of."""

    name: str
    group: int
    least: Number | None
    most: Number | None
    step: Decimal | None


def compile_judge(calls: Sequence[Call], positions: Positions, title: str) -> Judge:
    """The function that calls each of these whose answers are there."""
    writer = Writer(positions, title)
    body: list[ast.stmt] = [assign("found", ast.List([], ast.Load()))]
    for number, rule in enumerate(calls):
        person = [] if rule.person is None else [ast.Constant(rule.person)]
        said = call(writer.keep(rule.check), name("answers"), name("context"), *person)
        report = append("found", ast.Tuple([ast.Constant(number), name("said")], ast.Load()))
        there = every(
            *(negate(is_nothing(writer.read(field))) for field in rule.needs),
            writer.test(rule.when) if rule.when else None,
        )
        body += when(there, [assign("said", said), ast.If(name("said"), [report], [])])
    body.append(ast.Return(name("found")))
    return writer.function("values facts answers context", body)


def compile_limits(limits: Iterable[Limit], positions: Positions, title: str) -> Beyond:
    """The function that finds the numbers beyond their limits, of those whose group is routed."""
    writer = Writer(positions, title)
    body: list[ast.stmt] = [assign("found", ast.List([], ast.Load()))]
    for position, limit in enumerate(limits):
        value = writer.read(limit.name)
        beyond = some(
            None if limit.least is None else ast.Compare(value, [ast.Lt()], [writer.keep(limit.least)]),
            None if limit.most is None else ast.Compare(value, [ast.Gt()], [writer.keep(limit.most)]),
            None if limit.step is None else ast.BinOp(value, ast.Mod(), writer.keep(limit.step)),
        )
        asked = every(negate(is_nothing(value)), item("routed", limit.group), beyond)
        body += when(asked, [append("found", ast.Constant(position))])
    body.append(ast.Return(name("found")))
    return writer.function("values routed", body)
