"""Moving, switching off and deleting people; staff sessions; what the pages refuse."""

from datetime import date, datetime, timedelta

import pytest

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts import notifications
from accounts.mail import queue_email
from accounts.models import Notification, StaffSession, User
from accounts.roles import Role
from lettings.models import LettingsLog
from orgs.people import lifecycle, moves
from portal.clock import LONDON, frozen, now
from portal.downloads.models import DownloadKind, DownloadRecord
from portal.files import ask
from portal.files.models import PreparedFile, PreparedState
from portal.jobs.work import carry_out
from portal.markdown import render_inline
from sales.models import SalesLog
from tests.access.worlds import make_log
from tests.accounts.mailbox import read_mail
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory, UserFactory
from tests.factories.orgs import OrganisationFactory, OrganisationRelationshipFactory

pytestmark = pytest.mark.django_db
Choice = moves.LogChoice


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def person() -> User:
    user = ProviderFactory(name="Mo")
    for model in (LettingsLog, SalesLog):
        make_log(model, user.organisation, user.organisation, assigned_to=user)
    return user


@pytest.mark.parametrize(
    ("choice", "owner", "manager"),
    [
        (Choice.REASSIGN_ALL, "new", "new"),
        (Choice.REASSIGN_STOCK_OWNER, "new", "old"),
        (Choice.REASSIGN_MANAGING_AGENT, "old", "new"),
        (Choice.UNASSIGN, "old", "old"),
    ],
)
def test_four_choices(person: User, choice: Choice, owner: str, manager: str) -> None:
    old, new = person.organisation, OrganisationFactory()
    OrganisationRelationshipFactory(stock_owner=new, managing_agent=old)
    OrganisationRelationshipFactory(stock_owner=old, managing_agent=new)
    moves.move(actor=SupportFactory(), user=person, target=new, choice=choice)
    person.refresh_from_db()
    assert person.organisation == new
    by_name = {"old": old, "new": new}
    for model in (LettingsLog, SalesLog):
        log = model.objects.get()
        assert (log.owning_organisation, log.managing_organisation) == (by_name[owner], by_name[manager])
        if choice == Choice.UNASSIGN:
            nobody = log.assigned_to
            assert (nobody.name, nobody.organisation, nobody.active) == ("Unassigned", old, False)
        else:
            assert log.assigned_to == person
        assert log.history.filter(history_type="~").count() == 1
    [message] = read_mail()
    assert message.to == [person.email]


def test_choices_that_make_no_sense_are_refused_before_anything_changes(person: User) -> None:
    new, support = OrganisationFactory(), SupportFactory()
    plan = moves.plan_move(person, new)
    assert set(plan.unavailable) == {Choice.REASSIGN_STOCK_OWNER, Choice.REASSIGN_MANAGING_AGENT}
    assert {kind.many: count for kind, count in plan.counts} == {"lettings logs": 1, "sales logs": 1}
    for choice in (None, Choice.REASSIGN_STOCK_OWNER):
        with pytest.raises(ValidationError):
            moves.move(actor=support, user=person, target=new, choice=choice)
    with pytest.raises(PermissionDenied):
        moves.move(
            actor=CoordinatorFactory(organisation=person.organisation), user=person, target=new, choice=Choice.UNASSIGN
        )
    person.refresh_from_db()
    assert person.organisation != new


def test_move_through_the_page_shows_what_will_happen_first(person: User) -> None:
    new, client = OrganisationFactory(name="Next Homes"), signed_in(SupportFactory())
    page = f"/accounts/user/{person.pk}/move/"
    asked = client.post(page, {"organisation": new.pk}).content.decode()
    assert "1 lettings log" in asked
    shown = client.post(page, {"organisation": new.pk, "choice": "reassign_all"}).content.decode()
    assert "Check what will happen" in shown
    person.refresh_from_db()
    assert person.organisation != new
    client.post(page, {"organisation": new.pk, "choice": "reassign_all", "confirmed": "1"})
    person.refresh_from_db()
    assert person.organisation == new


