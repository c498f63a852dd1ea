"""The sign-in page: guessing, what is told to whom, and sessions that cannot be planted."""

from datetime import timedelta

import pytest

from django.core.cache import cache
from django.test import Client

from accounts import invitations, lockout
from accounts.models import SentEmail
from portal.clock import frozen, now
from tests.accounts.mailbox import link_in, read_mail
from tests.factories.accounts import PASSWORD, CoordinatorFactory, ProviderFactory, SupportFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = "three random words"
WARNING = "you will not be able to sign in for one hour"


@pytest.fixture(autouse=True)
def counted(settings) -> None:
    settings.AXES_ENABLED = True
    cache.clear()


def attempt(email: str, password: str = "wrong", *, client: Client | None = None, place: str = "10.0.0.1"):
    client = client or Client()
    return client.post("/login/", {"username": email, "password": password, "next": "/"}, REMOTE_ADDR=place)


@pytest.mark.parametrize("known", [True, False])
def test_the_last_attempt_is_announced_and_the_lock_explained_alike_for_every_address(known: bool) -> None:
    email = ProviderFactory().email if known else "nobody@example.org"
    for _ in range(3):
        assert WARNING not in attempt(email).content.decode()
    assert WARNING in attempt(email).content.decode()
    locked = attempt(email)
    page = locked.content.decode()
    assert locked.status_code == 429
    assert "You cannot sign in for now" in page
    assert "/account/forgotten/" in page
    assert "<h1" in page
    assert attempt(email, PASSWORD).status_code == 429


def test_the_lock_ends_after_an_hour_and_with_a_new_password() -> None:
    user = ProviderFactory()
    for _ in range(5):
        attempt(user.email)
    assert attempt(user.email, PASSWORD).status_code == 429
    invitations.request_password_reset(user.email)
    Client().post(link_in(read_mail()[0]), {"password": NEW, "again": NEW})
    assert attempt(user.email, NEW).status_code == 302


def test_guessing_from_many_places_locks_the_account(monkeypatch) -> None:
    monkeypatch.setattr(lockout, "FROM_EVERYWHERE", 8)
    user, other = ProviderFactory(), ProviderFactory()
    for place in range(8):
        assert attempt(user.email, place=f"10.0.1.{place}").status_code == (200 if place < 7 else 429)
    assert attempt(user.email, PASSWORD, place="10.0.2.1").status_code == 429
    assert attempt(other.email, PASSWORD, place="10.0.2.1").status_code == 302


def test_only_who_knows_the_password_learns_that_the_account_is_deactivated() -> None:
    user = UserFactory(active=False)
    assert "has been deactivated" not in attempt(user.email).content.decode()
    page = attempt(user.email, PASSWORD).content.decode()
    assert "This account has been deactivated" in page
    assert "Error: " in page
    deleted = UserFactory(active=False, discarded_at=now())
    assert "has been deactivated" not in attempt(deleted.email, PASSWORD).content.decode()


@pytest.mark.parametrize(
    ("email", "password", "told"),
    [
        ("", "x", "Enter your email address"),
        ("a@b", "x", "Enter an email address in the correct format"),
        ("a@example.org", "", "Enter your password"),
    ],
)
def test_each_field_says_what_is_wrong_with_it(email: str, password: str, told: str) -> None:
    assert told in attempt(email, password).content.decode()


def test_a_session_from_before_the_sign_in_is_worth_nothing_after_it() -> None:
    client = Client()
    client.get("/login/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    before = session.session_key
    attempt(ProviderFactory().email, PASSWORD, client=client)
    assert client.session.session_key != before
    assert Client(headers={"cookie": f"sessionid={before}"}).get("/account/").status_code == 302


def test_links_sent_to_the_old_address_die_with_the_change_of_address(client: Client) -> None:
    user = UserFactory()
    invitations.request_password_reset(user.email)
    reset = link_in(read_mail()[0])
    invitations.request_email_change(user=user, email="new@example.org")
    change = next(link_in(message) for message in read_mail() if message.to == ["new@example.org"])
    client.post(change)
    assert client.get(reset).status_code == 410
    client.post(reset, {"password": NEW, "again": NEW})
    user.refresh_from_db()
    assert not user.check_password(NEW)


def test_old_links_cannot_fill_a_mailbox() -> None:
    user = UserFactory()
    invitations.request_password_reset(user.email)
    old = link_in(read_mail()[0])
    invitations.request_password_reset(user.email)
    for _ in range(20):
        Client().post(old)
    assert SentEmail.objects.count() == 5
    with frozen(now() + timedelta(minutes=2)):
        Client().post(old)
    assert SentEmail.objects.count() == 6


def test_codes_by_email_are_few(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client = Client()
    attempt(SupportFactory().email, PASSWORD, client=client)
    client.get("/account/security-code/")
    for _ in range(10):
        page = client.post("/account/security-code/again/", follow=True).content.decode()
    assert "wait 15 minutes" in page
    assert SentEmail.objects.filter(template="security_code").count() == 5


def test_own_password_is_changed_with_the_present_one_and_ends_other_sessions() -> None:
    user = CoordinatorFactory()
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        attempt(user.email, PASSWORD, client=client)
    assert 'href="/password_change/"' in here.get("/account/").content.decode()
    new = {"password": NEW, "again": NEW}
    assert here.post("/password_change/", new)["Location"].startswith("/account/confirm/")
    here.post("/account/confirm/", {"password": "wrong"})
    here.post("/password_change/", new)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    asked = here.post("/account/confirm/", {"password": PASSWORD, "next": "/password_change/"})
    assert asked["Location"] == "/password_change/"
    here.post("/password_change/", new)
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
