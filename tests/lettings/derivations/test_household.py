"""Totals, types of household, children and partners."""

from typing import Any

import pytest

from lettings.derivations.household import household_type, some_details_refused, totals_by_age
from portal.questionnaire.answers import Answers
from tests.lettings import world as w

TWO = {"hhmemb": 2, "details_known_2": 0, "age2_known": 0, "sexrab2": "F", "gender_same_as_sex2": 1, "earnings": 450}


def ages(*years: int | None) -> Answers:
    return Answers({f"age{n}": age for n, age in enumerate(years, 1)})


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ((60,), 1),
        ((60, 60), 2),
        ((59, 60), 2),
        ((59, 60, 15), 2),
        ((60, 15), 9),
        ((59,), 3),
        ((16,), 3),
        ((40, 40), 4),
        ((40, 15), 5),
        ((40, 18, 15), 6),
        ((40, 40, 40), 9),
        ((60, 60, 60), 9),
        ((), 9),
    ],
)
def test_type_of_household(years: tuple[int, ...], expected: int) -> None:
    log = ages(*years)
    totals_by_age(log, w.world())
    household_type(log, w.world())
    assert log["hhtype"] == expected


def test_totals_count_children_under_16_and_elders_from_60() -> None:
    log = ages(16, 15, 59, 60, 18, None)
    totals_by_age(log, w.world())
    assert (log["totchild"], log["totadult"], log["totelder"]) == (1, 3, 1)


@pytest.mark.parametrize(("relat", "adults"), [("P", 2), ("X", 2), ("R", 1), (None, 1)])
@pytest.mark.parametrize("age", [16, 17])
def test_sixteen_and_seventeen_count_as_adults_by_relationship(age: int, relat: str | None, adults: int) -> None:
    log = ages(40, age)
    log["relat2"] = relat
    totals_by_age(log, w.world())
    assert log["totadult"] == adults


@pytest.mark.parametrize(
    "answers",
    [
        {"details_known_8": 1},
        {"age1_known": 1},
        {"sex3": "R"},
        {"sexrab3": "R"},
        {"relat2": "R"},
        {"ecstat1": 10},
    ],
)
def test_any_refusal_counts(answers: dict[str, Any]) -> None:
    log = Answers(answers)
    some_details_refused(log, w.world())
    assert log["refused"] == 1


def test_no_refusal() -> None:
    log = Answers(details_known_2=0, age1_known=0, sex1="F", relat2="X", ecstat1=1, refused=1)
    some_details_refused(log, w.world())
    assert log["refused"] == 0


def test_a_child_does_not_work_and_is_no_partner_from_2026() -> None:
    child = {**TWO, "age2": 15, "relat2": "P", "ecstat2": 1}
    after = w.judge(w.complete(**child)).answers
    assert (after["ecstat2"], after["relat2"]) == (9, "X")
    in_2025 = w.judge(w.complete(2025, **{**child, "sex2": "F"})).answers
    assert (in_2025["ecstat2"], in_2025["relat2"]) == (9, "P")


def test_growing_up_asks_again() -> None:
    child = w.complete(**TWO, age2=10, relat2="X", ecstat2=9)
    still = w.changed(child, age2=15).answers
    assert (still["ecstat2"], still["relat2"]) == (9, "X")
    grown = w.changed(child, age2=16).answers
    assert (grown["ecstat2"], grown["relat2"]) == (None, None)
    adult = w.complete(**TWO, age2=20, relat2="X", ecstat2=1)
    assert w.changed(adult, age2=25).answers["relat2"] == "X"


def test_what_is_said_of_who_grew_up_counts_though_it_is_the_same() -> None:
    child = w.complete(**TWO, age2=10)
    grown = w.changed(child, age2=20, relat2="X", ecstat2=1)
    assert (grown.answers["relat2"], grown.answers["ecstat2"]) == ("X", 1)
    assert not {"relat2", "ecstat2"} & set(grown.missing)
    still_a_child = w.changed(child, age2=20, relat2="X", ecstat2=9)
    assert still_a_child.answers["ecstat2"] == 9
    assert "child_too_old" in {problem.rule for problem in still_a_child.errors["ecstat2"]}


def three(**changes: Any) -> dict[str, Any]:
    people: dict[str, Any] = {"hhmemb": 3, "earnings": 600}
    for n in (2, 3):
        people |= {f"details_known_{n}": 0, f"age{n}_known": 0, f"age{n}": 38, f"ecstat{n}": 1}
        people |= {f"sexrab{n}": "F", f"gender_same_as_sex{n}": 1}
    return w.complete(**people, **changes)


def test_one_partner_means_the_others_are_not() -> None:
    after = w.judge(three(relat2="P")).answers
    assert (after["relat2"], after["relat3"]) == ("P", "X")
    assert w.judge(three(relat2="P", relat3="R")).answers["relat3"] == "R"
    assert w.judge(three(relat2="X")).answers["relat3"] is None


def test_the_newly_chosen_partner_wins() -> None:
    after = w.changed(three(relat2="P", relat3="X"), relat3="P").answers
    assert (after["relat2"], after["relat3"]) == ("X", "P")
    first = w.judge(three(relat2="P", relat3="P")).answers
    assert (first["relat2"], first["relat3"]) == ("P", "X")


def test_removing_a_partner_resets_nothing() -> None:
    after = w.changed(three(relat2="P", relat3="X"), relat2="X").answers
    assert (after["relat2"], after["relat3"]) == ("X", "X")


def test_groups_with_one_member_and_gender() -> None:
    after = w.judge(w.complete(ethnic_group=17, ethnic=None, nationality_all_group=0)).answers
    assert (after["ethnic"], after["nationality_all"]) == (17, 0)
    described = w.complete(gender_same_as_sex1=2, gender_description1="text")
    assert w.judge(described).answers["gender_description1"] == "text"
    assert w.changed(described, gender_same_as_sex1=1).answers["gender_description1"] is None
