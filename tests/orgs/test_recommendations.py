"""What the service before this one got wrong around organisations, people and logs, each with the way it is now.

Those that belong to one page alone are tested beside it: Q1, Q3, Q15 and Q17 in test_organisations.py, Q6 in
tests/accounts/test_invitations.py, Q7 and Q14 in test_merges.py, Q10 in tests/supported_housing/test_downloads.py.
Q20 in tests/supported_housing/test_facts.py. Q16 was a word in a message that this service does not have.
"""

from datetime import date, datetime

import pytest

from django.test import Client

from lettings.models import LettingsLog
from orgs.models import OrganisationNameChange, OrganisationRelationship
from orgs.people import lifecycle, moves
from portal.clock import LONDON, frozen
from portal.logs.status import LogStatus
from sales.models import SalesLog
from tests.access.worlds import make_log
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory, UserFactory
from tests.factories.orgs import OrganisationFactory, OrganisationNameChangeFactory, OrganisationRelationshipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with frozen(datetime(2026, 7, 1, 12, tzinfo=LONDON)):
        yield


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_q2_and_q5_relationships_are_changed_by_coordinators_only_whatever_is_sent() -> None:
    row = OrganisationRelationshipFactory()
    agent, other = row.managing_agent, OrganisationFactory()
    remove = f"/orgs/organisation/{agent.pk}/remove-relationship/{row.pk}/"
    for user in (ProviderFactory(organisation=agent), UserFactory(organisation=agent, role=None, is_dpo=True)):
        client = signed_in(user)
        page = f"/orgs/organisation/{agent.pk}/relationships/"
        assert client.post(page, {"kind": "stock_owner", "other": other.pk}).status_code == 403
        assert client.post(remove).status_code == 403
    assert signed_in(CoordinatorFactory()).post(remove).status_code == 404
    assert OrganisationRelationship.objects.get() == row
    assert signed_in(CoordinatorFactory(organisation=agent)).post(remove).status_code == 302
    assert not OrganisationRelationship.objects.exists()


def test_q4_the_file_of_users_is_for_support_only() -> None:
    person = ProviderFactory()
    data = {"action": "download", "_selected_action": [person.pk]}
    for colleague in (
        CoordinatorFactory(organisation=person.organisation),
        ProviderFactory(organisation=person.organisation),
    ):
        answer = signed_in(colleague).post("/accounts/user/", data)
        assert not answer.get("Content-Type", "").startswith("text/csv")
    assert signed_in(SupportFactory()).post("/accounts/user/", data)["Content-Type"].startswith("text/csv")


def test_q8_names_are_changed_by_support_only() -> None:
    change = OrganisationNameChangeFactory(startdate=date(2026, 9, 1))
    organisation = change.organisation
    pages = (f"/orgs/organisation/{organisation.pk}/{name}" for name in ("names/", f"cancel-name/{change.pk}/"))
    data = {"name": "Mine", "startdate": "2026-10-01"}
    for page in pages:
        assert Client().post(page, data)["Location"].startswith("/login/")
        for user in (CoordinatorFactory(organisation=organisation), ProviderFactory(organisation=organisation)):
            assert signed_in(user).post(page, data).status_code == 403
    assert OrganisationNameChange.objects.get().discarded_at is None


def test_q9_nobody_stands_in_the_old_organisation_once() -> None:
    old, new, support = OrganisationFactory(), OrganisationFactory(), SupportFactory()
    people = ProviderFactory.create_batch(2, organisation=old)
    for person in people:
        make_log(LettingsLog, old, old, assigned_to=person)
        moves.move(actor=support, user=person, target=new, choice=moves.LogChoice.UNASSIGN)
    [nobody] = {log.assigned_to for log in LettingsLog.objects.all()}
    assert (nobody.organisation, nobody.is_active) == (old, False)


def test_q11_deleting_from_a_list_counts_what_the_filters_leave() -> None:
    coordinator = CoordinatorFactory(organisation__signed=True)
    organisation = coordinator.organisation
    for status in (LogStatus.IN_PROGRESS, LogStatus.IN_PROGRESS, LogStatus.COMPLETED):
        make_log(LettingsLog, organisation, organisation, status=status, date=date(2026, 6, 1), collection_year=2026)
    chosen = LettingsLog.objects.first()
    data = {"action": "delete_logs", "select_across": "1", "_selected_action": [chosen.pk]}
    address = f"/lettings/lettingslog/?status={int(LogStatus.IN_PROGRESS)}"
    client = signed_in(coordinator)
    assert "delete 2 logs" in client.post(address, data).content.decode()
    client.post(address, {**data, "confirm": "yes"})
    assert [log.status for log in LettingsLog.objects.exclude(status=LogStatus.DELETED)] == [LogStatus.COMPLETED]


def test_q12_logs_are_deleted_until_new_ones_end_and_changed_longer() -> None:
    coordinator = CoordinatorFactory(organisation__signed=True)
    organisation = coordinator.organisation
    log = make_log(LettingsLog, organisation, organisation, date=date(2025, 6, 1), collection_year=2025)
    client, page = signed_in(coordinator), f"/lettings/lettingslog/{log.pk}"
    with frozen(datetime(2026, 7, 11, 12, tzinfo=LONDON)):
        assert client.get(f"{page}/delete/").status_code == 200
    with frozen(datetime(2026, 7, 12, 12, tzinfo=LONDON)):
        client = signed_in(coordinator)
        assert client.get(f"{page}/delete/").status_code == 403
        assert client.get(f"{page}/setup/").status_code == 200


@pytest.mark.parametrize("model", [LettingsLog, SalesLog])
@pytest.mark.parametrize(
    ("status", "day", "refused"),
    [
        (LogStatus.IN_PROGRESS, date(2026, 6, 1), True),
        (LogStatus.COMPLETED, None, True),
        (LogStatus.PENDING, date(2026, 6, 1), False),
        (LogStatus.DELETED, date(2026, 6, 1), False),
        (LogStatus.COMPLETED, date(2024, 6, 1), False),
    ],
)
def test_q13_only_visible_logs_of_both_kinds_keep_a_person(model, status, day, refused: bool) -> None:
    person = ProviderFactory(active=False)
    make_log(model, person.organisation, person.organisation, assigned_to=person, status=status, date=day)
    assert bool(lifecycle.why_not_delete(person)) is refused


def test_q18_the_new_organisation_is_its_own_agent_and_stock_owner() -> None:
    person, new = ProviderFactory(), OrganisationFactory()
    make_log(LettingsLog, new, new, assigned_to=person)
    plan = moves.plan_move(person, new)
    assert plan.unavailable == {}


def test_q19_nobody_deletes_without_signing_in() -> None:
    organisation = OrganisationFactory()
    log = make_log(LettingsLog, organisation, organisation, date=date(2026, 6, 1))
    data = {"action": "delete_logs", "_selected_action": [log.pk], "confirm": "yes"}
    for page in ("/lettings/lettingslog/", f"/lettings/lettingslog/{log.pk}/delete/"):
        assert Client().post(page, data)["Location"].startswith("/login/")
    log.refresh_from_db()
    assert log.status == LogStatus.IN_PROGRESS
