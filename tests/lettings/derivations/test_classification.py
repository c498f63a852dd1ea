"""Letting type, new or re-let, new or existing tenant, days vacant."""

from datetime import date
from typing import Any

import pytest

from lettings.derivations.classification import (
    days_vacant,
    letting_type,
    new_or_existing_tenant,
    new_property,
)
from portal.questionnaire.answers import Answers
from tests.lettings import world as w

# rent type -> letting type of PRP general needs, PRP supported, LA general needs, LA supported
LETTYPES = {
    0: (1, 2, 3, 4),
    1: (5, 6, 7, 8),
    2: (5, 6, 7, 8),
    3: (9, 10, 11, 12),
    4: (9, 10, 11, 12),
    5: (9, 10, 11, 12),
    6: (13, 14, 15, 16),
}
OWNERS = [(w.PRP, 1), (w.PRP, 2), (w.LA, 1), (w.LA, 2)]


@pytest.mark.parametrize(
    ("owner", "needstype", "rent_type", "lettype"),
    [(*owner, rent, kinds[n]) for rent, kinds in LETTYPES.items() for n, owner in enumerate(OWNERS)],
)
def test_letting_type(owner: int, needstype: int, rent_type: int, lettype: int) -> None:
    log = Answers(owning_organisation_id=owner, needstype=needstype, rent_type=rent_type)
    letting_type(log, w.world())
    assert log["lettype"] == lettype


@pytest.mark.parametrize("missing", ["owning_organisation_id", "needstype", "rent_type"])
def test_letting_type_goes_with_what_it_follows_from(missing: str) -> None:
    log = Answers(owning_organisation_id=w.PRP, needstype=1, rent_type=0, lettype=1)
    log[missing] = None
    letting_type(log, w.world())
    assert log["lettype"] is None


def test_rent_products() -> None:
    log = Answers()
    seen = {}
    for rent_type in range(7):
        log["rent_type"] = rent_type
        letting_type(log, w.world())
        seen[rent_type] = (log["renttype"], log["lar"], log["irproduct"])
    assert seen == {
        0: (1, None, None),
        1: (2, 2, None),
        2: (2, 1, None),
        3: (3, None, 1),
        4: (3, None, 2),
        5: (3, None, 3),
        6: (4, None, None),
    }


@pytest.mark.parametrize(("rsnvac", "expected"), [(15, 1), (16, 1), (17, 1), (14, 2), (5, 2), (None, None)])
def test_new_property(rsnvac: int | None, expected: int | None) -> None:
    log = Answers(rsnvac=rsnvac, newprop=1)
    new_property(log, w.world())
    assert log["newprop"] == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"prevten": 6}, 2),
        ({"prevten": 35}, 2),
        ({"prevten": 38}, 1),
        ({"prevten": 3}, 1),
        ({"referral": 10}, 2),
        ({"referral": 2}, 1),
        ({}, 1),
        ({"startdate": None, "prevten": 6}, None),
    ],
)
def test_new_or_existing_tenant(answers: dict[str, Any], expected: int | None) -> None:
    log = Answers({"startdate": w.START, "new_old": 1, **answers})
    new_or_existing_tenant(log, w.world())
    assert log["new_old"] == expected


def test_days_vacant_run_from_the_end_of_repairs() -> None:
    log = Answers(startdate=w.START, voiddate=date(2026, 4, 20), vacdays=99)
    days_vacant(log, w.world())
    assert log["vacdays"] == 11
    log["mrcdate"] = date(2026, 4, 30)
    days_vacant(log, w.world())
    assert log["vacdays"] == 1
    log["voiddate"] = log["mrcdate"] = None
    days_vacant(log, w.world())
    assert log["vacdays"] is None
