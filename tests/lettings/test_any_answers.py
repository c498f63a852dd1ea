"""Whatever is answered: evaluating never fails, gives the same again, and leaves nothing that is not asked."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lettings.kind import LETTINGS
from portal.questionnaire.document import Kind, Question
from portal.questionnaire.evaluation import Evaluation, evaluate
from tests.lettings import world as w

CHOICES = {
    "la": w.MANCHESTER,
    "prevloc": w.WESTMINSTER,
    "nationality_all": 826,
    "scheme_id": w.TWO_PLACES,
    "owning_organisation_id": w.PRP,
    "managing_organisation_id": w.PRP,
    "assigned_to_id": 1,
}
SETUP = {"owning_organisation_id": w.PRP, "managing_organisation_id": w.PRP, "assigned_to_id": 1, "declaration": 1}
NONSENSE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.dates(),
    st.decimals(allow_nan=False),
    st.lists(st.integers(), max_size=2),
)


def plausible(question: Question, year: int, rnd: Random) -> Any:
    """A value that the question could have."""
    if question.kind is Kind.RADIO:
        return rnd.choice([option.code for option in question.options] or [w.PLACE_A, w.PLACE_B])
    if question.kind is Kind.CHECKBOXES:
        return rnd.choice([0, 1])
    if question.kind is Kind.SELECT:
        return CHOICES.get(question.id)
    if question.kind in (Kind.NUMBER, Kind.TOTAL):
        return (
            rnd.choice([1, 2, 3, 8, 15, 16, 17, 40, 66, 90]) if question.whole else Decimal(rnd.randint(0, 40000)) / 100
        )
    if question.kind is Kind.DATE:
        start = date(year, 5, 1)
        return start if question.id == "startdate" else start - timedelta(days=rnd.choice([0, 10, 800, 8000]))
    return rnd.choice(["1", "999"]) if question.kind is Kind.ADDRESS else rnd.choice(["M1 1AE", "text", "sw1a1aa"])


def some_log(year: int, seed: int) -> dict[str, Any]:
    """A log with most questions answered, fitting or not."""
    rnd = Random(seed)
    questions = LETTINGS.program(year).questionnaire.by_field
    log = {name: plausible(places[0], year, rnd) for name, places in questions.items() if rnd.random() < 0.8}
    log |= {"manual_address_entry_selected": rnd.choice([True, False, None])}
    if rnd.random() < 0.7:
        for name in ("needstype", "renewal", "rent_type"):
            log[name] = log.get(name) or 1
        log |= {**SETUP, "startdate": date(year, 5, 1)}
    return log


def again(result: Evaluation, year: int) -> Evaluation:
    return evaluate(LETTINGS.program(year), dict(result.answers), w.world(), result.answers)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9), year=st.sampled_from([2025, 2026]))
def test_evaluating_again_changes_nothing(seed: int, year: int) -> None:
    first = evaluate(LETTINGS.program(year), some_log(year, seed), w.world())
    second = again(first, year)
    assert {n: v for n, v in second.answers.items() if v is not None} == {
        n: v for n, v in first.answers.items() if v is not None
    }
    assert second.cleared == {}


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9), year=st.sampled_from([2025, 2026]))
def test_the_order_of_answers_does_not_matter(seed: int, year: int) -> None:
    log = some_log(year, seed)
    shuffled = list(log.items())
    Random(seed).shuffle(shuffled)
    program = LETTINGS.program(year)
    one, other = evaluate(program, log, w.world()), evaluate(program, dict(shuffled), w.world())
    assert one.answers == other.answers
    assert (one.errors, one.warnings, one.status) == (other.errors, other.warnings, other.status)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9), year=st.sampled_from([2025, 2026]))
def test_nothing_is_left_that_is_not_asked(seed: int, year: int) -> None:
    program = LETTINGS.program(year)
    result = evaluate(program, some_log(year, seed), w.world())
    if not result.setup_complete:
        return
    asked = {name for state in result.subsections.values() for question in state.asked for name in question.fields}
    questions = program.questionnaire.by_field
    left = {name for name, value in result.answers.items() if value is not None and name in questions} - asked
    optional = {name for name in left if questions[name][0].keep or name in program.derived_fields}
    revealed = {name for name in left if questions[name][0].shown_for}
    assert left - optional - revealed <= {"owning_organisation_id", "managing_organisation_id", "assigned_to_id"}


@settings(max_examples=60, deadline=None)
@given(data=st.data(), year=st.sampled_from([2025, 2026]))
def test_no_value_makes_it_fail(data: st.DataObject, year: int) -> None:
    program = LETTINGS.program(year)
    names = data.draw(st.lists(st.sampled_from(sorted(program.parsers)), max_size=25))
    log = {**w.complete(year), **{name: data.draw(NONSENSE, label=name) for name in names}}
    result = evaluate(program, log, w.world())
    again(result, year)


@pytest.mark.parametrize("year", [2025, 2026])
def test_an_empty_log_is_not_started(year: int) -> None:
    result = evaluate(LETTINGS.program(year), {}, w.world())
    assert (result.errors, result.warnings, result.status.value) == ({}, {}, "not_started")