def test_deactivation_ends_everything_at_once(person: User) -> None:
    coordinator, client = CoordinatorFactory(organisation=person.organisation), signed_in(person)
    lifecycle.deactivate(actor=coordinator, user=person)
    assert client.get("/account/").status_code == 302
    person.refresh_from_db()
    assert (person.active, person.confirmed_at, person.force_reset_password_on_confirmation) == (False, None, True)
    assert LettingsLog.objects.get().assigned_to == person
    lifecycle.reactivate(actor=coordinator, user=person)
    assert "active again" in read_mail()[0].subject
    for refused in (ProviderFactory(organisation=person.organisation), CoordinatorFactory(), coordinator):
        target = refused if refused == coordinator else person
        with pytest.raises(PermissionDenied):
            lifecycle.deactivate(actor=refused, user=target)


def test_coordinator_of_the_department_cannot_touch_support() -> None:
    support = SupportFactory()
    coordinator = CoordinatorFactory(organisation=support.organisation)
    with pytest.raises(PermissionDenied):
        lifecycle.deactivate(actor=coordinator, user=support)
    for page in ("email", "role", "deactivate"):
        assert signed_in(coordinator).get(f"/accounts/user/{support.pk}/{page}/").status_code == 403


def test_deletion(person: User) -> None:
    support = SupportFactory()
    with frozen(datetime(2026, 7, 1, tzinfo=LONDON)):
        assert "Deactivate" in lifecycle.why_not_delete(person)
        lifecycle.deactivate(actor=support, user=person)
        assert "assigned" in lifecycle.why_not_delete(person)
        for model in (LettingsLog, SalesLog):
            model.objects.update(date=date(2023, 6, 1))
        lifecycle.delete(actor=support, user=person)
    assert signed_in(support).get(f"/accounts/user/{person.pk}/change/").status_code == 404
    assert User.objects.get(pk=person.pk).email == person.email


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.STATISTICIAN, 7])
def test_forged_role_is_refused(role: int) -> None:
    coordinator = CoordinatorFactory()
    target = ProviderFactory(organisation=coordinator.organisation)
    signed_in(coordinator).post(f"/accounts/user/{target.pk}/role/", {"role": role})
    target.refresh_from_db()
    assert target.role == Role.DATA_PROVIDER


def test_profile_page_changes_name_and_telephone_only() -> None:
    coordinator = CoordinatorFactory()
    target = ProviderFactory(organisation=coordinator.organisation)
    forged = {"role": 99, "is_dpo": "on", "email": "x@example.org", "active": "", "organisation": 1}
    data = {"name": "New Name", "phone": "02079460123", "phone_extension": "12"}
    response = signed_in(coordinator).post(f"/accounts/user/{target.pk}/details/", {**data, **forged})
    assert response.status_code == 302, response.content.decode()
    fresh = User.objects.get(pk=target.pk)
    assert (fresh.name, fresh.phone_extension) == ("New Name", "12")
    assert (fresh.role, fresh.email, fresh.active, fresh.is_dpo) == (target.role, target.email, True, False)


def in_staff_session(client: Client, support: User, reason: str) -> StaffSession:
    session = StaffSession.objects.create(user=support, reason=reason, ends_at=now() + timedelta(hours=1))
    kept = client.session
    kept["staff_session"] = session.pk
    kept.save()
    return session


def test_staff_session_asks_for_a_reason_and_lists_what_was_done(settings) -> None:
    settings.STAFF_SESSION_REQUIRED = True
    support, target = SupportFactory(), ProviderFactory()
    client = signed_in(support)
    page = f"/accounts/user/{target.pk}/details/"
    data = {"name": "Changed", "phone": "02079460123", "phone_extension": ""}
    asked = client.post(page, data)
    assert 'name="name" value="Changed"' in asked.content.decode()
    assert User.objects.get(pk=target.pk).name == target.name
    assert client.post(page, {**data, "staff_session": "1", "staff_session-reason": ""}).status_code == 200
    assert not StaffSession.objects.exists()
    client.post(page, {**data, "staff_session": "1", "staff_session-reason": "Ticket 12"})
    assert User.objects.get(pk=target.pk).name == "Changed"
    session = StaffSession.objects.get()
    assert [(a.model, a.object_id, a.action) for a in session.actions.all()] == [("user", target.pk, "changed")]
    client.post(page, {**data, "name": "Again"})
    assert session.actions.count() == 2
    listed = client.get(f"/accounts/staffsession/{session.pk}/change/")
    assert "Ticket 12" in listed.content.decode()
    with frozen(now() + timedelta(minutes=59)):
        client.get("/")  # still in use
    with frozen(now() + timedelta(minutes=61)):
        client.post(page, {**data, "name": "Too late"})
        assert User.objects.get(pk=target.pk).name == "Again"


