"""Rows that have one of many combinations of values: the same as by a condition for each, found in the index."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from django.db.models import Q

from orgs.models import LocalAuthority
from portal.lookups import Wanted

AREAS = [("E09000001", "2020-04-01"), ("E09000002", "2021-04-01"), ("E'9{,}", "2021-04-01"), ("", "2022-04-01")]


@pytest.fixture(autouse=True)
def _areas(db: Any) -> None:
    for code, start in AREAS:
        LocalAuthority.objects.create(code=code, name=code, start_date=start)


@pytest.mark.parametrize(
    "values",
    [
        [("E09000001", date(2020, 4, 1)), ("E'9{,}", date(2021, 4, 1)), ("nothing", date(2021, 4, 1))],
        [("E09000001", date(2021, 4, 1)), ("E09000002", date(2020, 4, 1))],
        [("E09000001", date(2020, 4, 1))] * 2,
        [("E09000002" + " " * 300, date(2021, 4, 1))],
        [],
    ],
)
def test_it_finds_what_a_condition_for_each_finds(values: Any) -> None:
    found = LocalAuthority.objects.filter(pk__having=Wanted.of(["code", "start_date"], values))
    one_by_one = Q(pk__in=[])
    for code, start in values:
        one_by_one |= Q(code=code, start_date=start)
    assert set(found) == set(LocalAuthority.objects.filter(one_by_one))


def test_other_conditions_hold_and_blank_text_is_never_found() -> None:
    wanted = Wanted.of(["code"], [("E09000001",), ("E09000002",), ("",)])
    found = LocalAuthority.objects.filter(pk__having=wanted)
    assert {area.code for area in found} == {"E09000001", "E09000002"}
    assert found.get(start_date="2021-04-01").code == "E09000002"
    assert not found.exclude(pk__having=wanted).exists()
