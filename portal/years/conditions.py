"""Conditions as rows: question, comparison, value; joined by all or any, with one level of groups in it.

Most people think of a condition as a few lines of a table. What does not fit the table stays a text in the language of
the questionnaires. Reading rows from a text and writing them gives a condition of the same meaning.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from portal.questionnaire.answers import Answers
from portal.questionnaire.expressions import Expression, ExpressionError, Test, parse_expression

# In a block that is repeated for persons, {n} is the person's number; it stands inside names.
PERSON, _PERSON_NAME = "{n}", "__n__"
# Where the number itself is what an answer is compared with, a condition is read with this in its place.
_ANY_NUMBER = 99_999
_ALONE = re.compile(r"(?<!\w)\{n\}(?!\w)")

IS, IS_NOT, ONE_OF, NONE_OF = "is", "is not", "one of", "none of"
ANSWERED, BLANK, HOLDS, FAILS = "answered", "not answered", "holds", "does not hold"
COMPARISONS = {"<": "less than", "<=": "at most", ">": "more than", ">=": "at least"}
_SIGNS = {words: sign for sign, words in COMPARISONS.items()}
_ORDERED = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_ANSWER = "answer"
"""How the answer is called that a line by itself is tried with."""
OPERATORS = (IS, IS_NOT, ONE_OF, NONE_OF, ANSWERED, BLANK, *_SIGNS)
_OPPOSITE = {
    IS: IS_NOT,
    IS_NOT: IS,
    ONE_OF: NONE_OF,
    NONE_OF: ONE_OF,
    ANSWERED: BLANK,
    BLANK: ANSWERED,
    HOLDS: FAILS,
    FAILS: HOLDS,
}


class NoRows(ValueError):
    """A condition that a table of rows cannot show."""


@dataclass(frozen=True)
class Row:
    """One line: an answer or fact (or the name of a named condition), how it is compared, and with what."""

    name: str
    operator: str
    values: tuple[Any, ...] = ()

    def holds(self, value: Any) -> bool:
        """Whether the line is true of one value, as conditions are read when logs are judged."""
        return _test(self.operator, self.values)(Answers({_ANSWER: value}), {})

    def text(self) -> str:
        """The line in the language of the questionnaires."""
        if self.operator in (HOLDS, FAILS):
            return self.name if self.operator == HOLDS else f"not {self.name}"
        if self.operator in (ANSWERED, BLANK):
            return f"{self.name} is {'answered' if self.operator == ANSWERED else 'blank'}"
        if self.operator in (ONE_OF, NONE_OF):
            listed = ", ".join(literal(value) for value in self.values)
            return f"{self.name} {'in' if self.operator == ONE_OF else 'not in'} [{listed}]"
        sign = {IS: "==", IS_NOT: "!="}.get(self.operator) or _SIGNS[self.operator]
        return f"{self.name} {sign} {literal(self.values[0])}"


@lru_cache(maxsize=8192)
def _test(operator: str, values: tuple[Any, ...]) -> Test:
    return parse_expression(Row(_ANSWER, operator, values).text()).test


@dataclass(frozen=True)
class Rows:
    """Lines that must all hold, or of which one must; a group in it is joined the other way.

    All of no lines always holds, and one of no lines never does.
    """

    every: bool
    parts: tuple[Row | Rows, ...]

    def text(self) -> str:
        """The condition in the language of the questionnaires."""
        if not self.parts:
            return "true" if self.every else "false"
        texts = [f"({part.text()})" if isinstance(part, Rows) else part.text() for part in self.parts]
        return (" and " if self.every else " or ").join(texts)

    def rows(self) -> Iterator[Row]:
        """Every line, those of groups too."""
        for part in self.parts:
            yield from part.rows() if isinstance(part, Rows) else (part,)


def literal(value: Any) -> str:
    """A value as it stands in a condition."""
    if isinstance(value, bool):
        return str(value).lower()
    return PERSON if value == PERSON else repr(value)


def rows_of(text: str) -> Rows:
    """The rows of a condition; raises NoRows when it does not fit into them, ExpressionError when it is no condition."""
    if not text.strip():
        return Rows(True, ())
    rows = nested_rows(text)
    if any(isinstance(part, Rows) and any(isinstance(one, Rows) for one in part.parts) for part in rows.parts):
        raise NoRows("groups within groups")
    return rows


@lru_cache(maxsize=8192)
def nested_rows(text: str) -> Rows:
    """The rows of a condition with groups in groups, for what reads conditions rather than shows them."""
    found = _Reading().read(_body(text), negated=False)
    return found if isinstance(found, Rows) else Rows(True, (found,))


def _body(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip().replace(PERSON, _PERSON_NAME), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"cannot read the condition {text!r}: {error}") from error


class _Reading:
    """One walk through the parts of a condition, with “not” pushed down to the lines."""

    def read(self, node: ast.expr, *, negated: bool) -> Row | Rows:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return self.read(node.operand, negated=not negated)
        if isinstance(node, ast.BoolOp):
            return self.join(node, negated)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self.line(node, negated)
        if isinstance(node, ast.Name) and node.id in ("true", "false"):
            return Rows((node.id == "true") != negated, ())
        if isinstance(node, ast.Name):
            return Row(_named(node.id), FAILS if negated else HOLDS)
        raise NoRows(ast.unparse(node))

    def join(self, node: ast.BoolOp, negated: bool) -> Rows:
        every = isinstance(node.op, ast.And) != negated
        parts: list[Row | Rows] = []
        for value in node.values:
            part = self.read(value, negated=negated)
            parts.extend(part.parts if isinstance(part, Rows) and part.parts and part.every == every else (part,))
        return Rows(every, tuple(parts))

    def line(self, node: ast.Compare, negated: bool) -> Row:
        name, operator, right = _name(node.left), node.ops[0], node.comparators[0]
        if isinstance(operator, ast.Is | ast.IsNot):
            blank = (isinstance(right, ast.Name) and right.id == "blank") != isinstance(operator, ast.IsNot)
            row = Row(name, BLANK if blank else ANSWERED)
        elif isinstance(operator, ast.In | ast.NotIn) and isinstance(right, ast.List | ast.Tuple):
            row = Row(name, ONE_OF if isinstance(operator, ast.In) else NONE_OF, tuple(map(_value, right.elts)))
        elif isinstance(operator, ast.Eq | ast.NotEq):
            row = Row(name, IS if isinstance(operator, ast.Eq) else IS_NOT, (_value(right),))
        elif type(operator) in _ORDERED:
            row = Row(name, COMPARISONS[_ORDERED[type(operator)]], (_value(right),))
        else:
            raise NoRows(ast.unparse(node))
        if negated and row.operator not in _OPPOSITE:
            # “not less than 5” holds without an answer, “at least 5” does not.
            raise NoRows(f"not {ast.unparse(node)}")
        return Row(row.name, _OPPOSITE[row.operator], row.values) if negated else row


def _named(name: str) -> str:
    return name.replace(_PERSON_NAME, PERSON)


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return _named(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    raise NoRows(ast.unparse(node))


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Name) and node.id in ("true", "false"):
        return node.id == "true"
    if isinstance(node, ast.Name) and node.id == _PERSON_NAME:
        return PERSON
    try:
        return ast.literal_eval(node)
    except ValueError as error:
        raise NoRows(ast.unparse(node)) from error


@lru_cache(maxsize=8192)
def names_in(text: str) -> frozenset[str]:
    """Every name that stands in a condition: answers, facts and named conditions."""
    found: set[str] = set()
    body = _body(text)
    within = {id(node.value) for node in ast.walk(body) if isinstance(node, ast.Attribute)}
    for node in ast.walk(body):
        if isinstance(node, ast.Attribute):
            found.add(_name(node))
        elif isinstance(node, ast.Name) and id(node) not in within:
            found.add(_named(node.id))
    return frozenset(found) - {"true", "false", "blank", "answered", PERSON}


@lru_cache(maxsize=4096)
def _parse(text: str, named: tuple[tuple[str, str], ...]) -> Expression:
    conditions: dict[str, Expression] = {}
    for name, source in named:
        conditions[name] = _parse(source, tuple((other, one) for other, one in named if other in conditions))
    return parse_expression(_ALONE.sub(str(_ANY_NUMBER), text).replace(PERSON, _PERSON_NAME), conditions)


def read(text: str, conditions: Mapping[str, str]) -> Expression:
    """The condition with the named ones it uses; a person's number stays open in its names."""
    used = _used(text, conditions)
    return _parse(text, tuple((name, source) for name, source in conditions.items() if name in used))


def _used(text: str, conditions: Mapping[str, str]) -> set[str]:
    found: set[str] = set()
    waiting = [text]
    while waiting:
        for name in names_in(waiting.pop()):
            if name in conditions and name not in found:
                found.add(name)
                waiting.append(conditions[name])
    return found


def in_words(text: str, conditions: Mapping[str, str], labeller: Callable[[str, Any], tuple[str, str]]) -> str:
    """The condition as a sentence; as it stands where it cannot be read."""
    try:
        expression = read(text, conditions)
    except ExpressionError:
        return text
    words = expression.in_words(lambda name, value: labeller(_named(name), value))
    return words.replace(str(_ANY_NUMBER), "the person’s number")
