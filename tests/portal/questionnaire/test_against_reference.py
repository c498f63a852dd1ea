"""The questionnaires ask what the specification's forms ask, in the same order and under the same conditions."""

from __future__ import annotations

import pytest

from tests.portal.questionnaire.against_reference import Pair, checkbox_fields
from tests.portal.questionnaire.worlds import YEARS

SETS = 300


@pytest.fixture(scope="module", params=YEARS, ids=lambda pair: f"{pair[0]}-{pair[1]}")
def pair(request: pytest.FixtureRequest) -> Pair:
    """Ours and theirs, of each kind and year."""
    return Pair(*request.param)


def test_the_same_questions_in_the_same_order(pair: Pair) -> None:
    ours, theirs = pair.order()
    assert ours == theirs


def test_questions_stand_in_the_same_subsections(pair: Pair) -> None:
    ours, theirs = pair.subsection_of()
    assert ours == theirs


def test_checkbox_groups_have_the_same_columns(pair: Pair) -> None:
    ours, theirs = checkbox_fields(pair)
    assert ours == theirs


def test_warnings_may_be_asked_in_the_same_subsections(pair: Pair) -> None:
    ours, theirs = pair.warnings()
    assert ours == theirs


@pytest.mark.parametrize("seed", range(4))
def test_the_same_questions_are_asked_for_any_answers(pair: Pair, seed: int) -> None:
    found = list(dict.fromkeys(line[:300] for line in pair.compare_random(seed, SETS)))
    assert found == []


def test_any_answers_make_a_log_as_complete(pair: Pair) -> None:
    assert list(dict.fromkeys(pair.compare_states(5, SETS))) == []
