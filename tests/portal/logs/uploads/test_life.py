"""A submission through its life: delivered, judged, accepted, delivered again, undone, given up."""

from __future__ import annotations

from typing import Any

import pytest

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from portal.clock import Frozen, now
from portal.logs.contexts import Contexts
from portal.logs.kinds import kind_named
from portal.logs.status import LogStatus
from portal.logs.uploads import accepting
from portal.logs.uploads.accepting import adding
from portal.logs.uploads.correcting.correct import correct_row
from portal.logs.uploads.delivering import Upload, deliver
from portal.logs.uploads.files import FileError
from portal.logs.uploads.judging import ChunkJudge
from portal.logs.uploads.models import Submission, SubmissionRow, SubmissionState
from portal.logs.uploads.out.results import csv_of
from portal.logs.uploads.retention import clear_away
from tests.factories.accounts import CoordinatorFactory, StatisticianFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.uploads.files import as_csv, row, table
from tests.portal.logs.uploads.life import add, outcomes, send, work

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
S, O = SubmissionState, SubmissionRow.Outcome  # noqa: E741


@pytest.fixture(autouse=True)
def _areas() -> None:
    load_shipped_areas()


@pytest.fixture
def person() -> Any:
    return CoordinatorFactory(organisation=OrganisationFactory(signed=True))


def test_ready_rows_become_logs_and_the_rest_waits_as_sent(person: Any) -> None:
    good = row(person.organisation, field_13="T1")
    wrong = row(person.organisation, field_13="T2", field_28="99")
    gap = row(person.organisation, field_13="T3", field_36="")
    submission = send(person, good, wrong, gap)
    assert submission.state == S.JUDGED
    assert outcomes(submission) == [O.READY, O.WRONG, O.INCOMPLETE]
    submission = add(submission, person)
    (log,) = LettingsLog.objects.all()
    assert (log.tenancycode, log.status, log.bulk_upload_id) == ("T1", LogStatus.COMPLETED, submission.pk)
    assert submission.state == S.JUDGED
    assert outcomes(submission) == [O.ADDED, O.WRONG, O.INCOMPLETE]
    kept = submission.rows.get(number=3)
    assert kept.cells[28] == "99"
    assert [(error.number, error.category) for error in kept.row_errors] == [(28, "wrong")]
    assert log.history.count() == 1


def test_rows_with_gaps_become_logs_in_progress_where_that_is_wanted(person: Any) -> None:
    submission = add(send(person, row(person.organisation, field_36="")), person, with_incomplete=True)
    assert LettingsLog.objects.get().status == LogStatus.IN_PROGRESS
    assert submission.state == S.ACCEPTED


def test_nothing_is_added_until_all_are_right(person: Any) -> None:
    submission = send(person, row(person.organisation), row(person.organisation, field_13="T2", field_28="99"))
    with pytest.raises(accepting.CannotAccept):
        accepting.accept(submission=submission, actor=person, only_if_all=True)
    assert not LettingsLog.objects.exists()


def test_where_no_row_is_ready_nothing_is_said_to_be_added(person: Any) -> None:
    submission = send(person, row(person.organisation, field_36=""))
    with pytest.raises(accepting.CannotAccept, match="no row is ready"):
        accepting.accept(submission=submission, actor=person)
    submission.refresh_from_db()
    assert submission.state == S.JUDGED


def test_a_second_delivery_changes_instead_of_adding(person: Any) -> None:
    rows = [row(person.organisation, field_13=f"T{n}", field_14=f"P{n}") for n in range(3)]
    add(send(person, *rows), person)
    again = send(person, rows[0], {**rows[1], 142: "101"}, row(person.organisation, field_13="T9", field_14="P9"))
    assert outcomes(again) == [O.UNCHANGED, O.READY, O.READY]
    assert again.counts["changed"] == 1
    again = add(again, person)
    assert LettingsLog.objects.count() == 4
    assert LettingsLog.objects.get(tenancycode="T1").answers["brent"] == 101
    assert (again.created_count, again.changed_count) == (1, 1)


