"""All conditions that route the questions of a year as one Python function.

Routing tests every group's condition for every log. One function that reads each answer once and tests in straight
Python costs a fraction of one closure for each part of each condition. It is put together from the trees that the
condition language has read (never from text), and says what their own tests say.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.questionnaire.answers import Answers, is_blank
from portal.questionnaire.expressions import Expression, _Blank, _Compare, _Constant, _In, _Join, _Node, _Not, in_order

Route = Callable[[Answers, Mapping[str, Any]], list[bool]]
_EQUALITY: dict[str, type[ast.cmpop]] = {"==": ast.Eq, "!=": ast.NotEq}
_HELPERS = {"is_blank": is_blank, "in_order": in_order, "__builtins__": {}}


def compile_route(groups: Sequence[tuple[Expression | None, Expression | None]]) -> Route:
    """For each group the condition of its subsection and its own, None where there is none."""
    writer = _Writer()
    results = [_both(*(writer.local(condition) for condition in conditions)) for conditions in groups]
    body = [*writer.reads, *writer.tests, ast.Return(ast.List(results, ast.Load()))]
    arguments = ast.arguments([], [ast.arg("answers"), ast.arg("facts")], None, [], [], None, [])
    function = ast.FunctionDef("route", arguments, body, [], None)
    module = ast.fix_missing_locations(ast.Module([function], []))
    names: dict[str, Any] = dict(_HELPERS)
    exec(compile(module, "<routing>", "exec"), names)  # noqa: S102 - a tree of our own making, see above
    route: Route = names["route"]
    return route


def _name(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _call(function: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(_name(function), list(arguments), [])


def _compare(left: ast.expr, how: ast.cmpop, value: Any) -> ast.expr:
    return ast.Compare(left, [how], [ast.Constant(value)])


def _both(first: ast.expr | None, second: ast.expr | None) -> ast.expr:
    if first is not None and second is not None:
        return ast.BoolOp(ast.And(), [first, second])
    return first or second or ast.Constant(True)


class _Writer:
    """Reads each answer, and tests each condition, into a local variable of the function, once."""

    def __init__(self) -> None:
        self.reads: list[ast.stmt] = []
        self.tests: list[ast.stmt] = []
        self._answers: dict[str, str] = {}
        self._conditions: dict[_Node, str] = {}

    def local(self, condition: Expression | None) -> ast.expr | None:
        """The variable that says whether a condition holds."""
        if condition is None:
            return None
        tree = condition.tree
        if tree not in self._conditions:
            self._conditions[tree] = variable = f"holds_{len(self._conditions)}"
            self.tests.append(ast.Assign([ast.Name(variable, ast.Store())], self._test(tree)))
        return _name(self._conditions[tree])

    def _read(self, name: str) -> ast.expr:
        if name not in self._answers:
            self._answers[name] = variable = f"answer_{len(self._answers)}"
            if "." in name:
                value: ast.expr = ast.Call(ast.Attribute(_name("facts"), "get", ast.Load()), [ast.Constant(name)], [])
            else:
                value = ast.Subscript(_name("answers"), ast.Constant(name), ast.Load())
            self.reads.append(ast.Assign([ast.Name(variable, ast.Store())], value))
        return _name(self._answers[name])

    def _test(self, node: _Node) -> ast.expr:
        if isinstance(node, _Constant):
            return ast.Constant(node.value)
        if isinstance(node, _Not):
            return ast.UnaryOp(ast.Not(), self._test(node.part))
        if isinstance(node, _Join):
            how = ast.And() if node.every else ast.Or()
            return ast.BoolOp(how, [self._test(part) for part in node.parts])
        if isinstance(node, _In):
            return _compare(self._read(node.name), ast.NotIn() if node.negated else ast.In(), frozenset(node.values))
        if isinstance(node, _Blank):
            nothing = _compare(self._read(node.name), ast.Is(), None)
            blank = ast.BoolOp(ast.Or(), [nothing, _call("is_blank", self._read(node.name))])
            return blank if node.blank else ast.UnaryOp(ast.Not(), blank)
        if not isinstance(node, _Compare):
            raise TypeError(f"no way to write {node!r}")
        if node.symbol in _EQUALITY:
            return _compare(self._read(node.name), _EQUALITY[node.symbol](), node.value)
        return _call("in_order", ast.Constant(node.symbol), self._read(node.name), ast.Constant(node.value))
