"""A borrowed browser or one mailbox is not enough to keep an account."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from django.db import connection
from django.test import Client

from accounts import invitations, links
from accounts.models import AccountLink, SentEmail, StaffSession, User
from accounts.second_factor import codes
from portal.clock import now
from tests.accounts.mailbox import confirmed, link_in, read_mail
from tests.factories.accounts import PASSWORD, CoordinatorFactory, ProviderFactory, SupportFactory

pytestmark = pytest.mark.django_db
CHANGING = ("/account/email/", "/account/authenticator/", "/account/recovery-codes/", "/password_change/")
NEW = "three random words"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("page", CHANGING)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_present_password_is_asked_for_first(page: str, method: str) -> None:
    user = SupportFactory()
    client = signed_in(user)
    answer = getattr(client, method)(page, {"email": "thief@third.example", "password": NEW, "again": NEW})
    assert answer["Location"].startswith("/account/confirm/?next=")
    user.refresh_from_db()
    assert user.unconfirmed_email is None
    assert user.check_password(PASSWORD)
    assert not TOTPDevice.objects.exists()
    assert not StaticDevice.objects.exists()


def test_five_wrong_ones_end_the_sign_in() -> None:
    client = signed_in(ProviderFactory())
    for _ in range(5):
        client.post("/account/confirm/", {"password": "guess"})
    assert client.get("/account/")["Location"].startswith("/login/")


def test_wrong_ones_count_as_at_the_sign_in(settings: Any) -> None:
    settings.AXES_ENABLED = True
    user = ProviderFactory()
    client = signed_in(user)
    for _ in range(5):
        client.post("/account/confirm/", {"password": "guess"})
    locked = Client().post("/login/", {"username": user.email, "password": PASSWORD})
    assert locked.status_code == 429


def test_the_second_factor_is_asked_for_too(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = SupportFactory()
    device = codes.email_device(user)
    client = signed_in(user)
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    client.get("/account/confirm/?next=/account/email/")
    client.post("/account/confirm/", {"password": PASSWORD, "code": "000000"})
    assert "identity_confirmed_at" not in client.session
    device.refresh_from_db()
    device.throttling_failure_count = 0
    device.save()
    client.post("/account/confirm/", {"password": PASSWORD, "code": codes.new_email_code(user)})
    assert "identity_confirmed_at" in client.session


def test_a_change_ends_other_sign_ins_open_links_and_staff_sessions_and_is_told() -> None:
    user = SupportFactory()
    here, elsewhere = confirmed(signed_in(user)), signed_in(user)
    StaffSession.objects.create(user=user, reason="Ticket", ends_at=now())
    invitations.request_password_reset(user.email)
    [reset] = read_mail()
    here.post("/account/recovery-codes/")
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert "newer link" in Client().get(link_in(reset)).content.decode()
    assert not StaffSession.objects.filter(ended_at=None).exists()
    [told] = read_mail()
    assert "recovery codes" in told.body


def test_a_reset_link_does_not_survive_a_password_change_on_the_page() -> None:
    user = ProviderFactory()
    invitations.request_password_reset(user.email)
    [reset] = read_mail()
    confirmed(signed_in(user)).post("/password_change/", {"password": NEW, "again": NEW})
    assert Client().post(link_in(reset), {"password": "another three words", "again": "another three words"})
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_a_new_secret_for_each_attempt() -> None:
    user = SupportFactory()
    client, other = confirmed(signed_in(user)), confirmed(signed_in(user))
    seen = client.get("/account/authenticator/").content
    first = TOTPDevice.objects.get()
    assert other.get("/account/authenticator/").content != seen
    second = TOTPDevice.objects.get()
    assert first.key != second.key
    totp = TOTP(first.bin_key)
    totp.time = now().timestamp()
    client.post("/account/authenticator/", {"code": f"{totp.token():06d}"})
    assert codes.authenticator(user) is None
    totp = TOTP(second.bin_key)
    totp.time = now().timestamp()
    other.post("/account/authenticator/", {"code": f"{totp.token():06d}"})
    assert codes.authenticator(user) is None or codes.authenticator(user) != first


def test_with_an_app_the_mailbox_alone_opens_nothing(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = SupportFactory()
    TOTPDevice.objects.create(user=user, confirmed=True)
    code = codes.new_email_code(user)
    client = signed_in(user)
    assert "Send a code" not in client.get("/account/security-code/").content.decode()
    client.post("/account/security-code/again/")
    assert not SentEmail.objects.filter(template="security_code").exists()
    client.post("/account/security-code/", {"code": code})
    assert client.get("/account/")["Location"].startswith("/account/security-code/")
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    StaticToken.objects.create(device=device, token="abcdefgh")
    client.post("/account/security-code/", {"code": "abcdefgh"})
    assert client.get("/account/").status_code == 200


def test_who_has_an_account_is_told_to_its_owner_only() -> None:
    owner, asking = SupportFactory(), CoordinatorFactory()
    client = confirmed(signed_in(asking))
    taken = client.post("/account/email/", {"email": owner.email})
    confirmed(client)
    free = client.post("/account/email/", {"email": "nobody@third.example"})
    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"])
    person = {"name": "Pat", "phone": "02079460123", "phone_extension": "", "role": "1"}
    taken = client.post("/accounts/user/add/", {**person, "email": owner.email}, follow=True).content.decode()
    assert "has been invited" in taken
    assert "already uses" not in taken
    told = [message for message in read_mail() if message.to == [owner.email]]
    assert ["Somebody entered your email address in CORE" in message.subject for message in told] == [True]
    assert User.objects.filter(email=owner.email).count() == 1


def test_links_are_few_for_each_person_and_each_sender() -> None:
    user = ProviderFactory()
    client = confirmed(signed_in(user))
    for number in range(15):
        client.post("/account/email/", {"email": f"victim{number % 2}@third.example"})
    assert AccountLink.objects.filter(user=user).count() == links.A_MINUTE
    coordinator = CoordinatorFactory()
    inviting = signed_in(coordinator)
    for number in range(links.BY_ONE_PERSON + 5):
        person = {"name": "Pat", "phone": "02079460123", "phone_extension": "", "role": "1"}
        inviting.post("/accounts/user/add/", {**person, "email": f"p{number}@third.example"})
    assert AccountLink.objects.filter(sender=coordinator).count() == links.BY_ONE_PERSON
    assert User.objects.filter(email__endswith="@third.example").count() == links.BY_ONE_PERSON


def test_words_of_a_sender_are_no_links_and_no_sentences_of_ours() -> None:
    coordinator = CoordinatorFactory()
    name = "Urgent: your CORE account is closed, go to https://evil.example/login or [sign in](https://evil.example) #"
    person = {"name": name, "phone": "02079460123", "phone_extension": "", "role": "1"}
    signed_in(coordinator).post("/accounts/user/add/", {**person, "email": "new@third.example"})
    [message] = read_mail()
    for sign in ("evil.example", "[", "https://evil", "Urgent"):
        assert sign not in message.body
    invited = User.objects.get(email="new@third.example")
    invited.confirmed_at = now()
    invited.save()
    invitations.request_password_reset(invited.email)
    [message] = read_mail()
    greeting = message.body.splitlines()[0]
    assert len(greeting) < 85
    for sign in ("evil.example", "[", "(", ":", "/", "#"):
        assert sign not in greeting


@pytest.mark.parametrize(
    "typed",
    ["Zed.Zephyr@alder.example.org\u200b", "zed\u00ad.zephyr@alder.example.org", "ｚed.zephyr@alder.example.org"],
)
def test_addresses_that_look_alike_are_one(typed: str) -> None:
    coordinator = CoordinatorFactory()
    user = ProviderFactory(email=typed, organisation=coordinator.organisation)
    assert user.email == "zed.zephyr@alder.example.org"
    assert Client().post("/login/", {"username": typed, "password": PASSWORD}).status_code in (200, 302)
    assert User.objects.get_by_natural_key(typed) == user
    person = {"name": "Pat", "phone": "02079460123", "phone_extension": "", "role": "1", "email": user.email}
    refused = signed_in(coordinator).post("/accounts/user/add/", person).content.decode()
    assert "Someone already uses this email address" in refused


@pytest.mark.django_db(transaction=True)
def test_two_links_at_once_leave_one_alive() -> None:
    user = ProviderFactory()

    def ask() -> None:
        try:
            invitations.request_password_reset(user.email)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert AccountLink.objects.filter(user=user, used_at=None, superseded_at=None).count() == 1
