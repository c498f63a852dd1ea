from __future__ import annotations

from typing import Any

import pytest

from portal.questionnaire.answers import Answers
from tests.sales.world import HIGH_STREET, MANCHESTER, SETUP, SHARED, judge

SEARCHED: dict[str, Any] = {**SETUP, "ownershipsch": 1, "type": 30, "staircase": 2}
GONE = (
    "address_line1",
    "address_line2",
    "town_or_city",
    "county",
    "postcode_full",
    "pcodenk",
    "la",
    "pcode1",
    "pcode2",
)


@pytest.fixture
def by_uprn() -> Answers:
    """A log whose address was found by its UPRN."""
    return judge({**SEARCHED, "uprn": "100"}).answers


def test_a_uprn_brings_its_address(by_uprn: Answers) -> None:
    assert by_uprn["address_line1"] == HIGH_STREET.address_line1
    assert by_uprn["town_or_city"] == "Manchester"
    assert (by_uprn["postcode_full"], by_uprn["pcodenk"], by_uprn["la"]) == ("M1 1AE", 0, MANCHESTER)
    assert (by_uprn["uprn_known"], by_uprn["uprn_confirmed"], by_uprn["uprn_selection"]) == (1, 1, "100")


def test_choosing_from_the_list_is_giving_the_uprn(by_uprn: Answers) -> None:
    chosen = judge({**SEARCHED, "uprn_selection": "100"}).answers
    assert (chosen["uprn"], chosen["address_line1"]) == ("100", by_uprn["address_line1"])


def test_what_is_not_listed_is_typed_in() -> None:
    answers = judge(
        {
            **SEARCHED,
            "uprn_selection": "uprn_not_listed",
            "address_line1_input": "2 Low Street",
            "postcode_full_input": "m1 1ae",
        }
    ).answers
    assert answers["manual_address_entry_selected"] is True
    assert (answers["address_line1"], answers["postcode_full"]) == ("2 Low Street", "M1 1AE")
    assert (answers["uprn"], answers["uprn_known"]) == (None, 0)


def test_an_unknown_uprn_is_told_and_brings_nothing() -> None:
    result = judge({**SEARCHED, "uprn": "999"})
    assert [problem.rule for problem in result.errors["uprn"]] == ["uprn_unknown"]
    assert result.answers["address_line1"] is None


def test_typing_in_empties_an_address_that_was_found(by_uprn: Answers) -> None:
    answers = judge({"manual_address_entry_selected": True}, by_uprn).answers
    assert [answers[name] for name in GONE] == [None] * len(GONE)
    assert (answers["uprn"], answers["uprn_known"], answers["uprn_selection"]) == (None, 0, None)
    assert answers["is_la_inferred"] is False


def test_an_address_typed_in_the_same_save_stays(by_uprn: Answers) -> None:
    typed = {"manual_address_entry_selected": True, "address_line1": "3 Side Street", "town_or_city": "Salford"}
    answers = judge(typed, by_uprn).answers
    assert (answers["address_line1"], answers["town_or_city"]) == ("3 Side Street", "Salford")
    assert answers["uprn"] is None


def test_the_same_postcode_typed_again_is_kept_with_its_area(by_uprn: Answers) -> None:
    typed = {"address_line1": "3 Side Street", "town_or_city": "Salford", "postcode_full": "M1 1AE"}
    answers = judge({"uprn": None, "manual_address_entry_selected": True, **typed}, by_uprn).answers
    assert [answers[name] for name in typed] == list(typed.values())
    assert (answers["pcodenk"], answers["la"], answers["is_la_inferred"]) == (0, MANCHESTER, True)


def test_searching_empties_an_address_that_was_typed_in() -> None:
    stored = judge(SHARED).answers
    answers = judge({"manual_address_entry_selected": False}, stored).answers
    assert [answers[name] for name in GONE] == [None] * len(GONE)
    assert answers["uprn_known"] is None
    assert answers["is_la_inferred"] is None


def test_an_address_that_is_said_not_to_be_right_goes(by_uprn: Answers) -> None:
    answers = judge({"uprn_confirmed": 0}, by_uprn).answers
    assert [answers[name] for name in ("uprn", "address_line1", "postcode_full", "la")] == [None] * 4


def test_nothing_changes_when_nothing_is_changed(by_uprn: Answers) -> None:
    again = judge({}, by_uprn)
    assert again.answers == by_uprn
    assert again.errors == {}
