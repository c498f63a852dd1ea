"""The three links that people get by e-mail, followed in a browser from the mailbox to being signed in."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from accounts import invitations
from accounts.invitations import request_email_change
from orgs.people.invitations import invite
from portal.log_filter import SecretsFilter
from tests.accounts.mailbox import link_in, read_mail
from tests.factories.accounts import PASSWORD, ProviderFactory, SupportFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = "three random words"


def choose(page: Any, address: str) -> None:
    page.goto(address)
    page.locator("input[name=password]").fill(NEW)
    page.locator("input[name=again]").fill(NEW)
    page.get_by_role("button", name="Save password").click()
    page.get_by_text("Your password is set").wait_for()


def enter(page: Any, email: str, password: str) -> None:
    page.get_by_label("Email address").fill(email)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Sign out").wait_for()


def test_invitation(live_server: Any, page: Any) -> None:
    actor = SupportFactory()
    person = invite(actor=actor, organisation=ProviderFactory().organisation, name="Pat", email="pat@example.org")
    assert person is not None
    choose(page, live_server.url + link_in(read_mail()[0]))
    enter(page, person.email, NEW)


def test_reset(live_server: Any, page: Any) -> None:
    person = ProviderFactory()
    page.goto(f"{live_server.url}/account/forgotten/")
    page.get_by_label("Email address").fill(person.email)
    page.get_by_role("button", name="Send the link").click()
    page.get_by_text("Check your email").first.wait_for()
    choose(page, live_server.url + link_in(read_mail()[0]))
    enter(page, person.email, NEW)


def test_new_address(live_server: Any, page: Any) -> None:
    person = ProviderFactory()
    request_email_change(user=person, email="new@example.org")
    [message] = [message for message in read_mail() if message.to == ["new@example.org"]]
    page.goto(live_server.url + link_in(message))
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("From now on you sign in with").first.wait_for()
    enter(page, "new@example.org", PASSWORD)


def test_a_browser_without_cookies_leaves_no_secret_in_the_log(live_server: Any, page: Any, caplog: Any) -> None:
    person = ProviderFactory()
    invitations.request_password_reset(person.email)
    path = link_in(read_mail()[0])
    secret = path.split("/")[-2]
    page.goto(live_server.url + path)
    page.context.clear_cookies()
    page.locator("input[name=password]").fill(NEW)
    page.locator("input[name=again]").fill(NEW)
    caplog.handler.addFilter(SecretsFilter())  # as every handler of ours has it
    with caplog.at_level(logging.DEBUG):
        page.get_by_role("button", name="Save password").click()
        page.get_by_text("open too long").first.wait_for()
    assert "/account/link/" in caplog.text
    assert secret not in caplog.text
