"""Pieces of Python as syntax trees, from which functions are put together: never from text."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterable
from typing import Any


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


def among(left: ast.expr, values: Iterable[Any], *, negated: bool = False) -> ast.expr:
    """Whether something is one of these constants, or none of them."""
    found = ast.Set([ast.Constant(value) for value in dict.fromkeys(values)])
    return ast.Compare(left, [ast.NotIn() if negated else ast.In()], [found])


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


def run(module: ast.Module, title: str, names: dict[str, Any]) -> Any:
    """What the module defines under the title, with these names at hand.

    Its text is kept where tracebacks look for the lines of a file, so that an error in it can be read.
    """
    # A tree that was put together has no lines; read from its own text it has those that a traceback shows.
    text = ast.unparse(ast.fix_missing_locations(module))
    file = f"<{title}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    exec(compile(text, file, "exec"), names)  # noqa: S102 - the text of a tree of our own
    return names[title]
