"""A year without a questionnaire is told in time."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from portal.clock import LONDON, frozen
from portal.logs.kinds import kinds
from portal.logs.missing_years import in_words, missing_questionnaires, questionnaires_are_there

NEXT = kinds()[0].years[-1] + 1


@pytest.mark.parametrize(("day", "told"), [((2, 28), 0), ((3, 2), 2), ((6, 1), 2)])
def test_it_is_told_from_a_month_before_it_begins(day: tuple[int, int], told: int) -> None:
    assert [year for _, year in missing_questionnaires(date(NEXT, *day))] == [NEXT] * told


@pytest.mark.django_db
def test_the_system_check_says_what_happens_and_where_to_read_on() -> None:
    with frozen(datetime(NEXT, 6, 1, 12, tzinfo=LONDON)):
        messages = questionnaires_are_there(None, ["default"])
    assert [message.id for message in messages] == ["portal.W002"] * 2
    assert f"lettings of {NEXT} to {NEXT + 1}" in messages[0].msg
    assert "open-a-collection-year" in (messages[0].hint or "")


def test_nobody_is_told_of_years_that_have_one() -> None:
    assert in_words(missing_questionnaires(date(NEXT - 1, 6, 1))) == []
