"""An option that a rule refuses whatever else is said is a trap: nobody can save it, so it is never offered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest

from portal.logs.kinds import kind_named
from portal.questionnaire.answers import Answers
from portal.questionnaire.document import Option
from portal.questionnaire.program import Program
from portal.questionnaire.rules import Rule, Severity
from tests.lettings import world as lettings
from tests.sales import world as sales

FORMS = [(log_type, year) for log_type in ("lettings", "sales") for year in (2025, 2026)]
MOST_OTHERS = 2
"""A rule that looks at more answers tells a person what else must be so."""
Options = dict[str, list[Option]]


def context_of(log_type: str) -> Any:
    return lettings.world() if log_type == "lettings" else sales.sales_context()


def options_of(program: Program) -> Options:
    """Every answer that is chosen from a list, with its options wherever it is asked."""
    found: Options = {}
    for question in program.questionnaire.questions:
        if question.options and len(question.fields) == 1 and not question.is_worked_out:
            found.setdefault(question.fields[0], []).extend(question.options)
    return found


def conditions_of(program: Program) -> dict[str, set[str]]:
    """The answers that decide whether another is asked at all."""
    found: dict[str, set[str]] = {}
    for subsection, group, question in program.questionnaire.placements():
        for part in (subsection.when, group.when):
            for name in question.fields:
                found.setdefault(name, set()).update(part.depends_on if part else ())
    return found


def refused(rule: Rule, person: int | None, program: Program, given: dict[str, Any], context: Any) -> Iterator[str]:
    """Options that the rule refuses with every answer to the others that it looks at, where they are offered."""
    options, decided_by = options_of(program), conditions_of(program)
    names = sorted(rule.reads_for(person) - set(given))
    if len(names) > MOST_OTHERS + 1 or not set(names) <= set(options):
        return
    for name in names:
        others = [other for other in names if other != name]
        for option in options[name]:
            codes = [
                {one.code for one in options[other]} | ({None} if name in decided_by[other] else set())
                for other in others
            ]
            said = [
                Answers({**given, name: option.code, **dict(zip(others, each, strict=True))})
                for each in product(*codes)
            ]
            shown = [answers for answers in said if is_offered(option, answers, context)]
            if shown and all(rule.find(answers, context, person) for answers in shown):
                yield f"{rule.id}: {name} {option.code}, {option.label}"


def is_offered(option: Option, answers: Answers, context: Any) -> bool:
    if option.offered_when is None:
        return option.offered
    return option.offered and option.offered_when.test(answers, context.facts_for(answers))


def traps(program: Program, rules: list[Rule], context: Any) -> list[str]:
    given = dict.fromkeys(("startdate", "saledate"), date(program.year, 7, 1))
    return [
        found
        for rule in rules
        for person in (rule.persons or (None,))
        for found in refused(rule, person, program, given, context)
    ]


@pytest.mark.parametrize(("log_type", "year"), FORMS)
def test_no_option_is_offered_that_a_rule_always_refuses(log_type: str, year: int) -> None:
    program = kind_named(log_type).program(year)
    assert traps(program, list(program.hard), context_of(log_type)) == []


def test_the_scan_sees_a_trap() -> None:
    """A rule made for it that allows no renewal at all."""
    program = kind_named("lettings").program(2026)
    rule = Rule(
        "no_renewals", "-", Severity.HARD, lambda log, ctx: log["renewal"] == 1, ("renewal",), "None.", ("renewal",)
    )
    assert [found.split(",")[0] for found in traps(program, [rule], context_of("lettings"))] == [
        "no_renewals: renewal 1"
    ]
