"""What people enter may be one long word: pages of a narrow screen break it."""

from __future__ import annotations

from typing import Any

import pytest

from django.test import Client
from django.urls import reverse

from accounts.mail.queue import queue_email
from tests.factories.accounts import SupportFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_long_address_in_title_and_breadcrumbs_does_not_scroll_sideways(
    live_server: Any, page: Any, browser_context: Any
) -> None:
    support = SupportFactory(email=f"{'name' * 20}@example.org")
    mail = queue_email("security_code", user=support)
    client = Client()
    client.force_login(support)
    for key, morsel in client.cookies.items():
        browser_context.add_cookies([{"name": key, "value": morsel.value, "url": live_server.url}])
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(live_server.url + reverse("admin:accounts_sentemail_change", args=[mail.pk]))
    assert support.email in page.inner_text("h1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
