"""The groups of errors are what the rows say, whatever happened to the rows."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from orgs.areas.shipped import load_shipped_areas
from portal.logs.uploads.accepting import cancel
from portal.logs.uploads.correcting.correct import correct_row, replace_value, undo_correction
from portal.logs.uploads.correcting.errors import grouped, ranges
from portal.logs.uploads.correcting.groups import GroupKey
from portal.logs.uploads.models import ErrorGroup, Submission
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.uploads.files import row
from tests.portal.logs.uploads.life import add, send

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
BEDROOMS = 28


def kept(submission: Submission) -> dict[tuple[Any, ...], set[int]]:
    found = {}
    for each in submission.error_groups.all():
        numbers = {number for one in each.rows for number in range(one.lower, one.upper)}
        assert len(numbers) == each.count
        found[each.number, each.category, each.rule, each.message] = numbers
    return found


def told(submission: Submission) -> dict[tuple[Any, ...], set[int]]:
    found: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    for each in submission.rows.all():
        for error in each.row_errors:
            found[error.number, error.category, error.rule, error.kind].add(each.number)
    return dict(found)


def test_the_groups_follow_the_rows() -> None:
    load_shipped_areas()
    person: Any = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    bedrooms = ["99", "2", "99", "99", "x", "2"]
    rows = [row(person.organisation, field_13=f"T{n}", field_28=text) for n, text in enumerate(bedrooms)]
    submission = send(person, *rows)
    assert kept(submission) == told(submission)
    (many,) = (each for each in grouped(submission)[0] if each.number == BEDROOMS and each.count == 3)
    assert many.rows == "2, 4-5"
    key: GroupKey = many.key
    made = replace_value(submission=submission, group=key, value="99", by="2", actor=person)
    assert kept(submission) == told(submission)
    assert not submission.error_groups.filter(message=key.message).exists()
    undo_correction(correction=made, actor=person)
    assert kept(submission) == told(submission)
    one = {"cells": {BEDROOMS: "1"}, "seen": {BEDROOMS: "99"}, "confirmed": {}}
    correct_row(submission=submission, number=2, actor=person, **one)
    assert kept(submission) == told(submission)
    submission = add(submission, person)
    assert kept(submission) == told(submission) != {}
    cancel(submission=submission, actor=person)
    assert not ErrorGroup.objects.exists()


def test_row_numbers_are_written_as_people_do() -> None:
    assert ranges([(2, 18), (40, 40)]) == "2-18, 40"
    assert ranges((n, n) for n in range(2, 200, 2)).endswith("80 and more")
