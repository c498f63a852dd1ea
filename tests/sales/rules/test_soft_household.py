from __future__ import annotations

from typing import Any

import pytest

from tests.sales.world import found

TRIED = (
    "retired_early",
    "not_retired_late",
    "buyers_too_young_for_older_persons",
    "first_buyer_lives_elsewhere",
    "second_buyer_lives_elsewhere",
    "partner_under_16",
    "several_partners",
    "wheelchair_without_disability",
)


@pytest.mark.parametrize("person", range(1, 7))
@pytest.mark.parametrize(
    ("rule", "age", "ecstat", "unusual"),
    [
        ("retired_early", 65, 5, True),
        ("retired_early", 66, 5, False),
        ("retired_early", 65, 1, False),
        ("not_retired_late", 67, 1, True),
        ("not_retired_late", 66, 1, False),
        ("not_retired_late", 67, 5, False),
        ("not_retired_late", 67, 10, False),
        ("not_retired_late", 67, 0, True),
    ],
)
def test_age_and_retirement(rule: str, person: int, age: int, ecstat: int, unusual: bool) -> None:
    asked = found(rule, person=person, **{f"age{person}": age, f"ecstat{person}": ecstat})
    assert set(asked) == ({f"age{person}", f"ecstat{person}"} if unusual else set())


@pytest.mark.parametrize("rule", ["retired_early", "not_retired_late"])
def test_without_an_age_nothing_is_said_of_retirement(rule: str) -> None:
    assert found(rule, person=1, ecstat1=5) == found(rule, person=1, ecstat1=1) == {}


@pytest.mark.parametrize(
    ("answers", "unusual"),
    [
        ({"jointpur": 2, "age1": 63}, True),
        ({"jointpur": 2, "age1": 64}, False),
        ({"jointpur": 2, "age1_known": 1}, True),
        ({"jointpur": 2, "age1_known": 2}, False),
        ({"jointpur": 1, "age1": 63, "age2": 63}, True),
        ({"jointpur": 1, "age1": 63, "age2": 64}, False),
        ({"jointpur": 1, "age1": 64, "age2": 40}, False),
        ({"jointpur": 1, "age1": 63, "age2_known": 1}, True),
        ({"age1": 63}, False),
    ],
)
def test_buyers_of_the_older_persons_scheme(answers: dict[str, Any], unusual: bool) -> None:
    assert bool(found("buyers_too_young_for_older_persons", type=24, **answers)) == unusual
    assert found("buyers_too_young_for_older_persons", type=30, **answers) == {}


@pytest.mark.parametrize(
    ("rule", "answers", "unusual"),
    [
        ("first_buyer_lives_elsewhere", {"ownershipsch": 1, "buy1livein": 2}, True),
        ("first_buyer_lives_elsewhere", {"ownershipsch": 2, "buy1livein": 2}, True),
        ("first_buyer_lives_elsewhere", {"ownershipsch": 1, "buy1livein": 1}, False),
        ("second_buyer_lives_elsewhere", {"ownershipsch": 1, "jointpur": 1, "buy2livein": 2}, True),
        ("second_buyer_lives_elsewhere", {"ownershipsch": 1, "jointpur": 2, "buy2livein": 2}, False),
        ("second_buyer_lives_elsewhere", {"ownershipsch": 2, "jointpur": 1, "buy2livein": 1}, False),
        ("wheelchair_without_disability", {"disabled": 2, "wheel": 1}, True),
        ("wheelchair_without_disability", {"disabled": 1, "wheel": 1}, False),
        ("wheelchair_without_disability", {"disabled": 2, "wheel": 2}, False),
        ("several_partners", {"hhmemb": 3, "relat2": "P", "relat3": "P"}, True),
        ("several_partners", {"hhmemb": 2, "relat2": "P", "relat3": "P"}, False),
        ("several_partners", {"hhmemb": 3, "relat2": "P", "relat3": "X"}, False),
        ("several_partners", {"hhmemb": 15, "relat2": "P", "relat6": "P"}, True),
        ("several_partners", {"relat2": "P", "relat3": "P"}, False),
    ],
)
def test_the_household(rule: str, answers: dict[str, Any], unusual: bool) -> None:
    assert bool(found(rule, **answers)) == unusual


def test_only_the_partners_are_asked_about() -> None:
    assert set(found("several_partners", hhmemb=4, relat2="P", relat3="X", relat4="P")) == {"relat2", "relat4"}


@pytest.mark.parametrize("person", range(2, 7))
def test_a_partner_is_at_least_16(person: int) -> None:
    def asked(age: int, relation: str) -> dict[str, str]:
        return found("partner_under_16", person=person, **{f"age{person}": age, f"relat{person}": relation})

    assert set(asked(15, "P")) == {f"age{person}", f"relat{person}"}
    assert asked(16, "P") == asked(15, "X") == {}
