"""One of many values, sent as one array: the same rows as with a parameter for each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from orgs.models import LocalAuthority

AREAS = [("E09000001", "2020-04-01"), ("E09000002", "2021-04-01"), ("E'9{,}", "2021-04-01")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("code", {"E09000002", "E'9{,}", "nothing"}),
        ("start_date", [date(2021, 4, 1), "2020-04-01"]),
        ("pk", []),
    ],
)
def test_it_finds_what_in_finds(name: str, values: Any) -> None:
    for code, start in AREAS:
        LocalAuthority.objects.create(code=code, name=code, start_date=start)
    found = LocalAuthority.objects.filter(**{f"{name}__among": values})
    assert {area.code for area in found} == {
        area.code for area in LocalAuthority.objects.filter(**{f"{name}__in": values})
    }
    assert bool(found) is bool(values)
