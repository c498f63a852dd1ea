"""What holds for every log whatever is put in, for both kinds and years.

HYPOTHESIS_EXAMPLES asks for a longer search than the suite's, with other examples each time.
"""

from __future__ import annotations

import json
import os
import random
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.logs.answers_json import AnswersDecoder, AnswersEncoder, to_stored
from portal.questionnaire.answers import Answers, is_blank
from portal.questionnaire.compiled import Place
from portal.questionnaire.document import Kind
from portal.questionnaire.evaluation import Evaluation, evaluate, parse
from tests.portal.questionnaire.worlds import YEARS, Setting, setting

LONG = int(os.environ.get("HYPOTHESIS_EXAMPLES", "0"))
search = settings(
    max_examples=LONG or 10,
    derandomize=not LONG,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
for_all = pytest.mark.parametrize(("log_type", "year"), YEARS)

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-3, max_value=130),
    st.just(10**300),
    st.floats(allow_nan=True, allow_infinity=True),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.dates(),
    st.text(max_size=20),
    st.text(st.characters(min_codepoint=0xD7FF, max_codepoint=0xE000), max_size=3),
    st.sampled_from(
        [
            "2026-05-01",
            "2025-05-01",
            "2026-02-31",
            "31/2/2026",
            "0001-01-01",
            "-5",
            "1e9",
            "1,000",
            "٣",
            "²",
            "SW1A 1AA",
        ]
    ),
    st.just("x" * 300),
)
GARBAGE = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


def plausible(place: Setting) -> st.SearchStrategy[dict[str, Any]]:
    """A complete log with some answers given otherwise: other codes, blanks, numbers, dates."""
    codes = place.program.codes
    names = sorted(place.program.known_fields)

    def value(name: str) -> st.SearchStrategy[Any]:
        if name in codes:
            return st.none() | st.sampled_from(sorted(codes[name], key=str))
        return st.one_of(
            st.none(),
            st.integers(min_value=-1, max_value=120),
            st.decimals(min_value=0, max_value=100_000, places=2),
            st.dates(date(place.program.year - 1, 1, 1), date(place.program.year + 2, 1, 1)),
            st.sampled_from(["SW1A 1AA", "M1 1AE", "E09000033", "S12000036", "999", "text", "true"]),
        )

    change = st.sampled_from(names).flatmap(lambda name: st.tuples(st.just(name), value(name)))
    changes = st.lists(change, max_size=25).map(dict)
    logs = st.sampled_from(sorted(place.logs)).map(lambda name: place.logs[name])
    return st.tuples(logs, changes).map(lambda pair: {**pair[0], **pair[1]})


def garbage(place: Setting) -> st.SearchStrategy[dict[str, Any]]:
    """A complete log with anything at all in some answers, and answers to questions that do not exist."""
    names = st.sampled_from(sorted(place.program.known_fields)) | st.text(max_size=8)
    logs = st.sampled_from([{}, *place.logs.values()])
    return st.tuples(logs, st.dictionaries(names, GARBAGE, max_size=12)).map(lambda pair: {**pair[0], **pair[1]})


def verdict(result: Evaluation) -> Any:
    """All that an evaluation says."""
    return (
        dict(result.answers),
        result.asked,
        result.missing,
        result.status,
        {name: state.status for name, state in result.subsections.items()},
        result.errors,
        result.warnings,
        result.confirmed,
        result.derived,
    )


@for_all
@search
@given(data=st.data())
def test_nothing_that_is_put_in_makes_it_fail(log_type: str, year: int, data: st.DataObject) -> None:
    place = setting(log_type, year)
    answers = data.draw(garbage(place))
    result = place.judge(answers)
    for problems in (*result.errors.values(), *result.warnings.values()):
        for problem in problems:
            problem.message.encode()
            assert problem.message
    again = place.judge(data.draw(garbage(place)), result.answers)
    assert set(again.answers) >= set()


