"""Who hears of an upload by e-mail, and what becomes of rows whose sender has moved to another organisation."""

from __future__ import annotations

from typing import Any

import pytest

from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.mail.compose import compose
from accounts.models import SentEmail, User
from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from portal.clock import Frozen, now
from portal.logs.uploads import accepting
from portal.logs.uploads.job import SUBMISSIONS
from portal.logs.uploads.models import Submission, SubmissionRow, SubmissionState
from portal.logs.uploads.telling import looked_at, remind
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.uploads.files import row
from tests.portal.logs.uploads.life import FakeClaim, add, outcomes, send, work

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
O = SubmissionRow.Outcome  # noqa: E741


@pytest.fixture
def person() -> Any:
    load_shipped_areas()
    return CoordinatorFactory(organisation=OrganisationFactory(signed=True))


def told() -> list[str]:
    return list(
        SentEmail.objects.filter(template__startswith="upload").order_by("pk").values_list("template", flat=True)
    )


def test_whoever_left_the_page_is_told_what_came_of_it(person: Any) -> None:
    submission = send(person, row(person.organisation), row(person.organisation, field_13="T2", field_28="99"))
    assert told() == ["upload_checked"]
    add(submission, person)
    assert told() == ["upload_checked", "upload_added"]
    subject, text = compose(SentEmail.objects.get(template="upload_added"))
    assert "june" in subject
    assert "Logs added: 1" in text
    assert "Rows kept to be corrected: 1" in text


def test_whoever_waits_at_the_page_is_not_told(person: Any, clock: Frozen) -> None:
    submission = send(person, row(person.organisation))
    SentEmail.objects.all().delete()
    accepting.accept(submission=submission, actor=person)
    submission.refresh_from_db()
    looked_at(submission, person)
    work(submission)
    assert told() == []


def test_rows_that_wait_for_a_week_are_remembered_once(person: Any, clock: Frozen) -> None:
    send(person, row(person.organisation, field_28="99"))
    SentEmail.objects.all().delete()
    clock.move_by(days=6)
    remind(now())
    assert told() == []
    clock.move_by(days=2)
    remind(now())
    remind(now())
    assert told() == ["upload_reminder"]
    assert "deleted in 23 days" in compose(SentEmail.objects.get(template="upload_reminder"))[1]


def test_rows_of_somebody_who_left_are_taken_over_by_a_colleague(person: Any) -> None:
    home = person.organisation
    colleague = CoordinatorFactory(organisation=home)
    submission = send(person, row(home), row(home, field_13="T2", field_14="P2"))
    person.organisation = OrganisationFactory(signed=True)
    person.save()
    submission = Submission.objects.get(pk=submission.pk)
    with pytest.raises(accepting.CannotAccept, match="checked again"):
        accepting.accept(submission=submission, actor=colleague)
    with pytest.raises(PermissionDenied):
        accepting.take_over(submission=submission, actor=person)
    accepting.take_over(submission=submission, actor=colleague)
    submission = work(submission)
    assert (submission.state, outcomes(submission)) == (SubmissionState.JUDGED, [O.READY, O.READY])
    add(submission, colleague)
    assert set(LettingsLog.objects.values_list("assigned_to", "created_by")) == {(colleague.pk, person.pk)}


def test_rows_of_somebody_who_was_deactivated_are_taken_over_and_change_their_logs(person: Any) -> None:
    home = person.organisation
    colleague = CoordinatorFactory(organisation=home)
    add(send(person, row(home, field_13="T1")), person)
    submission = send(person, row(home, field_13="T1", field_142="101"))
    User.objects.filter(pk=person.pk).update(active=False)
    submission = Submission.objects.get(pk=submission.pk)
    with pytest.raises(accepting.CannotAccept, match="checked again"):
        accepting.accept(submission=submission, actor=colleague)
    accepting.take_over(submission=submission, actor=colleague)
    add(work(submission), colleague)
    assert outcomes(submission) == [O.ADDED]
    assert LettingsLog.objects.get().typed_answers()["brent"] == 101


def test_what_stopped_for_good_is_told_and_checked_again(person: Any) -> None:
    submission = send(person, row(person.organisation))
    accepting.accept(submission=submission, actor=person)
    Submission.objects.filter(pk=submission.pk).update(state=SubmissionState.FAILED, attempts=5, error="KeyError: x")
    submission = Submission.objects.get(pk=submission.pk)
    SUBMISSIONS.on_give_up(FakeClaim(submission))
    assert told()[-1] == "upload_stopped"
    assert "Rows that have not been added: 1" in compose(SentEmail.objects.latest("pk"))[1]
    client = Client()
    client.force_login(person)
    page = reverse("admin:uploads_submission_change", args=[submission.pk])
    assert "Check the rows again" in client.get(page).content.decode()
    client.post(reverse("admin:uploads_submission_accept", args=[submission.pk]))
    submission.refresh_from_db()
    assert (submission.state, submission.attempts, submission.taken_over_by) == (SubmissionState.JUDGING, 0, None)
    assert outcomes(add(work(submission), person)) == [O.ADDED]


def test_what_stopped_because_somebody_moved_is_told_to_whoever_may_go_on(person: Any) -> None:
    submission = send(person, row(person.organisation))
    colleague = CoordinatorFactory(organisation=person.organisation)
    accepting.accept(submission=submission, actor=colleague)
    colleague.organisation = OrganisationFactory(signed=True)
    colleague.save()
    SUBMISSIONS.on_give_up(FakeClaim(Submission.objects.get(pk=submission.pk)))
    last = SentEmail.objects.latest("pk")
    assert (last.template, last.user) == ("upload_stopped", person)


def test_rows_are_not_checked_for_somebody_who_has_left(person: Any) -> None:
    submission = send(person, row(person.organisation))
    Submission.objects.filter(pk=submission.pk).update(state=SubmissionState.JUDGING)
    person.organisation = OrganisationFactory(signed=True)
    person.save()
    with pytest.raises(PermissionDenied):
        work(submission)