def test_coordinators_need_no_staff_session(settings) -> None:
    settings.STAFF_SESSION_REQUIRED = True
    coordinator = CoordinatorFactory()
    target = ProviderFactory(organisation=coordinator.organisation)
    data = {"name": "Changed", "phone": "02079460123", "phone_extension": ""}
    signed_in(coordinator).post(f"/accounts/user/{target.pk}/details/", data)
    assert User.objects.get(pk=target.pk).name == "Changed"


def test_list_shows_whom_it_should_and_filters() -> None:
    coordinator = CoordinatorFactory()
    mine = ProviderFactory(organisation=coordinator.organisation, name="Near Person", is_dpo=True)
    ProviderFactory(name="Far Person")
    page = signed_in(coordinator).get("/accounts/user/").content.decode()
    assert mine.name in page
    assert "Far Person" not in page
    filtered = signed_in(coordinator).get("/accounts/user/", {"responsibility": "dpo"}).content.decode()
    assert coordinator.email not in filtered.split("<table")[-1]


def test_download_is_for_support_and_safe_for_spreadsheets() -> None:
    person = UserFactory(name="=HYPERLINK(1)")
    data = {"action": "download", "_selected_action": [person.pk]}
    response = signed_in(SupportFactory()).post("/accounts/user/", data)
    assert response["Content-Type"].startswith("text/csv")
    assert "'=HYPERLINK(1)" in b"".join(response.streaming_content).decode()
    refused = signed_in(CoordinatorFactory(organisation=person.organisation)).post("/accounts/user/", data)
    assert not refused.get("Content-Type", "").startswith("text/csv")


def test_the_list_says_when_people_last_signed_in_and_invites_rather_than_adds() -> None:
    coordinator = CoordinatorFactory()
    UserFactory(
        organisation=coordinator.organisation, last_sign_in_at=datetime(2026, 7, 1, 0, 30, tzinfo=LONDON), name="Seen"
    )
    ProviderFactory(organisation=coordinator.organisation, name="Unseen")
    page = signed_in(coordinator).get("/accounts/user/").content.decode()
    assert "1 July 2026" in page
    assert "Never" in page
    assert "Invite somebody" in page
    provider = signed_in(ProviderFactory(organisation=coordinator.organisation)).get("/accounts/user/")
    assert "Invite somebody" not in provider.content.decode()


