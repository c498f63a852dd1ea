"""A submission taken through its life without a queue, for tests of any part of it."""

from __future__ import annotations

from typing import Any

from portal.logs.uploads import accepting
from portal.logs.uploads.delivering import Upload, deliver
from portal.logs.uploads.job import work_on
from portal.logs.uploads.models import Submission
from tests.portal.logs.uploads.files import as_csv, table


class FakeClaim:
    """A claim that writes at once, for what is about the rows and not about workers."""

    def __init__(self, job: Submission) -> None:
        self.job = job

    def progress(self, done: int | None = None, **more: Any) -> None:
        pass

    def advance_with_the_rest(self, state: str, **values: Any) -> None:
        self.advance(state, **values)

    def advance(self, state: str, **values: Any) -> None:
        Submission.objects.filter(pk=self.job.pk).update(state=str(state), **values)
        self.job.state = str(state)


def work(submission: Submission) -> Submission:
    fresh = Submission.objects.get(pk=submission.pk)
    work_on(FakeClaim(fresh))
    return Submission.objects.get(pk=submission.pk)


def send(person: Any, *rows: Any, log_type: str = "lettings", year: int = 2026, name: str = "june.csv") -> Submission:
    content = as_csv(table(rows, log_type, year))
    upload = Upload(name, content, log_type, year)
    return work(deliver(upload=upload, actor=person, organisation=person.organisation))


def outcomes(submission: Submission) -> list[str]:
    return list(submission.rows.order_by("number").values_list("outcome", flat=True))


def add(submission: Submission, person: Any, **how: bool) -> Submission:
    accepting.accept(submission=submission, actor=person, **how)
    return work(submission)
