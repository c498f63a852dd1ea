"""All conditions that route the questions of a year as one function."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.questionnaire.compiled.writing import Positions, Writer, assign, every, name
from portal.questionnaire.expressions import Expression, _Node

Route = Callable[[Sequence[Any], Mapping[str, Any]], list[bool]]


def compile_route(groups: Sequence[tuple[Expression | None, Expression | None]], positions: Positions) -> Route:
    """For each group the condition of its subsection and its own, None where there is none."""
    writer = _Writer(positions)
    results: list[ast.expr] = [every(*map(writer.local, conditions)) for conditions in groups]
    return writer.function("values facts", [*writer.tests, ast.Return(ast.List(results, ast.Load()))])


class _Writer(Writer):
    """Tests each condition into a variable, once, because many groups share one."""

    def __init__(self, positions: Positions) -> None:
        super().__init__(positions)
        self.tests: list[ast.stmt] = []
        self._conditions: dict[_Node, str] = {}

    def local(self, condition: Expression | None) -> ast.expr | None:
        """The variable that says whether a condition holds."""
        if condition is None:
            return None
        tree = condition.tree
        if tree not in self._conditions:
            self._conditions[tree] = variable = f"holds_{len(self._conditions)}"
            self.tests.append(assign(variable, self.test(condition)))
        return name(self._conditions[tree])
