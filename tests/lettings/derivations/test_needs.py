"""Access needs, bedsits and boxes."""

from typing import Any

import pytest

from lettings.derivations.needs import access_needs, boxes_left_unticked
from portal.questionnaire.answers import Answers
from tests.lettings import world as w

NEEDS = [f"housingneeds_{letter}" for letter in "abcfgh"]


@pytest.mark.parametrize(
    ("answers", "flags"),
    [
        ({"housingneeds": 1, "housingneeds_type": 0, "housingneeds_other": 1}, [1, 0, 0, 1, 0, 0]),
        ({"housingneeds": 1, "housingneeds_type": 1, "housingneeds_other": 0}, [0, 1, 0, 0, 0, 0]),
        ({"housingneeds": 1, "housingneeds_type": 2}, [0, 0, 1, 0, 0, 0]),
        ({"housingneeds": 2, "housingneeds_type": 0, "housingneeds_other": 1}, [0, 0, 0, 0, 1, 0]),
        ({"housingneeds": 3}, [0, 0, 0, 0, 0, 1]),
        ({"housingneeds": None}, [None] * 6),
    ],
)
def test_access_needs(answers: dict[str, Any], flags: list[int | None]) -> None:
    log = Answers({**dict.fromkeys(NEEDS, 1), **answers})
    access_needs(log, w.world())
    assert [log[name] for name in NEEDS] == flags


def test_boxes_beside_a_ticked_one_are_not_ticked() -> None:
    log = Answers(illness_type_3=1, illness_type_4=None, cbl=0)
    boxes_left_unticked(log, w.world())
    assert (log["illness_type_3"], log["illness_type_4"], log["illness_type_10"]) == (1, 0, 0)
    assert (log["cbl"], log["cap"]) == (0, None)


def test_a_bedsit_has_one_room_and_what_follows_it_is_counted_again() -> None:
    bedsit = w.complete(unittype_gn=2, beds=None)
    assert w.judge(bedsit).answers["beds"] == 1
    assert w.changed(bedsit, unittype_gn=8).answers["beds"] is None
    assert w.changed(bedsit, unittype_gn=8, beds=3).answers["beds"] == 3


def test_bedrooms_given_with_the_new_type_count_though_they_are_the_same() -> None:
    result = w.changed(w.complete(unittype_gn=2, beds=None), unittype_gn=1, beds=1)
    assert result.answers["beds"] == 1
    assert "beds" not in result.missing
