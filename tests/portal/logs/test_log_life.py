"""A log through its life: deadlines, what is closed and why, deletion, duplicates, schemes that were closed."""

from datetime import date
from typing import Any

import pytest

from django.urls import reverse

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from portal.clock import Frozen
from portal.logs.status import LogStatus
from sales.models import SalesLog
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, StatisticianFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory, OrganisationNameChangeFactory
from tests.factories.supported_housing import LocationFactory
from tests.portal.logs.filling import FillingClient as Client

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
KINDS = [LettingsLog, SalesLog]
DATE_OF = {LettingsLog: "startdate", SalesLog: "saledate"}


@pytest.fixture
def provider() -> Any:
    return ProviderFactory(organisation=OrganisationFactory(name="Larch Homes", signed=True))


def make(person: Any, model: Any = LettingsLog, **more: Any) -> Any:
    day = more.pop("date", date(2026, 5, 1))
    values = {
        "owning_organisation": person.organisation,
        "managing_organisation": person.organisation,
        "assigned_to": person,
        "date": day,
        "collection_year": 2026 if day >= date(2026, 4, 1) else 2025,
        "status": LogStatus.IN_PROGRESS,
        "answers": {DATE_OF[model]: day.isoformat()},
        **more,
    }
    return model.objects.create(**values)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(log: Any, name: str, *args: Any) -> str:
    return reverse(f"admin:{log._meta.app_label}_{log._meta.model_name}_{name}", args=[log.pk, *args])


def show(person: Any, log: Any, name: str = "change", *args: Any) -> str:
    return signed_in(person).get(page(log, name, *args), follow=True).content.decode()


@pytest.mark.parametrize("model", KINDS)
def test_the_deadline_is_the_quarters_cut_off_until_the_log_is_complete(provider: Any, model: Any) -> None:
    assert "Complete this log by 9 October 2026." in show(provider, make(provider, model, date=date(2026, 7, 20)))
    overdue = show(provider, make(provider, model, date=date(2026, 5, 1)))
    assert "This log should have been completed by 10 July 2026." in overdue
    assert "Overdue" in overdue
    complete = show(provider, make(provider, model, status=LogStatus.COMPLETED))
    assert "You can review this log until 4 June 2027, the submission deadline." in complete
    assert "Overdue" not in complete
    assert "You can review" not in show(StatisticianFactory(), make(provider, model, status=LogStatus.COMPLETED))


@pytest.mark.parametrize("model", KINDS)
def test_a_log_of_last_year_is_changed_until_its_window_closes_and_deleted_until_new_logs_end(
    provider: Any, model: Any, clock: Frozen
) -> None:
    log = make(provider, model, date=date(2026, 3, 1), status=LogStatus.COMPLETED)
    clock.move_to("2026-07-11")
    assert "Delete this log" in show(provider, log)
    clock.move_to("2026-08-31 23:30")
    text = show(provider, log)
    assert "The submission deadline has passed. You can still change this log until 31 August 2026." in text
    assert "Delete this log" not in text
    assert signed_in(provider).post(page(log, "delete")).status_code == 403
    assert signed_in(provider).get(page(log, "subsection", "setup")).status_code == 200
    clock.move_to("2026-09-01 00:01")
    for name, args in (("change", ()), ("subsection", ("setup",)), ("check_answers", ())):
        text = show(provider, log, name, *args)
        assert "The collection of 2025 to 2026 closed for changes on 31 August 2026" in text
        assert "govuk-button--warning" not in text
    assert ">Change<" not in show(provider, log, "check_answers")


@pytest.mark.parametrize("model", KINDS)
def test_several_are_deleted_after_a_list_in_which_each_can_be_left_out(provider: Any, model: Any) -> None:
    coordinator = CoordinatorFactory(organisation=provider.organisation)
    mine, left_out, others = make(provider, model), make(provider, model), make(coordinator, model)
    old = make(provider, model, date=date(2026, 3, 1))
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    ticked = [str(log.pk) for log in (mine, left_out, others, old)]
    asked = signed_in(provider).post(url, {"action": "delete_logs", "_selected_action": ticked})
    assert {log.pk for log in asked.context["logs"]} == {mine.pk, left_out.pk}
    reasons = {item["log"].pk: item["reason"] for item in asked.context["staying"]}
    assert reasons[others.pk] == "It is not assigned to you"
    assert "no longer takes" in reasons[old.pk]
    assert not model.objects.filter(status=LogStatus.DELETED).exists()
    confirmed = {"action": "delete_logs", "confirm": "yes"}
    empty = signed_in(provider).post(url, confirmed, follow=True).content.decode()
    assert "Tick at least one " in empty
    signed_in(provider).post(url, {**confirmed, "_selected_action": [str(mine.pk), str(others.pk)]})
    gone = model.objects.filter(status=LogStatus.DELETED)
    assert [log.pk for log in gone] == [mine.pk]
    assert gone[0].history.get(history_type="-").history_user == provider


def test_statisticians_delete_nothing(provider: Any) -> None:
    log = make(provider)
    url = reverse("admin:lettings_lettingslog_changelist")
    signed_in(StatisticianFactory()).post(
        url, {"action": "delete_logs", "confirm": "yes", "_selected_action": [str(log.pk)]}
    )
    log.refresh_from_db()
    assert log.status == LogStatus.IN_PROGRESS


