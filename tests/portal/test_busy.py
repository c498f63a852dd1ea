"""A deadlock that outlasts every try is told in words; what was sent is kept, and nothing is half done."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from django.db import connection
from django.test import Client
from django.urls import reverse

from orgs.merges import perform
from orgs.models import MergeRequest, MergeState
from portal.busy import busy_page, is_away
from portal.clock import today
from portal.jobs.work import carry_out
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory
from tests.factories.orgs import MergeRequestFactory, MergeRequestOrganisationFactory, OrganisationFactory
from tests.factories.supported_housing import LocationFactory
from tests.portal.api.calling import System

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 09:30")]
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
TRIES = 5


class Deadlock:
    """Has the database report a deadlock wherever it is put, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        self.times += 1
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'in a circle' USING ERRCODE = '40P01'; END $$")


@pytest.fixture
def deadlock(monkeypatch: pytest.MonkeyPatch) -> Deadlock:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)
    return Deadlock()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(response: Any) -> dict[str, str]:
    """What the page sends again, after it was read."""
    page = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else is changing the same records" in page
    assert "Nothing of what you sent has been saved" in page
    return {name: value for name, value in HIDDEN.findall(page) if name != "csrfmiddlewaretoken"}


@pytest.fixture
def world() -> Any:
    return OrganisationFactory(signed=True, holds_own_stock=True)


def test_a_move_is_kept_to_be_tried_again(world: Any, deadlock: Deadlock, monkeypatch: pytest.MonkeyPatch) -> None:
    person, target = ProviderFactory(organisation=world), OrganisationFactory(signed=True)
    support, address = signed_in(SupportFactory()), reverse("admin:accounts_user_move", args=[person.pk])
    with monkeypatch.context() as patched:
        patched.setattr("orgs.people.moves.queue_email", deadlock)
        sent = told(support.post(address, {"organisation": target.pk, "confirmed": "1"}))
    assert deadlock.times == TRIES
    person.refresh_from_db()
    assert person.organisation == world
    assert support.post(address, sent).status_code == 302
    person.refresh_from_db()
    assert person.organisation == target


def test_closing_a_scheme_is_kept_to_be_tried_again(
    world: Any, deadlock: Deadlock, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheme = LocationFactory(scheme__owning_organisation=world).scheme
    coordinator = signed_in(CoordinatorFactory(organisation=world))
    address = reverse("admin:supported_housing_scheme_deactivate", args=[scheme.pk])
    tomorrow = {"choice": "other", "day": (today() + timedelta(days=1)).isoformat(), "confirm": "yes"}
    with monkeypatch.context() as patched:
        patched.setattr("supported_housing.deactivation._open_period", deadlock)
        sent = told(coordinator.post(address, tomorrow))
    assert deadlock.times == TRIES
    assert not scheme.deactivation_periods.exists()
    assert coordinator.post(address, sent).status_code == 302
    assert scheme.deactivation_periods.exists()


def merge_of(organisation: Any) -> MergeRequest:
    request = MergeRequestFactory(
        absorbing_organisation=OrganisationFactory(signed=True, holds_own_stock=True), merge_date=date(2026, 6, 1)
    )
    MergeRequestOrganisationFactory(merge_request=request, merging_organisation=organisation)
    return request


def test_starting_a_merge_is_kept_to_be_tried_again(
    world: Any, deadlock: Deadlock, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge = merge_of(world)
    monkeypatch.setattr("orgs.merges.perform.hand_out", deadlock)
    told(signed_in(SupportFactory()).post(reverse("admin:orgs_mergerequest_plan", args=[merge.pk])))
    merge.refresh_from_db()
    assert merge.may_start


def test_a_merge_that_finds_no_gap_says_so_and_can_be_started_again(
    world: Any, deadlock: Deadlock, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge = merge_of(world)
    perform.start(actor=merge.requester, request=merge)
    with monkeypatch.context() as patched:
        patched.setattr("orgs.merges.perform._carry_out", deadlock)
        with pytest.raises(Exception, match="in a circle"):
            carry_out(MergeRequest, merge.pk)
    assert deadlock.times == TRIES
    shown = signed_in(SupportFactory()).get(reverse("admin:orgs_mergerequest_change", args=[merge.pk]))
    assert "Other people were changing the same records all the while" in shown.content.decode()
    merge.refresh_from_db()
    perform.start(actor=merge.requester, request=merge)
    assert carry_out(MergeRequest, merge.pk).state == MergeState.MERGED


def test_what_the_first_question_for_a_reason_held_open_is_taken_back(
    deadlock: Deadlock, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Support without a staff session: the view runs inside a transaction, which has ended by then."""
    settings.STAFF_SESSION_REQUIRED = True
    person, target = ProviderFactory(), OrganisationFactory(signed=True)
    monkeypatch.setattr("orgs.people.moves.share", deadlock)
    address = reverse("admin:accounts_user_move", args=[person.pk])
    sent = told(signed_in(SupportFactory()).post(address, {"organisation": target.pk, "confirmed": "1"}))
    assert sent == {"organisation": str(target.pk), "confirmed": "1"}


def test_passwords_are_not_carried_along(rf: Any, world: Any) -> None:
    request = rf.post("/x/", {"old_password": "secret"})
    request.user, request.session = SupportFactory(), {}
    page = busy_page(request).content.decode()
    assert "secret" not in page
    assert "Go back and try again" in page


def test_other_failures_stay_failures(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("orgs.people.moves.queue_email", broken)
    person, target = ProviderFactory(organisation=world), OrganisationFactory(signed=True)
    support = signed_in(SupportFactory())
    with pytest.raises(RuntimeError):
        support.post(
            reverse("admin:accounts_user_move", args=[person.pk]), {"organisation": target.pk, "confirmed": "1"}
        )


class Away:
    """Has the connection end in the middle of whatever it is put into, as a restart of the database does."""

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.mark.parametrize("path", ["", "api/v1/windows"])
def test_a_restart_of_the_database_asks_to_try_again(path: str, world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    system = System()
    client = signed_in(CoordinatorFactory(organisation=world))
    client.raise_request_exception = False
    where = "portal.api.reference.load_windows" if path else "portal.home.views.load_windows"
    with monkeypatch.context() as patched:
        patched.setattr(where, Away())
        response = client.get(f"/{path}", headers={"Authorization": f"Bearer {system.text}"} if path else {})
    connection.close()
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    if path:
        assert response.json()["code"] == "away"
    else:
        assert "Try again in a moment" in response.content.decode()
    assert client.get("/").status_code == 200, "nobody has to sign in again"


def test_another_failure_is_no_restart() -> None:
    assert not is_away(ValueError("broken"))
    with pytest.raises(Exception, match="in a circle") as failure:
        Deadlock()()
    connection.close()
    assert not is_away(failure.value)