def test_what_a_colleague_changed_meanwhile_is_a_conflict(person: Any) -> None:
    first = row(person.organisation, field_14="P1")
    add(send(person, first), person)
    again = send(person, {**first, 142: "101"})
    log = LettingsLog.objects.get()
    LettingsLog.objects.filter(pk=log.pk).update(answers={**log.answers, "brent": 99}, version=log.version + 1)
    again = add(again, person)
    assert outcomes(again) == [O.CONFLICT]
    assert LettingsLog.objects.get().answers["brent"] == 99


def test_a_row_that_stands_there_twice_is_added_once(person: Any) -> None:
    same = row(person.organisation)
    submission = send(person, same, same)
    assert outcomes(submission) == [O.READY, O.DOUBLED]
    add(submission, person)
    assert LettingsLog.objects.count() == 1


def with_column(name: str, rows: list[Any], values: list[str]) -> bytes:
    cells = table(rows)
    for line, value in zip(cells, [name, *values], strict=True):
        line.append(value)
    return as_csv(cells)


def delivered(person: Any, content: bytes, organisation: Any) -> Submission:
    upload = Upload("june.csv", content, "lettings", 2026)
    return work(deliver(upload=upload, actor=person, organisation=organisation))


def test_a_name_of_another_system_stands_for_one_row_of_a_file(person: Any) -> None:
    long = "x" * 120
    rows = [row(person.organisation, field_13=f"T{n}") for n in range(5)]
    content = with_column("External reference", rows, ["A", " A", f"{long}1", f"{long}2", "\tA\u00a0"])
    submission = delivered(person, content, person.organisation)
    assert outcomes(submission) == [O.READY, O.DOUBLED, O.READY, O.READY, O.DOUBLED]
    correct_row(submission=submission, number=6, cells={13: "T9"}, seen={13: "T4"}, confirmed={}, actor=person)
    assert outcomes(submission) == [O.READY, O.DOUBLED, O.READY, O.READY, O.DOUBLED]
    add(submission, person)
    again = delivered(person, content, person.organisation)
    assert outcomes(again) == [O.UNCHANGED, O.DOUBLED, O.UNCHANGED, O.UNCHANGED, O.DOUBLED]


@pytest.mark.parametrize(
    ("name", "cells"), [("=A1", {}), ("", {"field_13": "", "field_14": "", "field_8": "", "field_19": "-Hill"})]
)
def test_the_apostrophe_before_a_formula_makes_nothing_another_row(
    person: Any, name: str, cells: dict[str, str]
) -> None:
    content = with_column("External reference", [row(person.organisation, **cells)], [name])
    submission = delivered(person, content, person.organisation)
    results = "".join(csv_of(submission, "all")).encode()
    add(submission, person, with_incomplete=True)
    assert outcomes(delivered(person, results, person.organisation)) == [O.UNCHANGED]


def test_a_number_of_a_log_of_others_means_nothing_in_rows_that_support_sends(person: Any) -> None:
    other = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    add(send(other, row(other.organisation)), other)
    log = LettingsLog.objects.get()
    rows = [row(person.organisation, field_3=person.email, field_13="T2")]
    support = SupportFactory()
    submission = delivered(support, with_column("Log", rows, [str(log.pk)]), person.organisation)
    add(submission, support)
    log.refresh_from_db()
    assert (log.owning_organisation, LettingsLog.objects.count()) == (other.organisation, 2)


def test_a_worker_that_died_is_carried_on(person: Any) -> None:
    rows = [row(person.organisation, field_13=f"T{n}") for n in range(5)]
    submission = send(person, *rows)
    accepting.accept(submission=submission, actor=person)
    submission.refresh_from_db()
    chosen = list(submission.rows.order_by("number")[:2])
    adding._accept_chunk(submission, person, Contexts(kind_named("lettings")), chosen)
    submission = work(submission)
    assert LettingsLog.objects.count() == 5
    assert submission.created_count == 5
    assert work(submission).state == S.ACCEPTED


def test_undo_removes_what_nobody_has_touched(person: Any, clock: Frozen) -> None:
    submission = add(send(person, *(row(person.organisation, field_13=f"T{n}") for n in range(3))), person)
    touched = LettingsLog.objects.get(tenancycode="T1")
    LettingsLog.objects.filter(pk=touched.pk).update(version=2)
    gone, left = accepting.undo(submission=submission, actor=person)
    assert (gone, left) == (2, [touched.pk])
    assert LettingsLog.objects.exclude(status=LogStatus.DELETED).count() == 1
    submission = work(submission)
    assert outcomes(submission) == [O.READY, O.ADDED, O.READY]
    clock.move_by(hours=25)
    with pytest.raises(accepting.CannotAccept):
        accepting.undo(submission=submission, actor=person)


