"""Every change names who did it: a person, a system, or the machinery's job."""

from __future__ import annotations

from typing import Any

import pytest

from django.test import Client

from accounts.roles import Role
from orgs.people.invitations import invite
from portal.history import PREFIX, HistoryWithoutActor, SystemJob, note, system_job, who_did_it
from portal.jobs import tick as ticking
from portal.logs.record import record_answers
from tests.accounts.mailbox import link_in, read_mail
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.record.worlds import recorded

pytestmark = pytest.mark.django_db


def test_what_nobody_did_is_refused(settings: Any) -> None:
    organisation = OrganisationFactory()
    settings.SYSTEM_JOB = ""
    organisation.phone = "020 7946 0000"
    with pytest.raises(HistoryWithoutActor):
        organisation.save()


def test_a_job_stands_where_others_have_a_person(settings: Any) -> None:
    organisation = OrganisationFactory()
    settings.SYSTEM_JOB = ""
    with system_job("tidying up"):
        organisation.save()
        first = organisation.history.first()
        note(organisation, reason="Twice a year")
        organisation.save()
    second = organisation.history.first()
    assert who_did_it(first) == ("tidying up", "")
    assert who_did_it(second) == ("tidying up", "Twice a year")


def test_what_the_tick_starts_is_named(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    organisation = OrganisationFactory()
    settings.SYSTEM_JOB = ""

    def mend_phones(at: object) -> None:
        organisation.save()

    mend_phones.__qualname__ = "mend_phones"
    monkeypatch.setattr(ticking, "CHECKS", [mend_phones])
    ticking.tick()
    assert organisation.history.first().history_change_reason == f"{PREFIX}mend phones"


@pytest.mark.clock("2026-08-05 12:00")
def test_logs_changed_by_a_job_say_so() -> None:
    log = recorded("lettings", CoordinatorFactory(organisation=OrganisationFactory(signed=True)))
    job = SystemJob("logs going over to a new version")
    record_answers(log=log, changes={"tenancycode": "T1"}, actor=job)
    row = log.history.first()
    assert row.history_user is None
    assert who_did_it(row) == (job.name, "")
    assert row.changes["tenancycode"][1] == "T1"


def test_a_page_without_sign_in_was_reached_by_the_persons_own_link(client: Client, settings: Any) -> None:
    actor = CoordinatorFactory()
    details = {"name": "Ada", "email": "ada@example.org", "phone": "02079460123", "role": Role.DATA_PROVIDER}
    user = invite(actor=actor, organisation=actor.organisation, **details)
    assert user is not None
    path = link_in(read_mail()[0])
    settings.SYSTEM_JOB = ""
    client.post(path, {"password": "three random words", "again": "three random words"})
    assert user.history.first().history_user == user
