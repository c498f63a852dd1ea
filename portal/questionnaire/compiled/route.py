"""All conditions that route the questions of a year as one function."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.questionnaire.compiled.writing import Positions, Writer
from portal.questionnaire.document import Subsection
from portal.questionnaire.expressions import Expression, _Node
from portal.questionnaire.syntax import assign, every, name

# Whether each group of questions is routed, each subsection open, and each subsection shown.
Route = Callable[[Sequence[Any], Mapping[str, Any]], tuple[list[bool], list[bool], list[bool]]]


def compile_route(subsections: Sequence[Subsection], positions: Positions, title: str) -> Route:
    """The function that says of all groups and subsections whether their conditions hold."""
    writer = _Writer(positions, title)
    groups = [writer.all_of(part.when, group.when) for part in subsections for group in part.groups]
    open_ = [writer.all_of(part.when) for part in subsections]
    shown = [writer.all_of(part.shown_when) for part in subsections]
    lists: list[ast.expr] = [ast.List(results, ast.Load()) for results in (groups, open_, shown)]
    return writer.function("values facts", [*writer.tests, ast.Return(ast.Tuple(lists, ast.Load()))])


class _Writer(Writer):
    """Tests each condition into a variable, once, because many groups share one."""

    def __init__(self, positions: Positions, title: str) -> None:
        super().__init__(positions, title)
        self.tests: list[ast.stmt] = []
        self._conditions: dict[_Node, str] = {}

    def all_of(self, *conditions: Expression | None) -> ast.expr:
        """Whether all of these hold; None is left out."""
        return every(*(self._local(condition.tree) for condition in conditions if condition))

    def _local(self, tree: _Node) -> ast.expr:
        if tree not in self._conditions:
            self._conditions[tree] = variable = f"holds_{len(self._conditions)}"
            self.tests.append(assign(variable, tree.write(self.read)))
        return name(self._conditions[tree])
