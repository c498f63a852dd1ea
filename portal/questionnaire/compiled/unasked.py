"""Answers whose question is not asked any more, found by one function."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.questionnaire.compiled.writing import Positions, Writer
from portal.questionnaire.expressions import Expression
from portal.questionnaire.syntax import among, assign, every, is_nothing, item, name, negate, some

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
    the set-up, as long as that is not complete.
    """
    writer = Writer(positions, title)
    body: list[ast.stmt] = [assign("gone", ast.Dict([], []))]
    for field, of_field in places.items():
        value = writer.read(field)
        stays = some(*(_stays(writer, place, value) for place in of_field))
        goes = every(negate(is_nothing(value)), negate(stays))
        taken = ast.Assign([ast.Subscript(name("gone"), ast.Constant(field), ast.Store())], value)
        body.append(ast.If(goes, [taken], []))
    body.append(ast.Return(name("gone")))
    return writer.function("values facts routed complete", body)


def _stays(writer: Writer, place: Place, value: ast.expr) -> ast.expr:
    asked = some(item("routed", place.group), writer.test(place.derived))
    offered = None if place.codes is None else among(value, place.codes)
    return some(negate(name("complete")) if place.gated else None, every(asked, offered))
