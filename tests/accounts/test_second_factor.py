"""No page for privileged people without the second factor, whichever way they came."""

import re
import time
from datetime import timedelta

import pytest
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from django.core import mail
from django.test import Client

from accounts.mail.deliver import deliver_due
from accounts.second_factor import codes
from portal.clock import frozen, now
from tests.accounts.mailbox import confirmed, link_in, read_mail
from tests.factories.accounts import PASSWORD, ProviderFactory, StatisticianFactory, SupportFactory

pytestmark = pytest.mark.django_db
PAGE = "/account/security-code/"


@pytest.fixture(autouse=True)
def required(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def signed_in(user) -> Client:
    client = Client()
    client.post("/login/", {"username": user.email, "password": PASSWORD, "next": "/"})
    return client


def code_from_mail() -> str:
    [message] = read_mail()
    (code,) = re.findall(r"\b(\d{6})\b", message.body)
    return str(code)


@pytest.mark.parametrize("factory", [SupportFactory, StatisticianFactory])
def test_every_page_asks_for_the_code_first(factory) -> None:
    client = signed_in(factory())
    for path in ("/", "/accounts/user/", "/account/", "/account/authenticator/", "/password_change/"):
        assert client.get(path).url.startswith(PAGE), path
    client.get(PAGE)
    response = client.post(PAGE, {"code": code_from_mail(), "next": "/accounts/user/"})
    assert response.url == "/accounts/user/"
    assert client.get("/account/").status_code == 200


def test_others_are_not_asked() -> None:
    assert signed_in(ProviderFactory()).get("/account/").status_code == 200


def test_code_works_once_and_for_a_quarter_of_an_hour() -> None:
    user = SupportFactory()
    client, other = signed_in(user), signed_in(user)
    client.get(PAGE)
    code = code_from_mail()
    client.post(PAGE, {"code": code})
    other.session["code_sent"] = True
    assert other.post(PAGE, {"code": code}).status_code == 200
    assert other.get("/account/").status_code == 302


def test_wrong_codes_end_the_session() -> None:
    client = signed_in(SupportFactory())
    client.get(PAGE)
    for _ in range(5):
        response = client.post(PAGE, {"code": "000000"})
    assert response.url == "/login/"
    assert "_auth_user_id" not in client.session


def test_authenticator_app_and_recovery_codes() -> None:
    user = SupportFactory()
    client = signed_in(user)
    client.get(PAGE)
    client.post(PAGE, {"code": code_from_mail()})
    assert confirmed(client).get("/account/authenticator/").status_code == 200
    device = TOTPDevice.objects.get(user=user)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time()
    client.post("/account/authenticator/", {"code": f"{totp.token():06d}"})
    assert codes.authenticator(user) == TOTPDevice.objects.get(user=user, confirmed=True)
    page = client.post("/account/recovery-codes/").content.decode()
    recovery = re.findall(r"<li>([a-z2-7]{8})</li>", page)
    assert len(recovery) == 10
    for expected in (302, 200):  # each works once
        again = signed_in(user)
        again.get(PAGE)
        assert again.post(PAGE, {"code": recovery[0]}).status_code == expected
    deliver_due()
    assert {message.subject for message in mail.outbox} == {"How you sign in to CORE has changed"}


def test_password_reset_does_not_get_round_it() -> None:
    user, client = SupportFactory(), Client()
    client.post("/account/forgotten/", {"email": user.email})
    client.post(link_in(read_mail()[0]), {"password": "three random words", "again": "three random words"})
    assert "_auth_user_id" not in client.session
    client.post("/login/", {"username": user.email, "password": "three random words", "next": "/"})
    assert client.get("/accounts/user/").url.startswith(PAGE)


@pytest.mark.parametrize(("factory", "minutes"), [(SupportFactory, 61), (ProviderFactory, 241)])
def test_session_ends_without_use(settings, factory, minutes: int) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    client = signed_in(factory())
    assert client.get("/account/").status_code == 200
    with frozen(now() + timedelta(minutes=minutes)):
        assert client.get("/account/").url.startswith("/login/")
        assert "_auth_user_id" not in client.session


def test_session_ends_after_a_working_day_whatever_happens() -> None:
    client, start = signed_in(ProviderFactory()), now()
    for hours in (0, 3, 6, 9, 11.9):
        with frozen(start + timedelta(hours=hours)):
            assert client.get("/account/").status_code == 200
    with frozen(start + timedelta(hours=12.1)):
        assert client.get("/account/").status_code == 302


def test_guessing_is_locked_out(settings) -> None:
    settings.AXES_ENABLED = True
    user = ProviderFactory()
    client = Client()
    for _ in range(5):
        client.post("/login/", {"username": user.email, "password": "wrong", "next": "/"})
    response = client.post("/login/", {"username": user.email, "password": PASSWORD, "next": "/"})
    assert response.status_code == 429
    other = ProviderFactory()  # somebody else at the same desk is not kept out
    assert signed_in(other).get("/account/").status_code == 200
