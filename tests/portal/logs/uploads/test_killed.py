"""A worker dies at any statement, and the job is delivered again, twice: the same logs, errors and counts."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from django.db import connection

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from portal.logs.uploads import accepting
from portal.logs.uploads.accepting import adding
from portal.logs.uploads.judging import chunks
from portal.logs.uploads.models import Submission
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.uploads.files import as_csv, row, table
from tests.portal.logs.uploads.life import Upload, deliver, work

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
POINTS = 6


class Killed(BaseException):
    """What no code of ours catches."""


@contextmanager
def killed_at(statement: int) -> Iterator[list[int]]:
    """Die at this statement; gives the number of statements in a list."""
    count = [0]

    def execute(run: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
        count[0] += 1
        if count[0] == statement:
            raise Killed
        return run(sql, parameters, many, context)

    with connection.execute_wrapper(execute):
        yield count


def delivered(person: Any) -> Submission:
    home = person.organisation
    rows = [row(home, field_13=f"T{n}", field_14=f"P{n}") for n in range(6)]
    rows += [rows[0], row(home, field_13="T8", field_28="99"), row(home, field_13="T9", field_36="")]
    return deliver(upload=Upload("june.csv", as_csv(table(rows)), "lettings", 2026), actor=person, organisation=home)


def worked_on(submission: Submission, die_at: int = 0) -> int:
    """Through the job, which may die on the way and is then delivered again, and once more than is needed."""
    with killed_at(die_at) as count, suppress(Killed):
        work(submission)
    if die_at:
        work(submission)
        work(submission)
    return count[0]


def result(submission: Submission) -> Any:
    submission = Submission.objects.get(pk=submission.pk)
    rows = submission.rows.order_by("number")
    logs = LettingsLog.objects.filter(bulk_upload_id=submission.pk).order_by("tenancycode")
    return (
        submission.state,
        submission.counts,
        submission.created_count,
        [(each.number, each.outcome, each.errors, each.error_count) for each in rows],
        [(log.tenancycode, log.status, log.version, log.answers, log.history.count()) for log in logs],
    )


def test_a_worker_that_dies_anywhere_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    load_shipped_areas()
    for module in (chunks, adding):
        monkeypatch.setattr(module, "CHUNK", 3)

    def new_person() -> Any:
        return CoordinatorFactory(organisation=OrganisationFactory(signed=True))

    person = new_person()
    submission = delivered(person)
    judging_takes = worked_on(submission)
    accepting.accept(submission=submission, actor=person, with_incomplete=True)
    accepting_takes = worked_on(submission)
    undisturbed = result(submission)
    assert undisturbed[2] == 7
    chosen = random.Random(12)
    for _ in range(POINTS):
        person = new_person()
        submission = delivered(person)
        points = chosen.randint(1, judging_takes), chosen.randint(1, accepting_takes)
        worked_on(submission, points[0])
        accepting.accept(submission=submission, actor=person, with_incomplete=True)
        worked_on(submission, points[1])
        assert result(submission) == undisturbed, points
