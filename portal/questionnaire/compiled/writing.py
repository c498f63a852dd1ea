"""Writing a function as a syntax tree: names, calls, and the tests of the condition language."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from portal.questionnaire.answers import is_blank
from portal.questionnaire.expressions import Expression, _Blank, _Compare, _Constant, _In, _Join, _Node, _Not

_EQUALITY: dict[str, type[ast.cmpop]] = {"==": ast.Eq, "!=": ast.NotEq}
_ORDER: dict[str, type[ast.cmpop]] = {"<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE}
Positions = Mapping[str, int]  # where each answer stands in a row of all values of a year
NUMBERS = frozenset({int, bool, Decimal})  # the classes of typed answers that are in order with a number


def name(text: str) -> ast.expr:
    """A variable that is read."""
    return ast.Name(text, ast.Load())


def assign(variable: str, value: ast.expr) -> ast.stmt:
    """Give a variable a value."""
    return ast.Assign([ast.Name(variable, ast.Store())], value)


def extend(variable: str, by: ast.expr) -> ast.stmt:
    """Add to a list."""
    return ast.AugAssign(ast.Name(variable, ast.Store()), ast.Add(), by)


def call(function: ast.expr | str, *arguments: ast.expr) -> ast.expr:
    """Call a function with these arguments."""
    return ast.Call(name(function) if isinstance(function, str) else function, list(arguments), [])


def append(variable: str, value: ast.expr) -> ast.stmt:
    """Append to a list."""
    return ast.Expr(call(ast.Attribute(name(variable), "append", ast.Load()), value))


def compare(left: ast.expr, how: ast.cmpop, value: Any) -> ast.expr:
    """Compare with a constant."""
    return ast.Compare(left, [how], [ast.Constant(value)])


def is_nothing(value: ast.expr) -> ast.expr:
    """Whether a value is None."""
    return compare(value, ast.Is(), None)


def item(variable: str, key: Any) -> ast.expr:
    """One item of a list or mapping."""
    return ast.Subscript(name(variable), ast.Constant(key), ast.Load())


def negate(test: ast.expr) -> ast.expr:
    """The opposite; a constant stays one."""
    return ast.Constant(not test.value) if isinstance(test, ast.Constant) else ast.UnaryOp(ast.Not(), test)


def every(*tests: ast.expr | None) -> ast.expr:
    """Whether all of these hold; None is left out."""
    return _join(ast.And(), tests, neutral=True)


def some(*tests: ast.expr | None) -> ast.expr:
    """Whether one of these holds; None is left out."""
    return _join(ast.Or(), tests, neutral=False)


def _join(how: ast.boolop, tests: Iterable[ast.expr | None], *, neutral: bool) -> ast.expr:
    left: list[ast.expr] = []
    for test in tests:
        if isinstance(test, ast.Constant):
            if bool(test.value) != neutral:
                return ast.Constant(not neutral)
        elif test is not None:
            left.append(test)
    if not left:
        return ast.Constant(neutral)
    return left[0] if len(left) == 1 else ast.BoolOp(how, left)


def when(test: ast.expr, body: list[ast.stmt], otherwise: list[ast.stmt] | None = None) -> list[ast.stmt]:
    """An `if`, or what is left of it when the test is known beforehand."""
    if isinstance(test, ast.Constant):
        return body if test.value else (otherwise or [])
    return [ast.If(test, body, otherwise or [])] if body else []


class Writer:
    """A function under construction: it reads each answer once, and tests each named condition once."""

    def __init__(self, positions: Positions) -> None:
        self._positions = positions
        self._reads: list[ast.stmt] = []
        self._names: dict[str, Any] = {"is_blank": is_blank, "NUMBERS": NUMBERS, "__builtins__": {}}
        self._answers: dict[str, str] = {}

    def read(self, field: str) -> ast.expr:
        """The variable that holds an answer or, with a dot in its name, a fact."""
        if field not in self._answers:
            self._answers[field] = variable = f"answer_{len(self._answers)}"
            if "." in field:
                value = call(ast.Attribute(name("facts"), "get", ast.Load()), ast.Constant(field))
            elif field in self._positions:
                value = item("values", self._positions[field])
            else:  # another year asks it
                value = ast.Constant(None)
            self._reads.append(assign(variable, value))
        return name(self._answers[field])

    def keep(self, value: Any) -> ast.expr:
        """A name for an object that the function needs."""
        variable = f"kept_{len(self._names)}"
        self._names[variable] = value
        return name(variable)

    def test(self, condition: Expression | bool) -> ast.expr:
        """What a condition says."""
        return ast.Constant(condition) if isinstance(condition, bool) else self._test(condition.tree)

    def _test(self, node: _Node) -> ast.expr:
        if isinstance(node, _Constant):
            return ast.Constant(node.value)
        if isinstance(node, _Not):
            return negate(self._test(node.part))
        if isinstance(node, _Join):
            return (every if node.every else some)(*(self._test(part) for part in node.parts))
        if isinstance(node, _In):
            return compare(self.read(node.name), ast.NotIn() if node.negated else ast.In(), frozenset(node.values))
        if isinstance(node, _Blank):
            value = self.read(node.name)
            blank = some(is_nothing(value), call("is_blank", value))
            return blank if node.blank else negate(blank)
        if not isinstance(node, _Compare):
            raise TypeError(f"no way to write {node!r}")
        if node.symbol in _EQUALITY:
            return compare(self.read(node.name), _EQUALITY[node.symbol](), node.value)
        value = self.read(node.name)
        is_number = ast.Compare(ast.Attribute(value, "__class__", ast.Load()), [ast.In()], [name("NUMBERS")])
        return every(is_number, compare(value, _ORDER[node.symbol](), node.value))

    def function(self, arguments: str, body: list[ast.stmt]) -> Callable[..., Any]:
        """The function of these arguments: first what it reads, then the body."""
        declared = ast.arguments([], [ast.arg(argument) for argument in arguments.split()], None, [], [], None, [])
        module = ast.Module([ast.FunctionDef("made", declared, [*self._reads, *body], [], None)], [])
        exec(compile(ast.fix_missing_locations(module), "<made>", "exec"), self._names)  # noqa: S102 - a tree of our own
        made: Callable[..., Any] = self._names["made"]
        return made
