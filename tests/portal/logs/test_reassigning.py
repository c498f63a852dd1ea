"""Giving logs to somebody else to complete: one, several, and those of somebody who is deactivated."""

from datetime import date
from typing import Any

import pytest

from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import User
from lettings.models import LettingsLog
from orgs.people import lifecycle
from portal.logs.reassigning import plan_reassignment, reassign
from portal.logs.status import LogStatus
from portal.logs.tasks import logs_to_reassign
from tests.access.worlds import make_log
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, StatisticianFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory, OrganisationRelationshipFactory
from tests.portal.logs.record.worlds import finished, recorded

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
KINDS = ["lettings", "sales"]


@pytest.fixture
def coordinator() -> User:
    return CoordinatorFactory(organisation=OrganisationFactory(signed=True))


@pytest.fixture
def colleague(coordinator: User) -> User:
    return ProviderFactory(name="Cleo Colleague", organisation=coordinator.organisation)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(log: Any, name: str) -> str:
    return reverse(f"admin:{log._meta.app_label}_{log._meta.model_name}_{name}", args=[log.pk])


def list_of(log: Any) -> str:
    return reverse(f"admin:{log._meta.app_label}_{log._meta.model_name}_changelist")


@pytest.mark.parametrize("kind", KINDS)
def test_one_log_is_reassigned_from_its_page(kind: str, coordinator: User, colleague: User) -> None:
    log, client = finished(kind, coordinator), signed_in(coordinator)
    assert page(log, "reassign") in client.get(page(log, "change")).content.decode()
    empty = client.post(page(log, "reassign"), {"person": ""}).content.decode()
    assert "<title>Error: " in empty
    assert "Select who should complete the logs" in empty
    told = client.post(page(log, "reassign"), {"person": colleague.pk}, follow=True).content.decode()
    assert f"Log {log.pk} is now assigned to Cleo Colleague." in told
    log.refresh_from_db()
    assert (log.assigned_to, log.status) == (colleague, LogStatus.COMPLETED)
    assert log.history.latest().changes["assigned_to_id"] == [coordinator.pk, colleague.pk]


@pytest.mark.parametrize("kind", KINDS)
def test_several_are_listed_before_anything_happens(kind: str, coordinator: User, colleague: User) -> None:
    logs = [recorded(kind, coordinator), finished(kind, coordinator), finished(kind, colleague)]
    client, url = signed_in(coordinator), list_of(logs[0])
    chosen = {"action": "reassign_logs", "_selected_action": [log.pk for log in logs]}
    assert "Who should complete these 3 logs?" in client.post(url, chosen).content.decode()
    asked = client.post(url, {**chosen, "person": colleague.pk}).content.decode()
    assert "assign 2 logs to Cleo Colleague?" in asked
    assert "1 selected log will stay as it is" in asked
    assert "It is assigned to Cleo Colleague already" in asked
    assert {log.assigned_to for log in type(logs[0]).objects.all()} == {coordinator, colleague}
    done = client.post(url, {**chosen, "person": colleague.pk, "confirm": "yes"}, follow=True).content.decode()
    assert "2 logs are now assigned to Cleo Colleague." in done
    assert {log.assigned_to for log in type(logs[0]).objects.all()} == {colleague}


def test_only_who_could_complete_them_gets_logs(coordinator: User, colleague: User) -> None:
    agent = OrganisationFactory(signed=True)
    OrganisationRelationshipFactory(stock_owner=coordinator.organisation, managing_agent=agent)
    managed = make_log(LettingsLog, coordinator.organisation, agent, date=date(2026, 5, 1))
    closed = make_log(LettingsLog, coordinator.organisation, coordinator.organisation, date=date(2022, 5, 1))
    foreign = make_log(LettingsLog, agent, agent, date=date(2026, 5, 1))
    plan = plan_reassignment(actor=coordinator, logs=[managed, closed, foreign], person=colleague)
    assert plan.going == []
    assert [each.reason for each in plan.staying] == [
        "Cleo Colleague could not see or change it",
        "Its collection year is closed for changes",
        "You cannot reassign logs of its organisations",
    ]
    away = ProviderFactory()
    own = recorded("lettings", coordinator)
    assert "does not complete it" in plan_reassignment(actor=coordinator, logs=[own], person=away).staying[0].reason
    for actor in (colleague, StatisticianFactory()):
        assert reassign(actor=actor, logs=[own], person=colleague).going == []
        assert signed_in(actor).get(page(own, "reassign")).status_code == 403
    own.refresh_from_db()
    assert own.assigned_to == coordinator


