"""Answers whose question is not asked any more, found by one function."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from portal.questionnaire.compiled.writing import Positions, Writer
from portal.questionnaire.expressions import Expression
from portal.questionnaire.syntax import among, assign, every, is_nothing, item, name, negate, some, when

# From all values, facts, the routed groups and whether the set-up is complete to what has to go.
Unasked = Callable[[Sequence[Any], Mapping[str, Any], list[bool], bool], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field's question stands: its group, whether it waits for the set-up, and what may stay unasked."""

    group: int
    gated: bool
    derived: Expression | bool
    codes: frozenset[Any] | None


def compile_unasked(places: Mapping[str, Sequence[Place]], positions: Positions, title: str) -> Unasked:
    """The function that finds each answer that none of its places lets stay.

    A place lets it stay when it is asked there or derived, and its code is an option; and, where the place waits for
    the set-up, as long as that is not complete. Most answers have one place, so a whole group is settled at once.
    """
    writer = Writer(positions, title)
    body: list[ast.stmt] = [assign("gone", ast.Dict([], []))]
    alone = [(field, of_field[0]) for field, of_field in places.items() if len(of_field) == 1]
    for gated, run in groupby(alone, lambda member: member[1].gated):
        groups: list[ast.stmt] = []
        for group, members in groupby(run, lambda member: member[1].group):
            groups.append(_of_group(writer, group, [*members]))
        body += when(name("complete"), groups) if gated else groups
    for field, of_field in places.items():
        if len(of_field) > 1:
            body += _take(writer, field, negate(some(*(_stays(writer, place, field) for place in of_field))))
    body.append(ast.Return(name("gone")))
    return writer.function("values facts routed complete", body)


def _of_group(writer: Writer, group: int, members: Sequence[tuple[str, Place]]) -> ast.stmt:
    """Where the group is asked only a code that is no option goes; where not, all goes that does not follow."""
    asked: list[ast.stmt] = []
    unasked: list[ast.stmt] = []
    for field, place in members:
        offered = _is_offered(writer, place, field)
        asked += _take(writer, field, negate(offered))
        unasked += _take(writer, field, negate(every(writer.test(place.derived), offered)))
    return ast.If(item("routed", group), asked or [ast.Pass()], unasked)


def _take(writer: Writer, field: str, goes: ast.expr) -> list[ast.stmt]:
    """Take the answer away where there is one and it goes."""
    value = writer.read_in_place(field)
    taken = ast.Assign([ast.Subscript(name("gone"), ast.Constant(field), ast.Store())], value)
    return when(every(negate(is_nothing(value)), goes), [taken])


def _is_offered(writer: Writer, place: Place, field: str) -> ast.expr:
    return ast.Constant(True) if place.codes is None else among(writer.read_in_place(field), place.codes)


def _stays(writer: Writer, place: Place, field: str) -> ast.expr:
    asked = some(item("routed", place.group), writer.test(place.derived))
    return some(negate(name("complete")) if place.gated else None, every(asked, _is_offered(writer, place, field)))
