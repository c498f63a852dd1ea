"""Whole logs through the engine: what is in order stays so, whichever year, and nothing is asked twice."""

from datetime import date
from typing import Any

import pytest

from portal.logs.facts import OpenDates
from portal.questionnaire.evaluation import Status
from tests.lettings.world import LA, PLACE, SCHEME, changed, complete, judge, world


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize(
    "changes", [{}, {"owning_organisation_id": LA, "managing_organisation_id": LA, "assigned_to_id": 2}]
)
def test_a_log_in_order_is_completed(year: int, changes: dict[str, Any]) -> None:
    if changes and year == 2026:
        changes = {**changes, "referral_register": 3}
    crossover = world(open_dates=OpenDates(date(2025, 4, 1), date(2025, 4, 1), date(2027, 3, 31)))
    result = judge(complete(year, **changes), ctx=crossover)
    assert (result.errors, result.warnings, result.missing) == ({}, {}, ())
    assert result.status is Status.COMPLETED


@pytest.mark.parametrize("year", [2025, 2026])
def test_evaluating_again_changes_nothing(year: int) -> None:
    first = judge(complete(year)).answers
    assert judge(dict(first), first).answers == first


def test_supported_housing_is_completed_in_one_save_with_its_address() -> None:
    answers = complete(needstype=2, scheme_id=SCHEME, location_id=PLACE, sheltered=3, household_charge=0)
    for name in ("unittype_gn", "builtype", "beds"):
        answers.pop(name)
    result = judge(answers)
    assert (result.errors, result.missing) == ({}, ())
    assert result.status is Status.COMPLETED
    assert result.answers["wchair"] == 1


def test_renewal_implies_what_it_implies() -> None:
    answers = complete(renewal=1, reason=50)
    for name in ("rsnvac", "voiddate", "majorrepairs", "waityear", "prevten", "unitletas", "referral_register"):
        answers.pop(name)
    result = judge(answers)
    assert (result.errors, result.missing) == ({}, ())
    after = result.answers
    assert (after["rsnvac"], after["waityear"], after["offered"]) == (14, 2, 0)
    assert (after["voiddate"], after["prevten"], after["unitletas"]) == (after["startdate"], 32, 1)
    assert (after["prevloc"], after["ppostcode_full"], after["previous_la_known"]) == (after["la"], "M1 1AE", 1)
    assert after["new_old"] == 2
    assert result.status is Status.COMPLETED


def test_what_a_renewal_implied_goes_with_it_but_not_what_comes_anew() -> None:
    renewal = complete(renewal=1, reason=50)
    result = changed(renewal, renewal=0)
    assert {result.answers[name] for name in ("rsnvac", "voiddate", "waityear", "prevten")} == {None}
    anew = changed(renewal, renewal=0, rsnvac=5, waityear=7, prevten=3, reason=18, majorrepairs=0, unitletas=2)
    assert [anew.answers[name] for name in ("rsnvac", "waityear", "prevten", "unitletas")] == [5, 7, 3, 2]
