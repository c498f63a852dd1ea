"""A sale of each kind through the pages: a first share, more shares of a home, a discounted home."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from django.core.management import call_command

from orgs.areas.shipped import load_shipped_areas
from portal.logs.status import LogStatus
from sales.models import SalesLog
from tests.browser.filling import fill_subsection
from tests.reference_cases.paths import RANGES, cases

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-23 10:00")]

HOME_AND_PEOPLE = ("property-information", "household-characteristics")
SITUATION = ("household-situation", "other-household-information", "income-benefits-and-savings")
SUBSECTIONS = {
    "initial": (*HOME_AND_PEOPLE, *SITUATION, "shared-ownership-initial-purchase"),
    "staircasing": (*HOME_AND_PEOPLE, "shared-ownership-staircasing-transaction"),
    "discounted": (*HOME_AND_PEOPLE, *SITUATION, "discounted-ownership-scheme"),
}
DATES = ("saledate", "hodate", "initialpurchase", "lasttransaction")


def answers_of(kind: str) -> dict[str, Any]:
    """A sale that is in order, as a person would answer it on the pages."""
    with cases("sales_rule_vectors.json").open(encoding="utf-8") as file:
        answers: dict[str, Any] = json.load(file)["fixtures"]["2026"][kind]
    answers |= {name: date.fromisoformat(answers[name]) for name in DATES if name in answers}
    return {**answers, "privacynotice": ["privacynotice"], "la": "E08000003"}


def test_a_sale_of_each_kind_is_completed_through_its_pages(
    live_server: Any,
    page: Any,
    sign_in: Callable[[Any, str], None],
    assert_accessible: Callable[[Any], None],
) -> None:
    load_shipped_areas()
    call_command("load_reference", str(RANGES))
    sign_in(page, "provider")
    for kind, subsections in SUBSECTIONS.items():
        answers = {**answers_of(kind), "purchid": kind}
        fill_subsection(page, f"{live_server.url}/sales/saleslog/add/", answers)
        log = SalesLog.objects.get(purchid=kind)
        address = f"{live_server.url}/sales/saleslog/{log.pk}"
        for subsection in subsections:
            fill_subsection(page, f"{address}/{subsection}/", answers)
        assert_accessible(page)
        log.refresh_from_db()
        assert log.status == LogStatus.COMPLETED, kind
        page.goto(f"{address}/check-answers/")
        assert "Not answered" not in page.locator("main").inner_text()
        assert_accessible(page)
    assert page.complaints == []