def test_a_log_whose_answers_do_not_fit_is_named_before_and_after(coordinator: User, colleague: User) -> None:
    log = recorded("lettings", coordinator)
    LettingsLog.objects.filter(pk=log.pk).update(answers={**log.answers, "hhmemb": 99})
    log.refresh_from_db()
    for act in (plan_reassignment, reassign):
        result = act(actor=coordinator, logs=[log], person=colleague)
        assert [each.reason for each in result.staying] == ["Some of its answers have to change first"], act
    assert LettingsLog.objects.get().assigned_to == coordinator


def test_whoever_is_deactivated_hands_over(coordinator: User, colleague: User) -> None:
    leaving = CoordinatorFactory(name="Lee Leaving", organisation=coordinator.organisation)
    agent = OrganisationFactory(signed=True)
    mine = make_log(LettingsLog, coordinator.organisation, coordinator.organisation, assigned_to=leaving)
    owned = make_log(LettingsLog, coordinator.organisation, agent, assigned_to=leaving)
    closed = make_log(
        LettingsLog, coordinator.organisation, coordinator.organisation, assigned_to=leaving, date=date(2022, 5, 1)
    )
    client, url = signed_in(coordinator), reverse("admin:accounts_user_deactivate", args=[leaving.pk])
    asked = client.get(url).content.decode()
    assert "2 lettings logs" in asked
    assert client.post(url).status_code == 200, "what happens to the logs has to be said"
    assert "Select who should complete the logs" in client.post(url, {"logs": "give"}).content.decode()
    told = client.post(url, {"logs": "give", "successor": colleague.pk}, follow=True).content.decode()
    assert "Now assigned to Cleo Colleague: 1 lettings log." in told
    assert "Still to be reassigned: 1 lettings log." in told
    for log in (mine, owned, closed):
        log.refresh_from_db()
    assert (mine.assigned_to, owned.assigned_to, closed.assigned_to) == (colleague, leaving, leaving)
    listed = client.get(list_of(owned), {"assigned_to": "gone"})
    assert [log.pk for log in listed.context["cl"].result_list] == [owned.pk]
    assert "To be reassigned (Lee Leaving)" in listed.content.decode()
    [blocker] = logs_to_reassign(coordinator)
    assert blocker.text == "1 lettings log is assigned to somebody who can no longer sign in."
    assert [log.pk for log in client.get(blocker.href).context["cl"].result_list] == [owned.pk]
    assert "can no longer sign in" in client.get(page(owned, "change")).content.decode()
    assert logs_to_reassign(colleague) == []


def test_logs_may_wait_but_go_to_nobody_who_could_not_work_on_them(coordinator: User, colleague: User) -> None:
    log = make_log(LettingsLog, coordinator.organisation, coordinator.organisation, assigned_to=colleague)
    for stranger in (ProviderFactory(), SupportFactory(), colleague):
        with pytest.raises(PermissionDenied):
            lifecycle.deactivate(actor=coordinator, user=colleague, successor=stranger)
    url = reverse("admin:accounts_user_deactivate", args=[colleague.pk])
    signed_in(coordinator).post(url, {"logs": "wait"})
    colleague.refresh_from_db()
    log.refresh_from_db()
    assert (colleague.active, log.assigned_to) == (False, colleague)
    assert len(logs_to_reassign(coordinator)) == 1
