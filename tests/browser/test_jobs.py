"""Pages of jobs: followed without a reload, steered by keyboard, accessible, on a phone too."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from export_cds.models import RunState
from export_cds.running.request import request_run
from orgs.merges.perform import start
from orgs.models import MergeState
from tests.factories.orgs import MergeRequestFactory, MergeRequestOrganisationFactory, OrganisationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 09:30")]


def test_exports_and_merges_are_followed_and_given_up(
    live_server: Any,
    page: Any,
    people: dict[str, Any],
    sign_in: Callable[[Any, str], None],
    assert_accessible: Callable[[Any], None],
) -> None:
    run = request_run(actor=people["support"], kind="full", collection="lettings", year=2026, enqueue=False)
    absorber = OrganisationFactory(signed=True, holds_own_stock=True)
    merge = MergeRequestFactory(absorbing_organisation=absorber, merge_date=date(2026, 6, 1))
    MergeRequestOrganisationFactory(merge_request=merge, merging_organisation=OrganisationFactory(signed=True))
    merge = start(actor=people["support"], request=merge)
    type(run).objects.filter(pk=run.pk).update(error="OSError: the store is away")
    sign_in(page, "support")
    exports, merges = "/export_cds/exportrun/", "/orgs/mergerequest/"
    pages = [
        exports,
        f"{exports}?state=again&year=2026",
        f"{exports}{run.pk}/change/",
        f"{exports}{run.pk}/give-up/",
        f"{merges}{merge.pk}/change/",
        f"{merges}{merge.pk}/give-up/",
    ]
    for where in pages:
        page.goto(f"{live_server.url}{where}")
        assert_accessible(page)
    page.set_viewport_size({"width": 320, "height": 640})
    for where in pages:
        page.goto(f"{live_server.url}{where}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, where
    for job, where, button in ((run, exports, "Give up this export"), (merge, merges, "Give up this merge")):
        page.goto(f"{live_server.url}{where}{job.pk}/change/")
        page.get_by_role("button", name=button).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Are you sure you want to give up")
        page.get_by_role("link", name="Cancel").click()
        job.refresh_from_db()
        assert job.is_open
        page.get_by_role("button", name=button).click()
        page.get_by_role("button", name="Give up", exact=True).click()
        expect(page.get_by_role("button", name=button)).to_have_count(0)
        job.refresh_from_db()
        assert not job.is_open
    assert (run.state, merge.state) == (RunState.FAILED, MergeState.PREPARED)
