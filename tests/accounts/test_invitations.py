"""Invitations, links, passwords and changes of address, through the pages people use."""

from datetime import datetime, timedelta

import pytest

from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import SentEmail, User
from accounts.roles import Role
from orgs.people import invitations
from portal.clock import LONDON, frozen, now
from tests.accounts.mailbox import confirmed, link_in, read_mail
from tests.factories.accounts import PASSWORD, CoordinatorFactory, ProviderFactory, SupportFactory, UserFactory
from tests.factories.orgs import OrganisationFactory

pytestmark = pytest.mark.django_db

NEW = "three random words"


def invite(**fields: object) -> User:
    actor = CoordinatorFactory()
    details = {"name": "Ada", "email": "ada@example.org", "phone": "02079460123", "role": Role.DATA_PROVIDER}
    return invitations.invite(actor=actor, organisation=actor.organisation, **{**details, **fields})


def sign_in(client: Client, email: str, password: str) -> bool:
    client.post("/login/", {"username": email, "password": password, "next": "/"})
    return "_auth_user_id" in client.session


def test_invited_person_chooses_a_password_and_signs_in(client: Client) -> None:
    user = invite()
    assert not sign_in(client, user.email, NEW)
    [message] = read_mail()
    assert message.to == ["ada@example.org"]
    path = link_in(message)
    assert client.get(path).status_code == 200
    page = client.post(path, {"password": NEW, "again": "something else"})
    assert "Enter the same password in both boxes" in page.content.decode()
    assert client.post(path, {"password": NEW, "again": NEW}).status_code == 302
    assert sign_in(client, user.email, NEW)
    user.refresh_from_db()
    assert user.confirmed_at
    assert user.sign_in_count == 1


def test_used_link_leads_to_sign_in(client: Client) -> None:
    invite()
    path = link_in(read_mail()[0])
    client.post(path, {"password": NEW, "again": NEW})
    assert client.get(path).url == "/login/"
    client.post(path, {"password": "another password", "again": "another password"})
    assert sign_in(client, "ada@example.org", NEW)


def test_link_expires_after_24_hours_and_offers_a_new_one(client: Client) -> None:
    invite()
    path = link_in(read_mail()[0])
    with frozen(now() + timedelta(hours=24, minutes=1)):
        page = client.get(path)
        assert page.status_code == 410
        assert "has expired" in page.content.decode()
        client.post(path)
        [message] = read_mail()
        assert message.subject.startswith("Reminder")
        assert client.get(link_in(message)).status_code == 200


def test_newer_link_replaces_the_older_one(client: Client) -> None:
    user = invite()
    old = link_in(read_mail()[0])
    invitations.resend(actor=SupportFactory(), user=user)
    new = link_in(read_mail()[0])
    assert "A newer link has been sent" in client.get(old).content.decode()
    assert client.get(new).status_code == 200
    client.post(old, {"password": NEW, "again": NEW})
    assert not sign_in(client, user.email, NEW)


def test_unknown_link_says_so(client: Client) -> None:
    assert client.get("/account/link/never-made/").status_code == 404


def test_whoever_administers_a_person_sends_the_invitation_again() -> None:
    user = invite()
    invitations.resend(actor=CoordinatorFactory(organisation=user.organisation), user=user)
    for stranger in (CoordinatorFactory(), ProviderFactory(organisation=user.organisation)):
        with pytest.raises(PermissionDenied):
            invitations.resend(actor=stranger, user=user)


def test_who_may_invite_whom() -> None:
    organisation = OrganisationFactory()
    with pytest.raises(PermissionDenied):
        invitations.invite(
            actor=ProviderFactory(organisation=organisation), organisation=organisation, name="A", email="a@b.uk"
        )
    with pytest.raises(PermissionDenied):
        invitations.invite(actor=CoordinatorFactory(), organisation=organisation, name="A", email="a@b.uk")
    with pytest.raises(ValidationError):
        invite(role=Role.SUPPORT)
    with pytest.raises(ValidationError):
        invitations.invite(
            actor=SupportFactory(), organisation=organisation, role=Role.SUPPORT, name="A", email="a@b.uk"
        )
    coordinator = CoordinatorFactory(organisation=organisation)
    taken = ProviderFactory(organisation=organisation).email
    with pytest.raises(ValidationError):
        invitations.invite(actor=coordinator, organisation=organisation, name="A", email=taken)
    assert invitations.invite(actor=coordinator, organisation=organisation, name="A", email=UserFactory().email) is None