@pytest.mark.parametrize("model", KINDS)
def test_support_looks_for_duplicates_of_one_organisation(provider: Any, model: Any) -> None:
    pair = [make(provider, model, duplicate_key="k") for _ in range(2)]
    support = signed_in(SupportFactory())
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_all_duplicates")
    assert f"Log {pair[0].pk}" not in support.get(url).content.decode()
    chosen = support.get(url, {"organisation": str(provider.organisation_id)}).content.decode()
    assert f"Log {pair[0].pk}, Log {pair[1].pk}" in chosen
    stranger = OrganisationFactory(name="Strangers")
    none = support.get(url, {"organisation": str(stranger.pk)}).content.decode()
    assert "There are no duplicates among the" in none
    ours = signed_in(CoordinatorFactory(organisation=stranger)).get(
        url, {"organisation": str(provider.organisation_id)}
    )
    assert f"Log {pair[0].pk}" not in ours.content.decode(), "nobody else chooses an organisation"


@pytest.mark.parametrize("model", KINDS)
def test_a_log_says_itself_that_it_has_duplicates(provider: Any, model: Any) -> None:
    first, second = (make(provider, model, duplicate_key="k") for _ in range(2))
    text = show(provider, first)
    assert f"This log says the same as log {second.pk}." in text
    assert page(first, "duplicates") in text
    assert "says the same" not in show(provider, make(provider, model))


@pytest.mark.parametrize("model", KINDS)
def test_a_changed_duplicate_leads_back_to_the_others(provider: Any, model: Any) -> None:
    code = {LettingsLog: "tenancycode", SalesLog: "purchid"}[model]
    first, second = (
        make(provider, model, duplicate_key="k", answers={DATE_OF[model]: "2026-05-01", code: "A1"}) for _ in range(2)
    )
    browser = signed_in(provider)
    compared = browser.get(page(first, "duplicates")).content.decode()
    link = f"{page(second, 'subsection', 'setup')}?from=duplicates"
    assert f"{link}#question-{code}" in compared
    form = browser.get(link).context["form"]
    assert page(second, "duplicates") in browser.get(link).content.decode()
    sent = {field: value for field in form.fields if (value := form[field].value()) is not None}
    date_field = DATE_OF[model]
    sent |= {f"{date_field}-day": "1", f"{date_field}-month": "5", f"{date_field}-year": "2026"}
    sent.pop(date_field)
    back = browser.post(link, {**sent, code: "B2", "later": "1"})
    assert back.url == page(second, "duplicates")
    text = browser.get(back.url).content.decode()
    assert f"Log {second.pk} has been changed: {form.fields[code].noun}." in text
    assert "No other log says the same" in text


def test_a_scheme_chosen_again_is_told_with_what_is_left(provider: Any) -> None:
    load_shipped_areas()
    location = LocationFactory(scheme__owning_organisation=provider.organisation)
    log, other = (
        make(provider, unresolved=True, needstype=2, answers={"needstype": 2, "startdate": "2026-05-01"})
        for _ in range(2)
    )
    browser = signed_in(provider)
    assert "Choose again" in browser.get(page(log, "change")).content.decode()
    sent = {"needstype": "2", "startdate-day": "1", "startdate-month": "5", "startdate-year": "2026"}
    answer = browser.post(
        page(log, "subsection", "setup"),
        {**sent, "scheme_id": str(location.scheme_id), "location_id": str(location.pk), "later": "1"},
        follow=True,
    ).content.decode()
    assert f"Log {log.pk} has its scheme or location again. 1 log that is assigned to you has lost" in answer
    log.refresh_from_db()
    assert not log.unresolved
    browser.post(page(other, "subsection", "setup"), {**sent, "needstype": "1", "later": "1"})
    other.refresh_from_db()
    assert not other.unresolved, "general needs have no scheme to choose"


@pytest.mark.parametrize("model", KINDS)
def test_history_tells_answers_in_words_and_in_the_order_of_the_questions(provider: Any, model: Any) -> None:
    log = make(provider, model)
    changes = {
        "status": [1, 4],
        "la": [None, "E08000003"],
        "hhtype": [3, 9],
        "declaration": [None, 1],
        "privacynotice": [None, 1],
        "assigned_to_id": [None, provider.pk],
        "wrent": [None, 96.2],
    }
    known = {name: pair for name, pair in changes.items() if name in log.program.known_fields or name == "status"}
    log.history.create(
        **{field.attname: getattr(log, field.attname) for field in log.history.model.tracked_fields},
        changes=known,
        history_date=log.created_at,
        history_type="~",
        history_user=provider,
    )
    entries = signed_in(provider).get(page(log, "history")).context["entries"]
    changed = next(entry["changes"] for entry in entries if entry["changes"])
    told = {change["label"]: (change["before"], change["after"]) for change in changed}
    assert told["Status"] == ("In progress", "Deleted")
    assert ("", "Yes") in told.values()
    assert ("One adult", "Other") in told.values()
    assert ("", f"{provider.name} ({provider.email})") in told.values()
    texts = {text for pair in told.values() for text in pair}
    assert not [text for text in texts if text.isdecimal()]
    if model is LettingsLog:
        assert ("", "£96.20") in told.values()


@pytest.mark.parametrize("model", KINDS)
def test_organisations_keep_the_name_of_the_logs_day(provider: Any, model: Any) -> None:
    OrganisationNameChangeFactory(organisation=provider.organisation, name="Renamed", startdate=date(2026, 6, 1))
    text = show(provider, make(provider, model))
    assert "<dd>Larch Homes</dd>" in text
    assert "<dd>Renamed</dd>" not in text
