"""Rows that wait are corrected: a cell, a warning, many rows at once; what is right becomes a log."""

from __future__ import annotations

from typing import Any

import pytest

from django.core.exceptions import PermissionDenied

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from portal.logs.uploads import correcting
from portal.logs.uploads.accepting import CannotAccept
from portal.logs.uploads.correcting import errors
from portal.logs.uploads.correcting.correct import confirm_warning, correct_row, replace_value, undo_correction
from portal.logs.uploads.correcting.groups import GroupKey
from portal.logs.uploads.judging.comparing import SIMILAR
from portal.logs.uploads.models import Submission, SubmissionRow, SubmissionState
from portal.logs.uploads.rows.verdict import Category
from tests.factories.accounts import CoordinatorFactory, StatisticianFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.uploads.files import row
from tests.portal.logs.uploads.life import add, outcomes, send, work

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
O = SubmissionRow.Outcome  # noqa: E741
BEDROOMS = 28


@pytest.fixture(autouse=True)
def _areas() -> None:
    load_shipped_areas()


@pytest.fixture
def person() -> Any:
    return CoordinatorFactory(organisation=OrganisationFactory(signed=True))


def correct(submission: Submission, person: Any, number: int, **more: Any) -> correcting.Corrected:
    how = {"cells": {}, "seen": {}, "confirmed": {}, **more}
    return correct_row(submission=submission, number=number, actor=person, **how)


def group_at(submission: Submission, number: int) -> GroupKey:
    return next(group.key for group in errors.grouped(submission)[0] if group.number == number)


def test_a_corrected_cell_is_judged_at_once_and_the_row_becomes_a_log(person: Any) -> None:
    submission = send(person, row(person.organisation, field_13="T1", field_28="99"))
    assert outcomes(submission) == [O.WRONG]
    done = correct(submission, person, 2, cells={BEDROOMS: "2"}, seen={BEDROOMS: "99"})
    assert done.row.outcome == O.READY
    stored = submission.rows.get()
    assert stored.cells[BEDROOMS] == "99", "what was sent stays"
    assert stored.corrections == {"28": "2"}
    assert Submission.objects.get().counts[O.READY] == 1
    add(Submission.objects.get(), person)
    assert LettingsLog.objects.get().typed_answers()["beds"] == 2


def test_what_a_colleague_changed_meanwhile_is_told_and_kept(person: Any) -> None:
    submission = send(person, row(person.organisation, field_28="99"))
    correct(submission, person, 2, cells={BEDROOMS: "3"}, seen={BEDROOMS: "99"})
    done = correct(submission, person, 2, cells={BEDROOMS: "2", 13: "T9"}, seen={BEDROOMS: "99", 13: "old"})
    assert BEDROOMS in done.conflicts
    assert submission.rows.get().corrections["28"] == "3"


def test_only_people_with_the_right_and_only_while_rows_wait(person: Any) -> None:
    submission = send(person, row(person.organisation, field_28="99"))
    for other in (StatisticianFactory(), CoordinatorFactory()):
        with pytest.raises(PermissionDenied):
            correct(submission, other, 2, cells={BEDROOMS: "2"}, seen={})
    Submission.objects.update(state=SubmissionState.ACCEPTING)
    with pytest.raises(CannotAccept):
        correct(submission, person, 2, cells={BEDROOMS: "2"}, seen={})


def test_a_row_that_is_a_log_is_corrected_there(person: Any) -> None:
    good, wrong = row(person.organisation, field_13="T1"), row(person.organisation, field_13="T2", field_28="99")
    submission = add(send(person, good, wrong), person)
    with pytest.raises(CannotAccept, match="Change the log instead"):
        correct(submission, person, 2, cells={BEDROOMS: "2"}, seen={})


def test_one_value_is_replaced_in_all_rows_of_a_group_and_put_back(person: Any) -> None:
    rows = [row(person.organisation, field_13=f"T{n}", field_28="99" if n < 3 else "98") for n in range(4)]
    submission = send(person, *rows)
    key = group_at(submission, BEDROOMS)
    made = replace_value(submission=submission, group=key, value="99", by="2", actor=person)
    assert made.rows == 3
    assert outcomes(submission) == [O.READY] * 3 + [O.WRONG]
    correct(submission, person, 2, cells={BEDROOMS: "3"}, seen={BEDROOMS: "2"})
    assert undo_correction(correction=made, actor=person) == 2, "a row that was changed since stays"
    assert outcomes(submission) == [O.READY, *[O.WRONG] * 3]
    with pytest.raises(CannotAccept):
        undo_correction(correction=made, actor=person)


