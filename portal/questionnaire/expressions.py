"""The condition language of the questionnaires.

A condition such as ``needstype == 1 and age2 < 16`` is read once into a small tree. The tree knows which answers it
depends on, can say itself in words with the labels of its year, and writes itself as Python: into the functions of a
year, or into one of its own when somebody asks a single condition. Comparisons follow
the service's logic of missing answers: nothing equals a blank answer, a blank answer is different from everything,
and ordering against a blank answer is false. Dotted names (``owner.provider_type``) are facts from outside.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from portal.questionnaire.answers import Answers, is_blank
from portal.questionnaire.syntax import among, call, compare, every, is_nothing, item, name, negate, run, some

Test = Callable[[Answers, Mapping[str, Any]], bool]
Labeller = Callable[[str, Any], tuple[str, str]]

Read = Callable[[str], ast.expr]  # how a function that is being written reads an answer or a fact
NUMBERS = frozenset({int, bool, Decimal})  # the classes of typed answers that are in order with a number
# What a written condition calls.
CALLED: Mapping[str, Any] = {"is_blank": is_blank, "NUMBERS": NUMBERS}

_ORDER: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "is less than"),
    ast.LtE: ("<=", "is at most"),
    ast.Gt: (">", "is more than"),
    ast.GtE: (">=", "is at least"),
}
_WRITTEN: dict[str, type[ast.cmpop]] = {
    "==": ast.Eq,
    "!=": ast.NotEq,
    **{symbol: written for written, (symbol, _) in _ORDER.items()},
}
_CONSTANTS = {"true": True, "false": False}


class ExpressionError(ValueError):
    """A condition that cannot be read; the message names the part that is wrong."""


@dataclass(frozen=True)
class Expression:
    """One condition: its source, the answers and facts it reads, and its tree."""

    source: str
    depends_on: frozenset[str]
    facts: frozenset[str]
    tree: _Node

    @cached_property
    def test(self) -> Test:
        """The condition as a function of answers and facts, written when it is first asked."""
        found: Test = _function_of(self.tree)
        return found

    @cached_property
    def codes(self) -> frozenset[tuple[str, Any]]:
        """Every answer or fact that it compares with a value, with that value."""
        return frozenset(self.tree.codes())

    def in_words(self, labeller: Labeller) -> str:
        """Say the condition in plain words; the labeller turns (field, code) into two labels."""
        return self.tree.words(labeller)


class _Node:
    """A part of a condition."""

    def write(self, read: Read) -> ast.expr:
        """The part as Python."""
        raise NotImplementedError

    def words(self, labeller: Labeller) -> str:
        raise NotImplementedError

    def names(self) -> set[str]:
        raise NotImplementedError

    def codes(self) -> set[tuple[str, Any]]:
        """What is compared with what, whether it is to be the same or not."""
        return set()


@dataclass(frozen=True, slots=True)
class _Constant(_Node):
    value: bool

    def write(self, read: Read) -> ast.expr:
        return ast.Constant(self.value)

    def words(self, labeller: Labeller) -> str:
        return "always" if self.value else "never"

    def names(self) -> set[str]:
        return set()


@dataclass(frozen=True, slots=True)
class _Compare(_Node):
    name: str
    symbol: str
    value: Any

    def write(self, read: Read) -> ast.expr:
        compared = compare(read(self.name), _WRITTEN[self.symbol](), self.value)
        if self.symbol in ("==", "!="):
            return compared
        of_number = ast.Attribute(read(self.name), "__class__", ast.Load())
        return every(ast.Compare(of_number, [ast.In()], [name("NUMBERS")]), compared)

    def words(self, labeller: Labeller) -> str:
        label, text = labeller(self.name, self.value)
        if self.symbol == "==":
            return f"{label} is “{text}”"
        if self.symbol == "!=":
            return f"{label} is not “{text}”"
        phrase = next(words for symbol, words in _ORDER.values() if symbol == self.symbol)
        return f"{label} {phrase} {text}"

    def names(self) -> set[str]:
        return {self.name}

    def codes(self) -> set[tuple[str, Any]]:
        return {(self.name, self.value)} if self.symbol in ("==", "!=") else set()


@dataclass(frozen=True, slots=True)
class _In(_Node):
    name: str
    values: tuple[Any, ...]
    negated: bool

    def write(self, read: Read) -> ast.expr:
        return among(read(self.name), self.values, negated=self.negated)

    def words(self, labeller: Labeller) -> str:
        label = labeller(self.name, self.values[0])[0]
        texts = " or ".join(f"“{labeller(self.name, value)[1]}”" for value in self.values)
        return f"{label} is {'not ' if self.negated else ''}{texts}"

    def names(self) -> set[str]:
        return {self.name}

    def codes(self) -> set[tuple[str, Any]]:
        return {(self.name, value) for value in self.values}


@dataclass(frozen=True, slots=True)
class _Blank(_Node):
    name: str
    blank: bool

    def write(self, read: Read) -> ast.expr:
        blank = some(is_nothing(read(self.name)), call("is_blank", read(self.name)))
        return blank if self.blank else negate(blank)

    def words(self, labeller: Labeller) -> str:
        return f"{labeller(self.name, None)[0]} is {'not answered' if self.blank else 'answered'}"

    def names(self) -> set[str]:
        return {self.name}


@dataclass(frozen=True, slots=True)
class _Not(_Node):
    part: _Node

    def write(self, read: Read) -> ast.expr:
        return negate(self.part.write(read))

    def words(self, labeller: Labeller) -> str:
        part = self.part
        if isinstance(part, _Compare) and part.symbol == "==":
            return _Compare(part.name, "!=", part.value).words(labeller)
        if isinstance(part, _In):
            return _In(part.name, part.values, not part.negated).words(labeller)
        return f"it is not so that ({part.words(labeller)})"

    def names(self) -> set[str]:
        return self.part.names()

    def codes(self) -> set[tuple[str, Any]]:
        return self.part.codes()


@dataclass(frozen=True, slots=True)
class _Join(_Node):
    parts: tuple[_Node, ...]
    every: bool

    def write(self, read: Read) -> ast.expr:
        return (every if self.every else some)(*(part.write(read) for part in self.parts))

    def words(self, labeller: Labeller) -> str:
        texts = []
        for part in self.parts:
            text = part.words(labeller)
            texts.append(f"({text})" if isinstance(part, _Join) and part.every != self.every else text)
        return (" and " if self.every else " or ").join(texts)

    def names(self) -> set[str]:
        return set().union(*(part.names() for part in self.parts))

    def codes(self) -> set[tuple[str, Any]]:
        return set().union(*(part.codes() for part in self.parts))


def _function_of(tree: _Node) -> Any:
    """One condition by itself."""

    def read(answer: str) -> ast.expr:
        if "." in answer:
            return call(ast.Attribute(name("facts"), "get", ast.Load()), ast.Constant(answer))
        return item("answers", answer)

    declared = ast.arguments([], [ast.arg("answers"), ast.arg("facts")], None, [], [], None, [])
    body: list[ast.stmt] = [ast.Return(tree.write(read))]
    return run(ast.Module([ast.FunctionDef("condition", declared, body, [], None)], []), "condition", {**CALLED})


def parse_expression(source: str, conditions: Mapping[str, Expression] | None = None) -> Expression:
    """Read a condition; named conditions of the same questionnaire may be used by their name.

    Raises ExpressionError, naming the part that is not part of the language.
    """
    try:
        body = ast.parse(source.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"cannot read the condition {source!r}: {error}") from error
    tree = _read(body, conditions or {})
    names = tree.names()
    facts = frozenset(name for name in names if "." in name)
    return Expression(source, frozenset(names) - facts, facts, tree)


def _read(node: ast.expr, conditions: Mapping[str, Expression]) -> _Node:
    if isinstance(node, ast.BoolOp):
        return _Join(tuple(_read(part, conditions) for part in node.values), isinstance(node.op, ast.And))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return _Not(_read(node.operand, conditions))
    if isinstance(node, ast.Name):
        if node.id in _CONSTANTS:
            return _Constant(_CONSTANTS[node.id])
        if node.id in conditions:
            return conditions[node.id].tree
        raise ExpressionError(f"“{node.id}” is not a named condition; compare an answer with a value instead")
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _read_comparison(node)
    raise ExpressionError(f"“{ast.unparse(node)}” is not part of the condition language")


def _read_comparison(node: ast.Compare) -> _Node:
    name, comparison, right = _name(node.left), node.ops[0], node.comparators[0]
    if isinstance(comparison, ast.Is | ast.IsNot):
        if not isinstance(right, ast.Name) or right.id not in ("blank", "answered"):
            raise ExpressionError(f"after “is” only “blank” or “answered” can stand, not “{ast.unparse(right)}”")
        return _Blank(name, (right.id == "blank") != isinstance(comparison, ast.IsNot))
    if isinstance(comparison, ast.In | ast.NotIn):
        if not isinstance(right, ast.List | ast.Tuple) or not right.elts:
            raise ExpressionError(f"after “in” a list of values must stand, not “{ast.unparse(right)}”")
        return _In(name, tuple(_value(part) for part in right.elts), isinstance(comparison, ast.NotIn))
    if isinstance(comparison, ast.Eq | ast.NotEq):
        return _Compare(name, "==" if isinstance(comparison, ast.Eq) else "!=", _value(right))
    limit = _value(right)
    if type(limit) is not int:
        raise ExpressionError(f"an answer can be less or more than a whole number only, not “{ast.unparse(right)}”")
    return _Compare(name, _ORDER[type(comparison)][0], limit)


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    raise ExpressionError(f"“{ast.unparse(node)}” is not the name of an answer or a fact")


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Name) and node.id in _CONSTANTS:
        return _CONSTANTS[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return -_value(node.operand)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | str):
        return node.value
    raise ExpressionError(
        f"“{ast.unparse(node)}” is not a value: write a whole number, a text in quotes, true or false"
    )
