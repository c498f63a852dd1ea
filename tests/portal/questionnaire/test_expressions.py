"""The condition language."""

from __future__ import annotations

import traceback
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.questionnaire.answers import Answers
from portal.questionnaire.compiled import Call, compile_judge, compile_route
from portal.questionnaire.document import Group, Subsection
from portal.questionnaire.expressions import Expression, ExpressionError, parse_expression


def holds(source: str, facts: dict[str, Any] | None = None, **answers: Any) -> bool:
    return parse_expression(source).test(Answers(answers), facts or {})


@pytest.mark.parametrize(
    ("source", "answers", "expected"),
    [
        ("a == 1", {"a": 1}, True),
        ("a == 1", {}, False),
        ("a == 0", {}, False),
        ("a == false", {}, False),
        ("a == false", {"a": False}, True),
        ("a != 1", {}, True),
        ("a != 1", {"a": 1}, False),
        ("a < 16", {"a": 15}, True),
        ("a < 16", {"a": 16}, False),
        ("a < 16", {}, False),
        ("a <= 16", {"a": 16}, True),
        ("a > -1", {"a": 0}, True),
        ("a >= 1", {}, False),
        ("a in [1, 2]", {"a": 2}, True),
        ("a in ['R', 'X']", {"a": "R"}, True),
        ("a in [1, 2]", {}, False),
        ("a not in [1, 2]", {}, True),
        ("a not in [1, 2]", {"a": 1}, False),
        ("a is blank", {}, True),
        ("a is blank", {"a": "  "}, True),
        ("a is blank", {"a": 0}, False),
        ("a is answered", {"a": 0}, True),
        ("a is not blank", {"a": 0}, True),
        ("a is not answered", {}, True),
        ("not a == 1", {"a": 2}, True),
        ("a == 1 and b == 2", {"a": 1, "b": 2}, True),
        ("a == 1 and b == 2 and c == 3", {"a": 1, "b": 2}, False),
        ("a == 1 and b == 2 and c == 3", {"a": 1, "b": 2, "c": 3}, True),
        ("a == 1 or b == 2 or c == 3", {"c": 3}, True),
        ("a == 1 or b == 2 or c == 3", {}, False),
        ("a == 1 or b == 2 and c == 3", {"a": 1}, True),
        ("true", {}, True),
        ("false", {}, False),
    ],
)
def test_conditions_hold_as_the_language_says(source: str, answers: dict[str, Any], expected: bool) -> None:
    assert holds(source, **answers) is expected


@pytest.mark.parametrize(
    ("source", "facts", "expected"),
    [
        ("owner.type == 'LA'", {"owner.type": "LA"}, True),
        ("owner.type != 'LA'", {}, True),
        ("owner.type in ['LA', 'PRP']", {"owner.type": "PRP"}, True),
        ("owner.type not in ['LA']", {"owner.type": "LA"}, False),
        ("scheme.places > 1", {"scheme.places": 2}, True),
        ("scheme.places > 1", {}, False),
        ("owner.type is blank", {}, True),
    ],
)
def test_dotted_names_are_facts_from_outside(source: str, facts: dict[str, Any], expected: bool) -> None:
    assert holds(source, facts) is expected


def test_an_expression_knows_what_it_depends_on() -> None:
    found = parse_expression("a == 1 and not (b < 2 or owner.type == 'LA')")
    assert found.depends_on == {"a", "b"}
    assert found.facts == {"owner.type"}


