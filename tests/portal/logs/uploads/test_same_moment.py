"""Two people send the same at the same moment: each log is there once, and both are told what became of their rows."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest

from django.db import connection, transaction

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from orgs.models import OrganisationRelationship
from portal.clock import Frozen
from portal.logs.record import record_answers
from portal.logs.status import LogStatus
from portal.logs.uploads import accepting
from portal.logs.uploads.accepting.meanwhile import ADDED_MEANWHILE
from portal.logs.uploads.judging import ChunkJudge, judge_submission
from portal.logs.uploads.judging.comparing import SIMILAR
from portal.logs.uploads.models import ErrorGroup, Submission, SubmissionRow, SubmissionState
from tests.factories.accounts import CoordinatorFactory, ProviderFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.record.waiting import until, waiting_for_a_lock
from tests.portal.logs.uploads.files import row
from tests.portal.logs.uploads.life import add, outcomes, send, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 12:00")]
O = SubmissionRow.Outcome  # noqa: E741


@pytest.fixture
def colleagues() -> list[Any]:
    load_shipped_areas()
    organisation = OrganisationFactory(signed=True)
    return [CoordinatorFactory(organisation=organisation) for _ in range(2)]


def add_at_once(submissions: Sequence[Submission], people: Sequence[Any], **how: bool) -> list[Submission]:
    """Each submission by its own worker, started together."""
    for submission, person in zip(submissions, people, strict=True):
        accepting.accept(submission=submission, actor=person, **how)
    ready = threading.Barrier(len(submissions))
    failures: list[BaseException] = []

    def run(submission: Submission) -> None:
        try:
            ready.wait(timeout=20)
            work(submission)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[submission]) for submission in submissions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    assert not failures
    return [Submission.objects.get(pk=submission.pk) for submission in submissions]


def test_the_same_file_twice_adds_each_log_once(colleagues: list[Any], clock: Frozen) -> None:
    rows = [row(colleagues[0].organisation, field_13=f"T{n}", field_14=f"P{n}") for n in range(6)]
    both = add_at_once([send(person, *rows) for person in colleagues], colleagues)
    assert LettingsLog.objects.count() == 6
    assert sorted(submission.created_count for submission in both) == [0, 6]
    assert sorted(map(outcomes, both)) == [[O.ADDED] * 6, [O.UNCHANGED] * 6]
    assert both[0].rows.get(number=2).log_id == both[1].rows.get(number=2).log_id


def test_rows_that_say_too_little_to_be_told_apart_are_added_once(colleagues: list[Any], clock: Frozen) -> None:
    gap = row(colleagues[0].organisation, field_13="", field_14="", field_8="")
    both = add_at_once([send(person, gap) for person in colleagues], colleagues, with_incomplete=True)
    assert LettingsLog.objects.count() == 1
    assert sorted(map(outcomes, both)) == [[O.ADDED], [O.UNCHANGED]]


def test_other_answers_for_the_same_letting_are_told(colleagues: list[Any], clock: Frozen) -> None:
    one = row(colleagues[0].organisation, field_13="T1", field_14="P1")
    both = add_at_once([send(colleagues[0], one), send(colleagues[1], {**one, 142: "101"})], colleagues)
    assert LettingsLog.objects.count() == 1
    (late,) = (submission for submission in both if not submission.created_count)
    told = late.rows.get()
    assert told.outcome == O.CONFLICT
    assert [error.rule for error in told.row_errors] == [ADDED_MEANWHILE] * len(told.errors) != []


@pytest.mark.parametrize("added", ["before", "meanwhile"])
def test_what_a_provider_does_not_see_is_not_added_again(colleagues: list[Any], clock: Frozen, added: str) -> None:
    home, agent = colleagues[0].organisation, OrganisationFactory(signed=True)
    OrganisationRelationship.objects.create(stock_owner=home, managing_agent=agent)
    one = row(home, field_13="T1", field_2=agent.code)
    provider = ProviderFactory(organisation=home)
    early = send(provider, one) if added == "meanwhile" else None
    assert outcomes(add(send(colleagues[0], one), colleagues[0])) == [O.ADDED]
    late = add(early, provider) if early else send(provider, one)
    assert outcomes(late) == [O.WRONG]
    (error,) = late.rows.get().row_errors
    assert "Your organisation has this already" in error.message
    with pytest.raises(accepting.CannotAccept):
        accepting.accept(submission=late, actor=provider)
    LettingsLog.objects.update(status=LogStatus.DELETED)
    assert outcomes(send(provider, one)) == [O.READY], "what was deleted is not there"


def test_what_is_only_similar_waits_for_somebody_to_say_so(colleagues: list[Any], clock: Frozen) -> None:
    first, second = (row(colleagues[0].organisation, field_13="T1", field_14=ref) for ref in ("P1", "P2"))
    both = add_at_once([send(colleagues[0], first), send(colleagues[1], second)], colleagues)
    assert LettingsLog.objects.count() == 1
    (late,) = (submission for submission in both if not submission.created_count)
    told = late.rows.get()
    assert (told.outcome, [error.rule for error in told.row_errors]) == (O.WARNED, [SIMILAR])


def test_what_somebody_is_changing_is_not_undone(colleagues: list[Any], clock: Frozen, beside: Any) -> None:
    """The change is there, but not committed yet, when the upload is taken back."""
    person, colleague = colleagues
    rows = [row(person.organisation, field_13=f"T{n}", field_14=f"P{n}") for n in range(2)]
    submission = add(send(person, *rows), person)
    log = LettingsLog.objects.earliest("pk")
    undone: list[Any] = []
    with transaction.atomic():
        assert record_answers(log=log, changes={"brent": "105"}, actor=colleague).saved
        beside(lambda: undone.append(accepting.undo(submission=submission, actor=person)))
        until(waiting_for_a_lock)
    until(lambda: bool(undone))
    assert undone == [(1, [log.pk])]
    log.refresh_from_db()
    assert (log.is_deleted, log.answers["brent"]) == (False, 105)


def test_nothing_is_kept_of_rows_that_are_given_up_while_they_are_checked(
    colleagues: list[Any], clock: Frozen, beside: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = colleagues[0]
    submission = send(person, row(person.organisation, field_28="99"))
    submission.rows.update(outcome=O.WAITING, errors=[])
    submission.error_groups.all().delete()
    Submission.objects.update(state=SubmissionState.JUDGING)
    given_up: list[bool] = []
    verdicts = ChunkJudge.verdicts

    def give_up() -> None:
        accepting.cancel(submission=submission, actor=person)
        given_up.append(True)

    def meanwhile(judge: ChunkJudge, rows: Any) -> Any:
        beside(give_up)
        until(lambda: bool(given_up) or waiting_for_a_lock())
        return verdicts(judge, rows)

    monkeypatch.setattr(ChunkJudge, "verdicts", meanwhile)
    judge_submission(submission)
    until(lambda: bool(given_up))
    assert Submission.objects.get().state == SubmissionState.CANCELLED
    assert not ErrorGroup.objects.exists()
    assert not SubmissionRow.objects.exists()


def test_two_who_undo_at_once_take_back_once(colleagues: list[Any], clock: Frozen, beside: Any) -> None:
    rows = [row(colleagues[0].organisation, field_13=f"T{n}", field_14=f"P{n}") for n in range(2)]
    submission = add(send(colleagues[0], *rows), colleagues[0])
    came: list[Any] = []

    def undo() -> None:
        try:
            came.append(accepting.undo(submission=submission, actor=colleagues[1]))
        except accepting.CannotAccept as problem:
            came.append(str(problem))

    with transaction.atomic():
        gone = accepting.undo(submission=submission, actor=colleagues[0])
        beside(undo)
        until(waiting_for_a_lock)
    until(lambda: bool(came))
    assert gone == (2, [])
    assert "once" in came[0]
    assert LettingsLog.objects.filter(status=LogStatus.DELETED).count() == 2