@for_all
@search
@given(data=st.data())
def test_an_unreadable_answer_is_told_not_dropped(log_type: str, year: int, data: st.DataObject) -> None:
    place = setting(log_type, year)
    answers = data.draw(garbage(place))
    _, bad = parse(place.program, answers)
    assert set(bad) <= set(place.judge(answers).errors)


@for_all
@search
@given(data=st.data())
def test_the_same_answers_give_the_same_verdict_in_any_order(log_type: str, year: int, data: st.DataObject) -> None:
    place = setting(log_type, year)
    answers = data.draw(plausible(place))
    names = list(answers)
    random.Random(data.draw(st.integers(0, 10**6))).shuffle(names)
    first = verdict(place.judge(answers))
    assert verdict(place.judge({name: answers[name] for name in names})) == first
    assert verdict(place.judge(dict(answers))) == first


@for_all
@search
@given(data=st.data())
def test_judging_what_was_judged_changes_nothing(log_type: str, year: int, data: st.DataObject) -> None:
    place = setting(log_type, year)
    first = place.judge(data.draw(plausible(place)))
    second = place.judge(first.answers, first.answers)
    given_ = {name: value for name, value in first.answers.items() if value is not None}
    assert {name: value for name, value in second.answers.items() if value is not None} == given_
    assert second.cleared == {}
    assert (second.asked, second.missing, second.warnings) == (first.asked, first.missing, first.warnings)
    assert {name: state.status for name, state in second.subsections.items()} == {
        name: state.status for name, state in first.subsections.items()
    }


@for_all
@search
@given(data=st.data())
def test_no_answer_stays_whose_question_is_not_asked(log_type: str, year: int, data: st.DataObject) -> None:
    place = setting(log_type, year)
    before = place.judge(data.draw(plausible(place)))
    for result in (before, place.judge({**before.answers, **data.draw(plausible(place))}, before.answers)):
        assert unasked(place, result) == {}


def unasked(place: Setting, result: Evaluation) -> dict[str, Any]:
    """Answers that should have gone: not asked, and none of what may stay.

    That is: marked keep, stored beside the questions, derived anew from the other answers, locked, or in a group
    that is asked.
    """
    program, answers = place.program, result.answers
    context = place.world.context(place.at)
    facts = context.facts_for(answers)
    routed, _, _ = program.route(program.values_of(answers), facts)
    found = {
        name: value
        for name, value in answers.items()
        if name in program.places
        and not is_blank(value)
        and not any(_holds(spot, value, routed, result, facts) for spot in program.places[name])
    }
    without = Answers({**answers, **dict.fromkeys(found)})
    for derive in program.steps.derivations:
        derive(without, context)
    return {name: value for name, value in found.items() if without[name] != value}


def _holds(spot: Place, value: Any, routed: list[bool], result: Evaluation, facts: Any) -> bool:
    if spot.gated and not result.setup_complete:
        return True
    derived = spot.derived if isinstance(spot.derived, bool) else spot.derived.test(result.answers, facts)
    if not routed[spot.group] and not derived:
        return False
    return spot.codes is None or value in spot.codes


@for_all
@search
@given(data=st.data())
def test_stored_answers_come_back_as_they_were(log_type: str, year: int, data: st.DataObject) -> None:
    place = setting(log_type, year)
    result = place.judge(data.draw(garbage(place)))
    text = json.dumps(to_stored(result.answers), cls=AnswersEncoder)
    text.encode()
    assert "\\u0000" not in text
    back, bad = parse(place.program, json.loads(text, cls=AnswersDecoder))
    assert bad == {}
    assert back == {name: value for name, value in result.answers.items() if value is not None}
    kinds = {name: type(value) for name, value in result.answers.items() if value is not None}
    assert {name: type(value) for name, value in back.items()} == kinds


@for_all
def test_complete_logs_are_complete(log_type: str, year: int) -> None:
    place = setting(log_type, year)
    judged = {name: evaluate(place.program, log, place.world.context(place.at)) for name, log in place.logs.items()}
    assert any(result.status.value == "completed" for result in judged.values())
    assert all(not result.errors for result in judged.values())
    assert any(question.kind is Kind.NUMBER for question in place.program.questionnaire.questions)