def test_list_of_emails_holds_no_secret() -> None:
    invite()
    [message] = read_mail()
    secret = link_in(message).split("/")[-2]
    row = SentEmail.objects.get()
    assert row.state == SentEmail.State.SENT
    assert secret not in str(row.__dict__)
    assert secret not in str(row.link.__dict__)


def test_email_waits_for_the_commit_and_is_sent_once() -> None:
    invite()
    assert len(read_mail()) == 1
    assert read_mail() == []


def test_email_is_tried_again(settings) -> None:
    invite()
    settings.EMAIL_BACKEND = "tests.accounts.broken_mail.BrokenBackend"
    assert read_mail() == []
    row = SentEmail.objects.get()
    assert (row.state, row.attempts, row.last_error) == ("waiting", 1, "ConnectionRefusedError")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with frozen(now() + timedelta(minutes=2)):
        assert len(read_mail()) == 1


def test_forgotten_password(client: Client) -> None:
    user = UserFactory()
    answer = client.post("/account/forgotten/", {"email": user.email.upper()}).content.decode()
    [message] = read_mail()
    path = link_in(message)
    client.post(path, {"password": NEW, "again": NEW})
    assert not sign_in(Client(), user.email, PASSWORD)
    assert sign_in(client, user.email, NEW)
    assert [message.subject for message in read_mail()] == ["How you sign in to CORE has changed"]
    unknown = Client().post("/account/forgotten/", {"email": "nobody@example.org"}).content.decode()
    assert read_mail() == []
    strip = lambda text: text.replace(user.email, "X").replace("nobody@example.org", "X")  # noqa: E731
    assert strip(answer)[-400:] == strip(unknown)[-400:]


def test_forgotten_password_of_somebody_unconfirmed_is_an_invitation(client: Client) -> None:
    user = invite()
    read_mail()
    client.post("/account/forgotten/", {"email": user.email})
    [message] = read_mail()
    assert "invitation" in message.subject


def test_mailboxes_cannot_be_filled(client: Client) -> None:
    codes = [client.post("/account/forgotten/", {"email": "full@example.org"}).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]


def test_change_of_address_is_confirmed_at_the_new_one(client: Client) -> None:
    user = UserFactory()
    old = user.email
    client.force_login(user)
    confirmed(client).post("/account/email/", {"email": "new@example.org"})
    told, asked = sorted(read_mail(), key=lambda message: message.to == ["new@example.org"])
    assert told.to == [old]
    assert "link" not in told.body.lower().replace("linked", "")
    user.refresh_from_db()
    assert (user.email, user.unconfirmed_email) == (old, "new@example.org")
    client.post(link_in(asked))
    user.refresh_from_db()
    assert (user.email, user.unconfirmed_email) == ("new@example.org", None)


def test_change_of_address_to_one_taken_changes_nothing(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    confirmed(client).post("/account/email/", {"email": UserFactory().email})
    user.refresh_from_db()
    assert user.unconfirmed_email is None


def test_the_present_address_is_not_a_new_one(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    page = confirmed(client).post("/account/email/", {"email": user.email.upper()}).content.decode()
    assert "Enter the new one" in page
    assert read_mail() == []


def test_links_do_not_work_once_the_account_is_switched_off(client: Client) -> None:
    user = invite()
    path = link_in(read_mail()[0])
    User.objects.filter(pk=user.pk).update(active=False)
    assert client.get(path).status_code == 404


def test_day_of_clock_change(client: Client) -> None:
    with frozen(datetime(2027, 3, 27, 12, tzinfo=LONDON)):
        invite()
        path = link_in(read_mail()[0])
    with frozen(datetime(2027, 3, 28, 12, 59, tzinfo=LONDON)):
        assert client.get(path).status_code == 200