def test_many_rows_are_left_to_a_worker(person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.logs.uploads.correcting.correct.AT_ONCE", 1)
    submission = send(person, *(row(person.organisation, field_13=f"T{n}", field_28="99") for n in range(3)))
    replace_value(submission=submission, group=group_at(submission, BEDROOMS), value="99", by="2", actor=person)
    assert Submission.objects.get().state == SubmissionState.JUDGING
    assert outcomes(submission) == [O.WAITING] * 3
    work(submission)
    assert outcomes(submission) == [O.READY] * 3


def test_confirming_many_rows_and_taking_it_back_is_left_to_a_worker(
    person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.logs.uploads.correcting.correct.AT_ONCE", 1)
    submission = warned(person, "T1", "T2")
    key = next(each.key for each in errors.grouped(submission)[0] if each.key.is_warning)
    with monkeypatch.context() as meanwhile:  # while the person waits no row is judged, however many there are
        meanwhile.setattr("portal.logs.uploads.rows.judge.evaluate", None)
        made = confirm_warning(submission=submission, group=key, reason="They do work", actor=person)
    assert Submission.objects.get().state == SubmissionState.JUDGING
    assert set(outcomes(submission)) == {O.WAITING}
    work(submission)
    assert key.rows(submission).count() == 0, "it is confirmed"
    undo_correction(correction=made, actor=person)
    assert set(outcomes(submission)) == {O.WAITING}
    work(submission)
    assert key.rows(submission).count() == 2


def warned(person: Any, *names: str) -> Submission:
    """Rows with an lead tenant who works at an unusual age."""
    submission = send(person, *(row(person.organisation, field_13=name, field_41="90") for name in names))
    assert set(outcomes(submission)) == {O.WARNED}, submission.rows.first().errors
    return submission


def test_a_warning_is_confirmed_for_a_group_with_one_reason(person: Any) -> None:
    submission = warned(person, "T1", "T2")
    key = errors.grouped(submission)[0][0].key
    assert key.category == Category.SOFT
    made = confirm_warning(submission=submission, group=key, reason="They do work", actor=person)
    assert (made.rows, made.reason, made.made_by) == (2, "They do work", person)
    while set(outcomes(submission)) != {O.READY}:
        confirm_warning(
            submission=submission, group=errors.grouped(submission)[0][0].key, reason="They do work", actor=person
        )
    assert undo_correction(correction=made, actor=person) == 2
    assert set(outcomes(submission)) == {O.WARNED}


def test_warnings_that_name_another_log_or_amount_in_each_row_are_one_group(person: Any) -> None:
    """Who sends lettings like some that are there, each at an unusual charge, says once why that is right."""
    there = [row(person.organisation, field_13=f"T{n}", field_14="old", field_143=f"{200 + n}") for n in range(3)]
    first = add(send(person, *there), person, with_incomplete=True)
    logs = list(first.rows.values_list("log_id", flat=True))
    submission = send(person, *({**each, 14: "new"} for each in there))
    assert outcomes(submission) == [O.WARNED] * 3
    groups = errors.grouped(submission)[0]
    (similar,) = (group for group in groups if group.rule == SIMILAR)
    (charges,) = (group for group in groups if group.number == 143)
    assert (similar.rows, charges.rows) == ("2-4", "2-4")
    assert similar.message == "Another log says the same"
    assert charges.message.startswith("The service charge is higher than usual")
    said = dict(errors.examples(submission, similar.key))
    assert list(said) == [2, 3, 4]
    assert all(f"Log {log} says" in text for log, text in zip(logs, said.values(), strict=True))
    assert [number for number, text in errors.examples(submission, charges.key) if "£20" in text] == [2, 3, 4]
    made = confirm_warning(submission=submission, group=similar.key, reason="Sharers", actor=person)
    assert (made.rows, made.message) == (3, similar.message)
    assert outcomes(submission) == [O.WARNED] * 3
    confirm_warning(submission=submission, group=charges.key, reason="A warden", actor=person)
    assert outcomes(submission) == [O.READY] * 3
    correct(submission, person, 3, cells={143: "300"}, seen={143: "201"})
    assert outcomes(submission) == [O.READY, O.WARNED, O.READY], "it was confirmed of the amount that stood there"
    assert undo_correction(correction=made, actor=person) == 2, "the row says something else now"
    assert outcomes(submission) == [O.WARNED] * 3


def test_a_confirmation_holds_for_the_values_it_was_given_for(person: Any) -> None:
    submission = warned(person, "T1")
    while set(outcomes(submission)) != {O.READY}:
        confirm_warning(submission=submission, group=errors.grouped(submission)[0][0].key, reason="Yes", actor=person)
    confirmed = submission.rows.get().confirmed
    assert confirmed
    correct(submission, person, 2, cells={13: "T9"}, seen={13: "T1"})
    assert submission.rows.get().confirmed == confirmed, "another answer does not matter"
    correct(submission, person, 2, cells={41: "91"}, seen={41: "90"})
    assert submission.rows.get().outcome == O.WARNED
    assert set(submission.rows.get().confirmed) < set(confirmed)


def test_a_row_that_no_longer_says_the_same_frees_its_double(person: Any) -> None:
    submission = send(person, row(person.organisation, field_13="T1"), row(person.organisation, field_13="T1"))
    assert outcomes(submission) == [O.READY, O.DOUBLED]
    correct(submission, person, 2, cells={13: "T2"}, seen={13: "T1"})
    assert outcomes(submission) == [O.READY, O.READY]
    correct(submission, person, 3, cells={13: "T2"}, seen={13: "T1"})
    assert outcomes(submission) == [O.READY, O.DOUBLED]