def test_a_named_condition_brings_its_names_along() -> None:
    named = {"grown_up": parse_expression("age >= 18")}
    found = parse_expression("grown_up and pet == 1", named)
    assert found.depends_on == {"age", "pet"}
    assert found.test(Answers(age=18, pet=1), {})
    assert not found.test(Answers(age=17, pet=1), {})


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("a ==", "cannot read"),
        ("a", "not a named condition"),
        ("a == b", "not a value"),
        ("a == 1.5", "not a value"),
        ("a < b < 3", "not part of the condition language"),
        ("f(a)", "not part of the condition language"),
        ("a + 1 == 2", "not the name"),
        ("a is 3", "after “is”"),
        ("a in []", "list of values"),
        ("a in 3", "list of values"),
        ("__import__('os').system('x') == 1", "not the name"),
        ("a.b.c == 1", "not the name"),
        ("a == 1; b == 2", "cannot read"),
        ("a < 'x' ", "whole number"),
        ("a <= true", "whole number"),
        ("a == \x00", "cannot read"),
        ("(" * 300 + "a == 1" + ")" * 300, "cannot read"),
    ],
)
def test_what_is_not_the_language_is_refused_by_name(source: str, part: str) -> None:
    with pytest.raises(ExpressionError, match=part):
        parse_expression(source)


def test_ordering_answers_of_another_type_is_false_and_does_not_fail() -> None:
    assert holds("a < 16", a="R") is False


def test_a_condition_says_itself_in_words() -> None:
    labels = {("pet", 1): "a cat", ("pet", 2): "a dog", ("age", 16): "16"}

    def labeller(name: str, value: Any) -> tuple[str, str]:
        return name.title(), labels.get((name, value), str(value))

    words = parse_expression("pet in [1, 2] and (age >= 16 or age is blank) and not code == 3").in_words(labeller)
    assert words == "Pet is “a cat” or “a dog” and (Age is at least 16 or Age is not answered) and Code is not “3”"
    assert parse_expression("not (age < 16)").in_words(labeller) == "it is not so that (Age is less than 16)"
    assert parse_expression("not pet in [1]").in_words(labeller) == "Pet is not “a cat”"


@pytest.mark.parametrize("value", [None, "", " ", "R", 0, 1, 2, 16, Decimal("1.5"), True, date(2026, 4, 1)])
def test_conditions_compiled_together_say_what_each_says_itself(value: Any) -> None:
    sources = ("a == 1", "a != 1", "a in [1, 'R']", "a not in [1, 'R']", "a is blank", "a is answered", "true")
    sources = (*sources, "a < 2", "a <= 16", "a > 1", "a >= 2", "not a < 2", "x.y == 1", "x.y > 1", "x.y is blank")
    sources = (*sources, "a == 1 or a == 2 and b == 3", "(a == 1 or a == 2) and b is answered or x.y in [1]")
    conditions = [parse_expression(source) for source in sources]
    answers, facts = Answers(a=value, b=3), {"x.y": value}
    positions, values = {"a": 0, "b": 1}, [value, 3]
    section = subsection(None, *conditions)
    routed, open_, shown = compile_route([section], positions, "alone")(values, facts)
    assert routed == [condition.test(answers, facts) for condition in conditions]
    assert (open_, shown) == ([True], [True])
    together = [subsection(first, *conditions) for first in conditions]
    routed, open_, shown = compile_route(together, positions, "together")(values, facts)
    assert open_ == shown == [condition.test(answers, facts) for condition in conditions]
    assert routed == [
        first.test(answers, facts) and second.test(answers, facts) for first in conditions for second in conditions
    ]


def subsection(when: Expression | None, *conditions: Expression) -> Subsection:
    """A subsection under a condition, with a group under each of these."""
    groups = tuple(Group(str(number), condition, ()) for number, condition in enumerate(conditions))
    return Subsection("s", "S", False, when, when, groups, ())


def test_an_error_in_a_written_function_shows_its_line() -> None:
    def broken(answers: Any, context: Any) -> None:
        raise ZeroDivisionError

    judge = compile_judge([Call(("a",), broken, parse_expression("a == 1"))], {"a": 0}, "rules_of_a_test")
    with pytest.raises(ZeroDivisionError) as error:
        judge([1], {}, Answers(a=1), None)
    shown = "".join(traceback.format_exception(error.value))
    assert "in rules_of_a_test\n    said = broken" in shown
