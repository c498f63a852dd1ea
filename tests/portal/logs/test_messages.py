"""Every message that the questionnaires and rules of both kinds and years can say, held to the GOV.UK style for errors."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from django.conf import settings

from portal.logs.kinds import kind_named
from portal.questionnaire.document import ENGINE_RULES, Kind, Question
from portal.questionnaire.messages import bad_value, contradicting_boxes, not_a_number, out_of_range, wrong_step
from portal.questionnaire.parsing import Bad
from portal.questionnaire.program import Program
from portal.questionnaire.routing import Routing
from tests.reference_cases.paths import RANGES, cases
from tests.reference_cases.run import told_in

KINDS = ("lettings", "sales")
FORMS = [(log_type, year) for log_type in KINDS for year in (2025, 2026)]
VERBS = ("Select ", "Enter ", "Confirm ", "Search ")
FORBIDDEN = re.compile(
    r"\b(please|invalid|forbidden|this field|error|null|none type|mandatory|valid value|sorry|oops)\b|e\.g\.|\{|\}|  |\.\.",
    re.IGNORECASE,
)
RAW_ID = re.compile(r"\b[a-z]+_[a-z_0-9]+\b|\b(?:age|sex|sexrab|ecstat|relat)[1-8]\b")
WRONG_NUMBER = re.compile(r"\b1 (?:years|bedrooms|people|days|transactions|characters)\b(?! and over)")


def questions(log_type: str, year: int) -> Iterator[Question]:
    return (question for question in kind_named(log_type).program(year).questionnaire.questions)


def check_style(text: str) -> None:
    assert not FORBIDDEN.search(text), text
    assert not RAW_ID.search(text), text
    assert not WRONG_NUMBER.search(text), text
    assert text == text.strip(), text
    assert text[:1].isupper() or text[:1] in "“£0123456789", text
    assert "£-" not in text, text


@pytest.mark.parametrize(("log_type", "year"), FORMS)
def test_every_question_says_in_its_own_words_that_it_is_not_answered(log_type: str, year: int) -> None:
    said: dict[str, set[str]] = {}
    for question in questions(log_type, year):
        if question.is_worked_out and question.kind is not Kind.SELECT:
            continue
        text = question.missing
        assert text, f"{question.id} says nothing when it is not answered"
        check_style(text)
        assert text.startswith(VERBS), text
        assert not text.endswith((".", "?", "!")), text
        entered = question.kind in (Kind.TEXT, Kind.NUMBER, Kind.DATE)
        assert text.startswith("Enter ") == entered, f"{question.id}: {text}"
        assert len(text) <= 130, text
        said.setdefault(text, set()).add(question.id)
    twice = {text: ids for text, ids in said.items() if len(ids) > 1 and ids != {"referral_type", "referral_register"}}
    assert not twice, "two questions cannot be told apart"


@pytest.mark.parametrize(("log_type", "year"), FORMS)
def test_what_the_engine_says_of_values(log_type: str, year: int) -> None:
    questionnaire = kind_named(log_type).program(year).questionnaire
    for question in questions(log_type, year):
        texts = [bad_value(questionnaire, question.id, Bad("unknown_code", 77))] if question.options else []
        if question.kind is Kind.NUMBER:
            texts += [bad_value(questionnaire, question.id, Bad("not_a_number", "x")), wrong_step(question, "1.2345")]
            texts += [out_of_range(question, number) for number in beyond(question)]
            texts.append(not_a_number(question))
            assert_takes_its_example(question)
        if question.kind is Kind.DATE:
            texts.append(bad_value(questionnaire, question.id, Bad("unreal_date", "31/2/2026")))
        if question.kind is Kind.TEXT:
            texts.append(bad_value(questionnaire, question.id, Bad("too_long", "x" * 300)))
            texts.append(bad_value(questionnaire, question.id, Bad("unreadable_text", "\x00")))
        texts += [contradicting_boxes(question, alone) for alone in question.exclusive]
        for text in texts:
            check_style(text)
            assert not text.endswith("."), text
            assert " must be " in text or text.startswith(VERBS), text


def beyond(question: Question) -> list[Any]:
    """One less than the least, one more than the most."""
    found: list[Any] = [] if question.minimum is None else [question.minimum - 1]
    return found if question.maximum is None else [*found, question.maximum + 1]


def assert_takes_its_example(question: Question) -> None:
    """A number that is shown as an example is one that the question takes."""
    example = not_a_number(question).partition(", like ")[2]
    number = Decimal(re.sub(r"[^0-9.]", "", example))
    low, high = question.minimum, question.maximum
    assert low is None or number >= low, not_a_number(question)
    assert high is None or number <= high, not_a_number(question)
    if question.prefix:
        assert example.startswith("£"), example


@pytest.mark.parametrize("log_type", KINDS)
def test_what_the_rules_say(log_type: str) -> None:
    """Read from the cases in which the rules speak; what the few others say is read in their source below."""
    spoken: dict[str, set[str]] = {}
    for rule, text in told_in(cases(f"{log_type}_rule_vectors.json"), RANGES):
        spoken.setdefault(rule, set()).add(text)
    kind = kind_named(log_type)
    for rule, texts in spoken.items():
        for text in texts:
            check_style(text)
            if rule not in ENGINE_RULES:
                assert text.endswith((".", "?")), f"{rule}: {text}"
    declared = {rule.id for year in (2025, 2026) for rule in kind.rules.for_year(year)}
    assert len(spoken.keys() & declared) > len(declared) * 0.7, sorted(declared - spoken.keys())


RULE_SOURCES = sorted(
    path
    for place in ("lettings/rules", "sales/rules", "portal/logs")
    for path in Path(settings.BASE_DIR, place).glob("*.py")
    if place != "portal/logs" or path.stem in ("rules", "unusual")
)


@pytest.mark.parametrize("path", RULE_SOURCES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_what_the_source_of_the_rules_says(path: Path) -> None:
    """Every sentence of a rule, also of one that no case makes speak; what is filled in stands as “7”."""
    for text in sentences(ast.parse(path.read_text(encoding="utf-8"))):
        assert not FORBIDDEN.search(text), f"{path.name}: {text}"
        assert not RAW_ID.search(text), f"{path.name}: {text}"


def sentences(tree: ast.AST) -> Iterator[str]:
    """Texts of several words that are no docstrings and no conditions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Return | ast.Assign) and node.value is not None:
            for part in ast.walk(node.value):
                text = flat(part)
                if text.count(" ") > 4 and " == " not in text and " in [" not in text:
                    yield text


