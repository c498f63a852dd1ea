from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.logs.facts import OrganisationFacts
from sales.context import SalesContext
from tests.sales.world import changed_from, found, sales_context

TRIED = (
    "completion_after_owner_merged",
    "completion_before_owner_opened",
    "owner_merged",
    "owner_not_yet_available",
    "owner_without_agreement",
)
JUNE = date(2026, 6, 1)


def owned_by(**facts: Any) -> SalesContext:
    """The world with one owner."""
    return sales_context(organisations={1: OrganisationFacts(1, "Abbey Homes", **facts)})


MERGED: dict[str, Any] = {"merge_date": JUNE, "absorbing_id": 2, "absorbing_name": "Borough Homes"}
OPENED: dict[str, Any] = {"available_from": JUNE, "absorbed_ids": frozenset({3})}


@pytest.mark.parametrize(
    ("rule", "facts", "day", "field"),
    [
        ("completion_after_owner_merged", MERGED, JUNE, "saledate"),
        ("owner_merged", MERGED, JUNE, "owning_organisation_id"),
        ("completion_before_owner_opened", OPENED, date(2026, 5, 31), "saledate"),
        ("owner_not_yet_available", OPENED, date(2026, 5, 31), "owning_organisation_id"),
    ],
)
def test_the_owner_exists_on_the_completion_date(rule: str, facts: dict[str, Any], day: date, field: str) -> None:
    message = found(rule, owned_by(**facts), saledate=day, owning_organisation_id=1)[field]
    assert "Abbey Homes" in message
    assert "1 June 2026" in message


@pytest.mark.parametrize(
    ("rule", "facts", "day"),
    [
        ("completion_after_owner_merged", MERGED, date(2026, 5, 31)),
        ("owner_merged", MERGED, date(2026, 5, 31)),
        ("completion_before_owner_opened", OPENED, JUNE),
        ("owner_not_yet_available", OPENED, JUNE),
        ("owner_not_yet_available", {**OPENED, "absorbed_ids": frozenset()}, date(2026, 5, 31)),
        ("owner_not_yet_available", {**OPENED, "merge_date": date(2026, 4, 1)}, date(2026, 5, 1)),
    ],
)
def test_an_owner_that_exists_is_accepted(rule: str, facts: dict[str, Any], day: date) -> None:
    assert found(rule, owned_by(**facts), saledate=day, owning_organisation_id=1) == {}


def test_the_date_is_also_told_of_an_owner_that_merged_before_it_opened() -> None:
    ctx = owned_by(**OPENED, merge_date=date(2026, 4, 1))
    answers = {"saledate": date(2026, 5, 1), "owning_organisation_id": 1}
    assert found("completion_before_owner_opened", ctx, **answers)


@pytest.mark.parametrize(
    ("signed", "before", "wrong"), [(False, None, True), (False, 2, True), (False, 1, False), (True, None, False)]
)
def test_a_newly_chosen_owner_has_signed(signed: bool, before: int | None, wrong: bool) -> None:
    ctx = owned_by(agreement_signed=signed)
    changed_from(ctx, owning_organisation_id=before)
    assert bool(found("owner_without_agreement", ctx, owning_organisation_id=1)) == wrong
