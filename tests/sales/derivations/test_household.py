from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.questionnaire.answers import Answers
from tests.sales.world import SHARED, judge

ALONE: dict[str, Any] = {**SHARED, "age1_known": 0, "age1": 40, "hholdcount": 1}


def with_others(*ages: int, **more: Any) -> dict[str, Any]:
    """Buyer 1, aged 40, with people of these ages."""
    people: dict[str, Any] = {}
    for number, age in enumerate(ages, 2):
        people |= {f"details_known_{number}": 1, f"age{number}_known": 0, f"age{number}": age, f"relat{number}": "X"}
    return {**ALONE, "hholdcount": len(ages) + 1, **people, **more}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (with_others(), (0, 1, 3)),
        (with_others(age1=60), (0, 1, 1)),
        (with_others(61, age1=60), (0, 2, 2)),
        (with_others(30, age1=60), (0, 2, 9)),
        (with_others(17), (1, 1, 5)),
        (with_others(18), (0, 2, 4)),
        (with_others(18, 17), (1, 2, 6)),
        (with_others(30, 30), (0, 3, 9)),
        (with_others(5, age1=60), (1, 1, 9)),
        ({**ALONE, "age1_known": 1, "age1": None}, (0, 0, 9)),
    ],
)
def test_people_are_counted_by_age(answers: dict[str, Any], expected: tuple[int, int, int]) -> None:
    derived = judge(answers).answers
    assert (derived["totchild"], derived["totadult"], derived["hhtype"]) == expected


def test_buyer_1_is_an_adult_from_16_and_others_from_18() -> None:
    assert judge(with_others(17, age1=17)).answers["totadult"] == 1


@pytest.mark.parametrize(
    ("year", "joint", "count", "members"),
    [(2025, 2, 1, 2), (2025, 1, 1, 3), (2025, 2, 0, 1), (2026, 2, 1, 1), (2026, 1, 3, 3), (2026, 2, None, None)],
)
def test_members_of_the_household(year: int, joint: int, count: int | None, members: int | None) -> None:
    answers = {**SHARED, "saledate": date(year, 5, 1), "jointpur": joint, "jointmore": 2 if joint == 1 else None}
    derived = judge({**answers, "hholdcount": count}, year=year).answers
    assert derived["hhmemb"] == members


def test_children_do_not_work() -> None:
    answers = judge(with_others(15)).answers
    assert answers["ecstat2"] == 9


def test_a_joint_buyer_is_no_child() -> None:
    joint = {"jointpur": 1, "jointmore": 2, "relat2": "P", "age2_known": 0, "age2": 15, "ecstat2": 1}
    assert judge({**ALONE, **joint}).answers["ecstat2"] == 1


def test_who_grows_out_of_childhood_is_asked_about_work() -> None:
    stored = judge(with_others(15)).answers
    result = judge({"age2": 16}, stored)
    assert result.answers["ecstat2"] is None
    assert "ecstat2" in result.missing


def test_groups_with_one_member() -> None:
    answers = judge({**ALONE, "ethnic_group": 17, "nationality_all_group": 826}).answers
    assert (answers["ethnic"], answers["nationality_all"]) == (17, 826)


def test_the_second_buyers_nationality_follows_its_group() -> None:
    joint = {"jointpur": 1, "jointmore": 2, "nationality_all_buyer2_group": 0}
    assert judge({**ALONE, **joint}).answers["nationality_all_buyer2"] == 0


def test_another_nationality_is_kept() -> None:
    answers = judge({**ALONE, "nationality_all_group": 12, "nationality_all": 250}).answers
    assert answers["nationality_all"] == 250


def test_gender_is_described_only_where_it_differs() -> None:
    described = {**ALONE, "gender_same_as_sex1": 2, "gender_description1": "text"}
    stored = judge(described).answers
    assert stored["gender_description1"] == "text"
    assert judge({"gender_same_as_sex1": 1}, stored).answers["gender_description1"] is None


def test_blank_answers_make_no_household() -> None:
    assert judge(Answers()).answers["hhmemb"] is None


CHILD: dict[str, Any] = {"details_known_2": 1, "age2_known": 0, "age2": 7, "relat2": "X"}
JOINT: dict[str, Any] = {"jointpur": 1, "jointmore": 2, "buy2livein": 1, "buy2living": 2}
LAST_YEAR, THIS_YEAR = date(2026, 3, 31), date(2026, 4, 1)


@pytest.mark.parametrize(
    ("buyers", "others", "people"),
    [({}, 0, 1), ({}, 1, 2), (JOINT, 0, 2), (JOINT, 3, 5)],
)
def test_the_household_stays_when_the_date_moves_across_1_april(
    buyers: dict[str, Any], others: int, people: int
) -> None:
    child = CHILD if others and not buyers else {}
    in_2025 = judge({**ALONE, **buyers, **child, "hholdcount": others, "saledate": LAST_YEAR}, year=2025).answers
    assert in_2025["hhmemb"] == people
    later = judge({"saledate": THIS_YEAR}, in_2025, year=2026)
    assert (later.answers["hholdcount"], later.answers["hhmemb"]) == (people, people)
    assert not {"hholdcount", *child} & later.cleared.keys()
    assert [str(people) in text and str(others) in text for text in later.messages] == [True]
    back = judge({"saledate": LAST_YEAR}, later.answers, year=2025)
    assert (back.answers["hholdcount"], back.answers["hhmemb"]) == (others, people)
    assert {name: back.answers[name] for name in child} == child
    assert not back.errors


def test_a_count_sent_with_the_new_date_is_counted_as_its_year_does() -> None:
    in_2025 = judge({**ALONE, "hholdcount": 1, "saledate": LAST_YEAR}, year=2025).answers
    later = judge({"saledate": THIS_YEAR, "hholdcount": 1}, in_2025, year=2026)
    assert (later.answers["hholdcount"], later.messages) == (1, [])
    within = judge({"saledate": date(2026, 3, 30)}, in_2025, year=2025)
    assert (within.answers["hholdcount"], within.messages) == (1, [])