def flat(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(flat(value) if isinstance(value, ast.Constant) else "7" for value in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize(
    ("alone", "beside", "others"),
    [
        ("rp_dontknow", "rp_homeless", {"reasonpref": 1}),
        ("letting_allocation_unknown", "cbl", {"chr": None}),
    ],
)
def test_boxes_that_exclude_each_other(year: int, alone: str, beside: str, others: dict[str, Any]) -> None:
    from tests.lettings import world as w

    both = w.judge(w.complete(year, **others, **{alone: 1, beside: 1}))
    assert [problem.rule for problem in both.errors[alone]] == ["contradicting_boxes"]
    assert "only “" in both.errors[alone][0].message
    for one in (alone, beside):
        assert one not in w.judge(w.complete(year, **others, **{one: 1})).errors


class Nowhere:
    def facts_for(self, answers: Any) -> dict[str, Any]:
        return {}


def contradictions(program: Program, *ticked: str) -> list[tuple[str, str]]:
    """What is said of a log in which only these boxes are ticked, as if everything were asked."""
    routing = Routing(program, program.laid_out(dict.fromkeys(ticked, 1)), Nowhere())
    routing.routed, routing.complete = [True] * len(routing.routed), True
    return [(question.id, alone) for question, alone in routing.contradictions()]


def test_every_group_of_boxes_with_a_divider_is_judged() -> None:
    """Whatever group of whatever year has a box below its divider: that box and another one are refused together."""
    found = 0
    for log_type, year in FORMS:
        program = kind_named(log_type).program(year)
        for question in program.questionnaire.questions:
            for alone in question.exclusive:
                other = next(name for name in question.fields if name not in question.exclusive)
                assert contradictions(program, alone, other) == [(question.id, alone)]
                assert contradictions(program, alone) == contradictions(program, other) == []
                found += 1
    assert found == 4


def test_a_number_too_large_to_be_counted_with_is_shown_as_it_is() -> None:
    questionnaire = kind_named("lettings").program(2026).questionnaire
    assert "“1E+99”" in bad_value(questionnaire, "brent", Bad("not_a_number", Decimal("1e99")))
