"""Codes that only follow from another answer: right when they are sent with it, wrong without."""

from typing import Any

import pytest

from portal.questionnaire.evaluation import Evaluation
from tests.lettings import world as w
from tests.sales import world as s


def of_letting(year: int, answers: dict[str, Any]) -> Evaluation:
    return w.judge(w.complete(year, **answers))


def of_sale(year: int, answers: dict[str, Any]) -> Evaluation:
    return s.judge({**s.SHARED, "saledate": f"{year}-05-01", **answers}, year=year)


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize("judge", [of_letting, of_sale])
@pytest.mark.parametrize("code", [17, "17"])
def test_who_prefers_not_to_say_has_that_as_ethnicity(judge: Any, year: int, code: Any) -> None:
    assert "ethnic" not in judge(year, {"ethnic_group": 17, "ethnic": code}).errors
    other = judge(year, {"ethnic_group": 0, "ethnic": code})
    assert [problem.rule for problem in other.errors["ethnic"]] == ["unknown_code"]


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize("judge", [of_letting, of_sale])
@pytest.mark.parametrize("code", [0, 826])
def test_a_group_of_one_nationality_is_that_nationality(judge: Any, year: int, code: int) -> None:
    result = judge(year, {"nationality_all_group": code, "nationality_all": code})
    assert "nationality_all" not in result.errors
    assert result.answers["nationality_all"] == code


@pytest.mark.parametrize(("referral_type", "referral"), [(6, 7), (7, 16)])
def test_a_type_of_referral_with_one_source(referral_type: int, referral: int) -> None:
    result = of_letting(2025, {"referral_type": referral_type, "referral": referral})
    assert "referral" not in result.errors
    assert result.answers["referral"] == referral


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_whole_log_may_be_sent_back_as_it_was_judged(year: int) -> None:
    """Whatever we derive is right when it is sent, to a new log and to the log itself."""
    for log in (w.complete(year), w.complete(year, renewal=1), w.complete(year, ethnic_group=17, ethnic=None)):
        first = w.judge(log)
        sent = {name: value for name, value in first.answers.items() if value is not None}
        assert w.judge(sent).errors == first.errors
        assert w.judge(sent, first.answers, given=sent.keys()).answers == first.answers