def test_the_list_as_it_is_filtered_is_downloaded_and_that_is_kept() -> None:
    person, other, support = ProviderFactory(), ProviderFactory(), SupportFactory()
    client = signed_in(support)
    query = f"organisation={person.organisation_id}"
    assert f'href="/accounts/user/download/?{query}"' in client.get(f"/accounts/user/?{query}").content.decode()
    text = b"".join(client.get(f"/accounts/user/download/?{query}").streaming_content).decode()
    assert person.email in text
    assert other.email not in text
    record = DownloadRecord.objects.get()
    assert (record.user, record.download_type) == (support, DownloadKind.USERS)
    assert str(person.organisation_id) in record.download_filters
    assert [(fetch.user, fetch.row_count) for fetch in record.fetches.all()] == [(support, 1)]
    coordinator = signed_in(CoordinatorFactory())
    assert coordinator.get("/accounts/user/download/").status_code == 403
    assert "/accounts/user/download/" not in coordinator.get("/accounts/user/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_many_people_are_written_by_a_worker_who_asks_for_the_rights_again(monkeypatch: pytest.MonkeyPatch) -> None:
    support, person = SupportFactory(), ProviderFactory()
    monkeypatch.setattr(ask, "MOST_AT_ONCE", 1)
    client = signed_in(support)
    made, refused = (client.get("/accounts/user/download/") for _ in range(2))
    first, second = PreparedFile.objects.order_by("pk")
    assert made["Location"] == reverse("admin:files_preparedfile_change", args=[first.pk])
    carry_out(PreparedFile, first.pk)
    fetched = client.get(reverse("admin:files_preparedfile_fetch", args=[first.pk]))
    assert person.email in b"".join(fetched.streaming_content).decode()
    User.objects.filter(pk=support.pk).update(active=False)
    with pytest.raises(PermissionDenied):
        carry_out(PreparedFile, second.pk)
    second.refresh_from_db()
    assert (refused.status_code, second.state, second.store_name) == (302, PreparedState.FAILED, "")


def test_banner_is_shown_until_dismissed_and_again_when_edited() -> None:
    person = ProviderFactory()
    banner = Notification.objects.create(title="Work on **Sunday** [more](javascript:alert(1))")
    assert notifications.unread_by(person).get() == banner
    text = render_inline(banner.title)
    assert "<strong>Sunday</strong>" in text
    assert "href" not in text
    signed_in(person).post(f"/account/notifications/{banner.pk}/dismiss/")
    assert not notifications.unread_by(person).exists()
    banner.save()
    assert notifications.unread_by(person).exists()
    assert not notifications.unread_by(ProviderFactory(created_at=now() + timedelta(minutes=1))).exists()


def test_what_is_done_to_logs_in_a_staff_session_is_listed_too(settings, person: User) -> None:
    """Logs write their history themselves, one by one or many at once."""
    settings.STAFF_SESSION_REQUIRED = True
    support = SupportFactory()
    client = signed_in(support)
    log = LettingsLog.objects.get()
    client.post(f"/lettings/lettingslog/{log.pk}/delete/", {"staff_session": "1", "staff_session-reason": "Ticket 7"})
    session = StaffSession.objects.get()
    listed = [(action.model, action.object_id, action.action) for action in session.actions.all()]
    assert ("lettings log", log.pk, "deleted") in listed
    data = {"organisation": OrganisationFactory().pk, "choice": "reassign_all", "confirmed": "1"}
    client.post(f"/accounts/user/{person.pk}/move/", data)
    listed = [(action.model, action.object_name) for action in session.actions.all()]
    assert ("sales logs", "1 at once") in listed
    assert ("user", "Mo") in listed


def test_exceptions_are_listed_with_their_reason(settings) -> None:
    settings.STAFF_SESSION_REQUIRED = True
    support, target, organisation = SupportFactory(), ProviderFactory(name="Pat"), OrganisationFactory(name="Elm")
    permission = Permission.objects.get(codename="view_owned_logs")
    data = {"user": target.pk, "content_object": organisation.pk, "permission": permission.pk, "reason": "Audit"}
    client = signed_in(support)
    asked = client.post("/orgs/organisationuserobjectpermission/add/", data)
    assert "Start a staff session" in asked.content.decode()
    client.post(
        "/orgs/organisationuserobjectpermission/add/",
        {**data, "staff_session": "1", "staff_session-reason": "Audit of Elm"},
    )
    [action] = StaffSession.objects.get().actions.all()
    assert (action.model, action.action) == ("exception", "added")
    assert action.object_name.startswith("Pat: ")
    client.post(f"/orgs/organisationuserobjectpermission/{action.object_id}/delete/", {"post": "yes"})
    assert [a.action for a in StaffSession.objects.get().actions.all()] == ["added", "deleted"]


def test_staff_session_is_shown_and_can_be_ended(settings) -> None:
    support = SupportFactory()
    client = signed_in(support)
    in_staff_session(client, support, "Ticket 9")
    page = client.get("/").content.decode()
    assert page.count("Ticket 9") == 1
    assert "End the staff session" in page
    client.post("/account/staff-session/end/")
    assert "Ticket 9" not in client.get("/").content.decode()


def test_reading_needs_no_staff_session(settings) -> None:
    settings.STAFF_SESSION_REQUIRED = True
    data = {"action": "download", "_selected_action": [UserFactory().pk]}
    assert signed_in(SupportFactory()).post("/accounts/user/", data)["Content-Type"].startswith("text/csv")


def test_a_banner_stands_once_on_a_page_and_not_on_its_own() -> None:
    person = ProviderFactory()
    banner = Notification.objects.create(
        title="Closed on Sunday",
        show_on_unauthenticated_pages=True,
        show_additional_page=True,
        link_text="More",
        page_content="x",
    )
    own = f"/account/notifications/{banner.pk}/"
    for client in (Client(), signed_in(person)):
        for path in ("/login/", "/guidance/", "/"):
            page = client.get(path, follow=True).content.decode()
            assert page.count("Closed on Sunday") == 1, path
        assert "Closed on Sunday" not in client.get(own).content.decode()
    assert "Dismiss" not in Client().get("/login/").content.decode()


def test_deleting_a_banner_that_is_over_does_not_bring_it_back() -> None:
    over = now() - timedelta(days=9)
    banner = Notification.objects.create(title="Old", start_date=over, end_date=over + timedelta(days=1))
    running = Notification.objects.create(title="New")
    client = signed_in(SupportFactory())
    for one in (banner, running):
        client.post(f"/accounts/notification/{one.pk}/delete/", {"post": "yes"})
    assert Notification.objects.get(pk=banner.pk).end_date == banner.end_date
    with frozen(now() + timedelta(seconds=1)):
        assert not notifications.active().exists()


INVITATION = {"name": "Ada", "email": "ada@example.org", "phone": "02079460123", "phone_extension": ""}


def test_coordinators_invite_into_their_own_organisation_whatever_they_send() -> None:
    coordinator, other = CoordinatorFactory(), OrganisationFactory()
    client = signed_in(coordinator)
    assert 'name="organisation"' not in client.get("/accounts/user/add/").content.decode()
    client.post("/accounts/user/add/", {**INVITATION, "organisation": other.pk, "role": "99"})
    assert not User.objects.filter(email="ada@example.org").exists()
    client.post("/accounts/user/add/", {**INVITATION, "organisation": other.pk, "is_dpo": "on"})
    invited = User.objects.get(email="ada@example.org")
    assert (invited.organisation, invited.role, invited.is_dpo) == (coordinator.organisation, None, False)


def test_nobody_is_invited_into_an_organisation_that_merged() -> None:
    merged = OrganisationFactory(merge_date=date(2026, 4, 1), absorbing_organisation=OrganisationFactory())
    page = signed_in(SupportFactory()).post(
        "/accounts/user/add/", {**INVITATION, "organisation": merged.pk, "role": "1"}
    )
    assert page.status_code == 200
    assert not User.objects.filter(email="ada@example.org").exists()


@pytest.mark.parametrize(
    ("phone", "fine"),
    [
        ("02079460123", True),
        ("+44 20 7946 0123", True),
        ("0207946012", False),
        ("1 2 3 4 5 6 ", False),
        ("0207 946 0123 ext 4", False),
        ("", False),
    ],
)
def test_telephone_numbers_have_eleven_digits(phone: str, fine: bool) -> None:
    signed_in(CoordinatorFactory()).post("/accounts/user/add/", {**INVITATION, "phone": phone, "role": "1"})
    assert User.objects.filter(email="ada@example.org").exists() is fine


def test_an_officer_can_be_left_without_another_role() -> None:
    coordinator = CoordinatorFactory()
    officer = ProviderFactory(organisation=coordinator.organisation, is_dpo=True)
    provider = ProviderFactory(organisation=coordinator.organisation)
    client = signed_in(coordinator)
    client.post(f"/accounts/user/{officer.pk}/role/", {"role": "none"})
    client.post(f"/accounts/user/{provider.pk}/role/", {"role": "none"})
    officer.refresh_from_db()
    provider.refresh_from_db()
    assert (officer.role, provider.role) == (None, Role.DATA_PROVIDER)


def test_support_narrows_the_list_to_an_organisation_and_others_cannot_look_beyond_theirs() -> None:
    here, there = ProviderFactory(name="Near Person"), ProviderFactory(name="Far Person")
    for user, path in ((SupportFactory(), "/accounts/user/"), (CoordinatorFactory(), "/accounts/user/")):
        page = signed_in(user).get(path, {"organisation": here.organisation_id}).content.decode()
        assert ("Near Person" in page) is user.is_support
        assert there.name not in page


def test_contents_of_emails_are_told_in_words() -> None:
    user = ProviderFactory()
    email = queue_email("password_reset", user=user, organisation="Ash & Oak")
    assert email is not None
    page = signed_in(SupportFactory()).get(f"/accounts/sentemail/{email.pk}/change/").content.decode()
    assert "Organisation: Ash &amp; Oak" in page
    assert "{&quot;" not in page
