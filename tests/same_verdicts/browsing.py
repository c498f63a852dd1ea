"""The same log typed into the pages that a browser is sent, from the first to the last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.messages import get_messages
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from portal.logs.kinds import kind_named
from tests.portal.logs.filling import carried
from tests.same_verdicts.pages import MOST_ROUNDS, Entered, fill_in

NOT_KEPT = "These were not"


def enter_in_browser(log_type: str, year: int, person: Any, answers: Mapping[str, Any]) -> Entered:
    """Each page is opened, filled in until nothing more comes up, and kept; what it says was not kept counts as an error."""
    browser, kind = Client(), kind_named(log_type)
    browser.force_login(person)
    name = f"admin:{kind.model._meta.app_label}_{kind.model._meta.model_name}"
    entered = Entered(None)
    for subsection in kind.program(year).questionnaire.subsections:
        if entered.log is None:
            url = reverse(f"{name}_add")
        else:
            url = reverse(f"{name}_subsection", args=[entered.log.pk, subsection.id.replace("_", "-")])
        opened = browser.get(url)
        if opened.status_code != 200:
            continue  # the set-up is not complete, and the page says so
        sent = _filled(browser, url, opened, answers)
        sent["later"] = "1"
        kept = browser.post(url, sent.urlencode(), content_type="application/x-www-form-urlencoded")
        texts = [str(message) for message in get_messages(kept.wsgi_request)]
        if kept.status_code == 200 or any(NOT_KEPT in text for text in texts):
            entered.errors[subsection.id] = tuple(texts)
        entered.log = entered.log or kind.model.objects.filter(created_by=person).order_by("-pk").first()
        if entered.log is None:
            break
    if entered.log is not None:
        entered.log.refresh_from_db()
    return entered


def _filled(browser: Client, url: str, opened: Any, answers: Mapping[str, Any]) -> QueryDict:
    page, before = opened, ""
    own = carried(opened.content.decode())
    for _ in range(MOST_ROUNDS):
        sent = QueryDict(mutable=True)
        own |= carried(page.content.decode())
        sent.update(own)
        fill_in(sent, page.context["form"], answers)
        if sent.urlencode() == before:
            break
        before = sent.urlencode()
        page = browser.post(
            url, f"{before}&preview=1", content_type="application/x-www-form-urlencoded", headers={"HX-Request": "true"}
        )
        assert page.status_code == 200, page.content[:300]
    return sent