def test_giving_up_deletes_the_rows_and_keeps_the_facts(person: Any) -> None:
    submission = send(person, row(person.organisation))
    accepting.cancel(submission=submission, actor=person)
    submission.refresh_from_db()
    assert submission.state == S.CANCELLED
    assert not submission.rows.exists()
    assert (submission.row_count, len(submission.checksum)) == (1, 64)


def test_giving_up_the_rest_leaves_what_was_added_to_be_undone(person: Any) -> None:
    submission = add(send(person, row(person.organisation), row(person.organisation, field_28="99")), person)
    accepting.cancel(submission=submission, actor=person)
    submission.refresh_from_db()
    assert (submission.state, submission.counts, outcomes(submission)) == (
        S.ACCEPTED,
        {"added": 1, "changed": 0, "unused": 0},
        [O.ADDED],
    )
    assert accepting.undo(submission=submission, actor=person) == (1, [])
    assert outcomes(work(submission)) == [O.READY]


def test_undo_waits_until_nothing_is_done_with_the_rows_and_is_done_once(person: Any) -> None:
    submission = add(
        send(person, row(person.organisation), row(person.organisation, field_13="T2", field_36="")), person
    )
    accepting.accept(submission=submission, actor=person, with_incomplete=True)
    with pytest.raises(accepting.CannotAccept):
        accepting.undo(submission=submission, actor=person)
    submission = work(submission)
    accepting.undo(submission=submission, actor=person)
    with pytest.raises(accepting.CannotAccept):
        accepting.undo(submission=submission, actor=person)


def test_what_somebody_added_who_has_left_is_undone_and_checked_for_a_colleague(person: Any) -> None:
    submission = add(send(person, row(person.organisation)), person)
    colleague = CoordinatorFactory(organisation=person.organisation)
    person.organisation = OrganisationFactory(signed=True)
    person.save()
    accepting.undo(submission=Submission.objects.get(), actor=colleague)
    submission = work(submission)
    assert (outcomes(submission), submission.uploader) == ([O.READY], colleague)


def test_rows_are_deleted_after_thirty_days(person: Any, clock: Frozen) -> None:
    submission = send(person, row(person.organisation))
    clock.move_by(days=29)
    clear_away(now())
    assert submission.rows.exists()
    clock.move_by(days=2)
    clear_away(now())
    assert not submission.rows.exists()


def test_who_may_not_create_logs_cannot_deliver_or_accept(person: Any) -> None:
    submission = send(person, row(person.organisation))
    for stranger in (CoordinatorFactory(organisation=OrganisationFactory(signed=True)), StatisticianFactory()):
        with pytest.raises(PermissionDenied):
            deliver(
                upload=Upload("x.csv", as_csv(table([row(person.organisation)])), "lettings", 2026),
                actor=stranger,
                organisation=person.organisation,
            )
        with pytest.raises(PermissionDenied):
            accepting.accept(submission=submission, actor=stranger)
        assert not Submission.objects.visible_to(stranger).exists()


def test_rights_are_asked_again_by_the_job(person: Any) -> None:
    submission = send(person, row(person.organisation))
    accepting.accept(submission=submission, actor=person)
    person.active = False
    person.save()
    with pytest.raises(PermissionDenied):
        work(submission)
    assert not LettingsLog.objects.exists()


def test_a_closed_year_is_refused(person: Any) -> None:
    with pytest.raises(FileError, match="cannot be added any more"):
        send(person, row(person.organisation, year=2025), year=2025)


def test_queries_do_not_grow_with_the_rows(person: Any) -> None:
    submission = send(person, *(row(person.organisation, field_13=f"T{n}", field_14=f"P{n}") for n in range(12)))

    def queries(count: int) -> int:
        rows = list(submission.rows.order_by("number")[:count])
        with CaptureQueriesContext(connection) as captured:
            ChunkJudge(submission)(rows)
        return len(captured)

    queries(1)  # what is read once for the person and the file
    assert queries(2) == queries(12) <= 20
