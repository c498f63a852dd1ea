"""Writing a function of a year: what it reads of an answer or a fact, it reads once."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

from portal.questionnaire.expressions import CALLED, Expression
from portal.questionnaire.syntax import assign, call, item, name, run

Positions = Mapping[str, int]  # where each answer stands in a row of all values of a year


class Writer:
    """A function under construction, which reads each answer once; its title stands in tracebacks."""

    def __init__(self, positions: Positions, title: str) -> None:
        self._positions = positions
        self._title = title
        self._reads: list[ast.stmt] = []
        self._names: dict[str, Any] = {**CALLED, "__builtins__": {}}
        self._answers: dict[str, str] = {}

    def read(self, field: str) -> ast.expr:
        """The variable that holds an answer or, with a dot in its name, a fact."""
        if field not in self._answers:
            self._answers[field] = variable = _variable(field)
            if "." in field:
                value = call(ast.Attribute(name("facts"), "get", ast.Load()), ast.Constant(field))
            elif field in self._positions:
                value = item("values", self._positions[field])
            else:  # another year asks it
                value = ast.Constant(None)
            self._reads.append(assign(variable, value))
        return name(self._answers[field])

    def read_in_place(self, field: str) -> ast.expr:
        """The answer where it stands, for functions that come by few of all."""
        return item("values", self._positions[field])

    def keep(self, value: Any) -> ast.expr:
        """A name for an object that the function needs."""
        variable = f"{getattr(value, '__name__', 'kept')}_{len(self._names)}"
        self._names[variable] = value
        return name(variable)

    def test(self, condition: Expression | bool) -> ast.expr:
        """What a condition says."""
        return ast.Constant(condition) if isinstance(condition, bool) else condition.tree.write(self.read)

    def function(self, arguments: str, body: list[ast.stmt]) -> Callable[..., Any]:
        """The function of these arguments: first what it reads, then the body."""
        declared = ast.arguments([], [ast.arg(argument) for argument in arguments.split()], None, [], [], None, [])
        module = ast.Module([ast.FunctionDef(self._title, declared, [*self._reads, *body], [], None)], [])
        made: Callable[..., Any] = run(module, self._title, self._names)
        return made


def _variable(field: str) -> str:
    """A name that says which answer it holds; what is no name in Python is spelled out as one."""
    return "answer_" + "".join(
        sign if sign.isalnum() and sign.isascii() else ("_" if sign in "_." else f"_{ord(sign)}_") for sign in field
    )
