"""Every page of lettings and sales logs: accessible for each role, on a phone, by keyboard, and without scripts."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from portal.demo.answers import ONE_PERSON_LETTING, SHARED_OWNERSHIP_SALE
from portal.logs.record import record_answers
from sales.models import SalesLog
from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-23 10:00")]
KINDS = {
    "lettings": (LettingsLog, {**ONE_PERSON_LETTING, "voiddate": "2026-10-05"}, "startdate"),
    "sales": (SalesLog, {**SHARED_OWNERSHIP_SALE, "hodate": "2026-10-01"}, "saledate"),
}
READ = ("change", "check-answers", "history", "who-can-see", "duplicates")
WRITE = ("delete", "check-errors", "setup", "property-information", "household-characteristics")


def complete(person: Any, kind: str, day: str = "2026-10-10") -> Any:
    """A log as complete as the answers of the demonstration make it."""
    model, answers, date_field = KINDS[kind]
    own = person.organisation_id
    whose = {"owning_organisation_id": own, "managing_organisation_id": own, "assigned_to_id": person.pk}
    changes = {**whose, date_field: day, **answers}
    recorded = record_answers(log=model(), changes=changes, actor=person)
    if not recorded.saved:
        changes = {name: value for name, value in changes.items() if name not in recorded.errors}
        recorded = record_answers(log=model(), changes=changes, actor=person)
    assert recorded.saved, recorded.errors
    return recorded.log


def address(log: Any, page: str = "") -> str:
    return f"/{log._meta.app_label}/{log._meta.model_name}/{log.pk}/{page + '/' if page else ''}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_of_a_complete_log_is_accessible_and_fits_a_phone(
    live_server: Any,
    page: Any,
    people: dict[str, Any],
    sign_in: Callable[[Any, str], None],
    assert_accessible: Callable[[Any], None],
    kind: str,
) -> None:
    """Other roles see fewer of the same parts; the walk opens what each of them sees."""
    load_shipped_areas()
    log = complete(people["coordinator"], kind)
    complete(people["coordinator"], kind)  # a duplicate to compare with
    sign_in(page, "coordinator")
    lists = [f"/{kind}/{kind}log/", f"/{kind}/{kind}log/?status=1&status=2&q=LS1", f"/{kind}/{kind}log/duplicates/"]
    for path in [*lists, *(address(log, name) for name in (*READ, *WRITE))]:
        response = page.goto(live_server.url + path)
        assert response.status == 200, path
        page.wait_for_load_state("networkidle")
        assert page.locator("h1").count() == 1, path
        assert_accessible(page)
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        page.set_viewport_size({"width": 1280, "height": 900})
    assert page.complaints == []


def test_nothing_of_the_list_is_cut_off_on_a_desk(
    live_server: Any, page: Any, people: dict[str, Any], sign_in: Callable[[Any, str], None]
) -> None:
    load_shipped_areas()
    complete(people["coordinator"], "lettings")
    sign_in(page, "coordinator")
    page.goto(f"{live_server.url}/lettings/lettingslog/")
    page.wait_for_load_state("networkidle")
    assert (
        page.evaluate(
            "(() => { const el = document.querySelector('.results'); return el.scrollWidth - el.clientWidth })()"
        )
        <= 0
    )


def test_that_there_are_duplicates_comes_into_the_list(
    live_server: Any, page: Any, people: dict[str, Any], sign_in: Callable[[Any, str], None]
) -> None:
    load_shipped_areas()
    kept, other = (complete(people["provider"], "lettings") for _ in range(2))
    sign_in(page, "provider")
    page.goto(f"{live_server.url}/lettings/lettingslog/")
    page.get_by_role("link", name="Look at duplicates").click()
    page.get_by_role("link", name="Compare").click()
    page.get_by_role("button", name=f"Keep log {kept.pk} and delete the other").click()
    assert f"keep log {kept.pk}" in page.locator("h1").inner_text()
    page.get_by_role("button", name=f"Keep log {kept.pk} and delete the other").click()
    page.get_by_text(f"Log {kept.pk} has been kept. 1 duplicate deleted.").wait_for()
    other.refresh_from_db()
    assert other.is_deleted


def test_ticks_stay_while_pages_are_turned_and_until_an_action_is_chosen(
    live_server: Any, page: Any, people: dict[str, Any], sign_in: Callable[[Any, str], None]
) -> None:
    coordinator = people["coordinator"]
    whose = {"owning_organisation": coordinator.organisation, "managing_organisation": coordinator.organisation}
    values = {**whose, "date": date(2026, 10, 10), "collection_year": 2026, "status": 1, "assigned_to": coordinator}
    LettingsLog.objects.bulk_create(LettingsLog(**values) for _ in range(22))
    sign_in(page, "coordinator")
    page.goto(f"{live_server.url}/lettings/lettingslog/")
    page.locator("input.action-select").first.check()
    first = page.locator("input.action-select").first.get_attribute("value")
    page.get_by_role("button", name="Continue with the selected action").click()
    expect(page.locator("input.action-select").first).to_be_checked()
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_text("and 1 on other pages")).to_be_visible()
    page.locator("input.action-select").first.check()
    page.locator("select[name=action]").select_option(label="Delete logs")
    page.get_by_role("button", name="Continue with the selected action").click()
    expect(page.get_by_role("heading", name="2")).to_be_visible()
    assert page.locator(f'input[name="_selected_action"][value="{first}"]').count() == 1


def test_a_filter_is_set_by_keyboard(
    live_server: Any, page: Any, people: dict[str, Any], sign_in: Callable[[Any, str], None]
) -> None:
    load_shipped_areas()
    complete(people["coordinator"], "lettings")
    sign_in(page, "coordinator")
    page.goto(f"{live_server.url}/lettings/lettingslog/")
    page.get_by_label("In progress").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**status=1&status=2*")
    expect(page.get_by_role("link", name="Remove this filter: Status: Completed")).to_be_visible()


@pytest.mark.parametrize("kind", KINDS)
def test_a_log_is_begun_without_scripts(
    live_server: Any, page_without_javascript: Any, people: dict[str, Any], kind: str
) -> None:
    """Questions come up when the page is saved; a colleague takes over; what does not fit is removed."""
    load_shipped_areas()
    page = page_without_javascript
    page.goto(f"{live_server.url}/login/?next=/{kind}/{kind}log/add/")
    page.get_by_label("Email address").fill(people["coordinator"].email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    day = date(2026, 11, 10)
    for part in ("day", "month", "year"):
        page.locator(f"#id_{KINDS[kind][2]}-{part}").fill(str(getattr(day, part)))
    page.locator("select[name=assigned_to_id]").select_option(str(people["provider"].pk))
    if kind == "lettings":
        page.get_by_label("Supported housing").check()
    else:
        page.get_by_label("Shared Ownership", exact=True).check()
    page.get_by_role("button", name="Save and continue").click()
    come_up = "scheme_id" if kind == "lettings" else "type"
    expect(page.locator(f"#question-{come_up}")).to_be_visible()
    log = KINDS[kind][0].objects.get()
    assert log.assigned_to == people["provider"]
    page.get_by_role("button", name="Save and come back later").click()
    assert page.locator("h1").inner_text().endswith(f"Log {log.pk}")
