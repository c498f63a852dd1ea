"""Rows that wait when their organisation merges into another one."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import User
from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from orgs.merges import perform
from portal.clock import Frozen
from portal.jobs.work import work as carry_out
from portal.logs.uploads.models import Submission, SubmissionRow
from tests.factories.accounts import CoordinatorFactory, ProviderFactory
from tests.factories.orgs import MergeRequestFactory, MergeRequestOrganisationFactory, OrganisationFactory
from tests.portal.logs.uploads.files import row
from tests.portal.logs.uploads.life import add, outcomes, send
from tests.portal.logs.uploads.test_pages import page, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 12:00")]
O = SubmissionRow.Outcome  # noqa: E741


def test_rows_that_wait_are_those_of_the_organisation_that_takes_over(clock: Frozen) -> None:
    load_shipped_areas()
    absorber, old = (OrganisationFactory(signed=True) for _ in range(2))
    request = MergeRequestFactory(absorbing_organisation=absorber, merge_date=date(2026, 8, 1))
    MergeRequestOrganisationFactory(merge_request=request, merging_organisation=old)
    sender, colleague = CoordinatorFactory(organisation=old), ProviderFactory(organisation=absorber)
    submission = send(sender, row(old, field_13="T1"), row(old, field_13="T2", field_28="99"))
    carry_out("merge", perform.start(actor=request.requester, request=request).pk)
    submission = Submission.objects.get(pk=submission.pk)
    for person in User.objects.filter(pk__in=(sender.pk, colleague.pk)):
        assert "Correct the rows here" in signed_in(person).get(page(submission, "change")).content.decode()
    add(submission, User.objects.get(pk=sender.pk))
    assert outcomes(submission) == [O.ADDED, O.WRONG]
    assert LettingsLog.objects.get().tenancycode == "T1"
