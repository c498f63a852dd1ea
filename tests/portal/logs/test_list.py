"""Lists of logs: filters, search, order, names, banners, what they cost."""

from datetime import date
from typing import Any

import pytest

from django.contrib.admin import site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lettings.models import LettingsLog
from portal.logs.admin.search import _postcodes, search_logs
from portal.logs.status import LogStatus
from sales.models import SalesLog
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, StatisticianFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory, OrganisationNameChangeFactory, OrganisationRelationshipFactory
from tests.factories.supported_housing import LocationFactory
from tests.portal.logs.filling import FillingClient as Client

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
LISTS = {LettingsLog: "admin:lettings_lettingslog_changelist", SalesLog: "admin:sales_saleslog_changelist"}
MOST_QUERIES = 12


@pytest.fixture
def coordinator() -> Any:
    return CoordinatorFactory(organisation=OrganisationFactory(signed=True))


def make(person: Any, model: Any = LettingsLog, **more: Any) -> Any:
    values = {
        "owning_organisation": person.organisation,
        "managing_organisation": person.organisation,
        "assigned_to": person,
        "date": date(2026, 5, 1),
        "collection_year": 2026,
        "status": LogStatus.IN_PROGRESS,
        **more,
    }
    return model.objects.create(**values)


def show(person: Any, model: Any = LettingsLog, query: str = "") -> Any:
    client = Client()
    client.force_login(person)
    response = client.get(f"{reverse(LISTS[model])}{query}")
    assert response.status_code == 200, response
    return response


def listed(person: Any, query: str = "", model: Any = LettingsLog) -> list[int]:
    return [log.pk for log in show(person, model, query).context["cl"].result_list]


@pytest.mark.parametrize("model", [LettingsLog, SalesLog])
def test_several_values_of_a_filter_are_either_and_filters_together_both(coordinator: Any, model: Any) -> None:
    new = make(coordinator, model, status=LogStatus.NOT_STARTED)
    begun = make(coordinator, model)
    done = make(coordinator, model, status=LogStatus.COMPLETED)
    older = make(coordinator, model, date=date(2026, 3, 1), collection_year=2025)
    undated = make(coordinator, model, date=None, collection_year=None)
    assert listed(coordinator, "?status=0&status=2", model) == [done.pk, new.pk]
    assert listed(coordinator, "?status=1&year=2026", model) == [begun.pk]
    assert listed(coordinator, "?status=1&year=2026&year=none", model) == [undated.pk, begun.pk]
    assert listed(coordinator, "?year=2025", model) == [older.pk]


@pytest.mark.parametrize("query", ["?status=abc&year=9999", "?owner=%F0%9F%98%80&manager=1e9", "?assigned_to=-1"])
def test_nonsense_in_the_address_narrows_nothing(coordinator: Any, query: str) -> None:
    log = make(coordinator)
    assert listed(coordinator, query) == [log.pk]


def test_each_value_of_a_filter_is_taken_away_alone(coordinator: Any) -> None:
    make(coordinator)
    text = show(coordinator, query="?status=0&status=1").content.decode()
    assert 'href="?status=1"' in text
    assert 'href="?status=0"' in text
    assert text.count("Remove this filter: </span>Status") == 2


def test_each_kind_is_called_what_it_is(coordinator: Any) -> None:
    make(coordinator)
    make(coordinator, SalesLog)
    lettings, sales = (show(coordinator, model).content.decode() for model in (LettingsLog, SalesLog))
    for text in ("Tenancy start", "Managed by", "tenant code, property reference, address or postcode"):
        assert text in lettings
        assert text not in sales
    for text in ("Sale completed", "Reported by", "purchaser code, address or postcode"):
        assert text in sales
        assert text not in lettings


def test_types_are_filtered_by_the_labels_of_the_year(coordinator: Any) -> None:
    general = make(coordinator, needstype=1)
    make(coordinator, needstype=2)
    assert listed(coordinator, "?needstype=1") == [general.pk]
    sale = make(coordinator, SalesLog, ownershipsch=2)
    make(coordinator, SalesLog, ownershipsch=1)
    assert listed(coordinator, "?saletype=2", SalesLog) == [sale.pk]


def test_coordinators_filter_by_the_people_of_their_managing_agents(coordinator: Any) -> None:
    agent = ProviderFactory(name="Agatha Agent")
    OrganisationRelationshipFactory(stock_owner=coordinator.organisation, managing_agent=agent.organisation)
    managed = make(coordinator, managing_organisation=agent.organisation, assigned_to=agent)
    make(coordinator)
    assert "Agatha Agent" in show(coordinator).content.decode()
    assert listed(coordinator, f"?assigned_to={agent.pk}") == [managed.pk]
    assert listed(coordinator, f"?manager={agent.organisation_id}") == [managed.pk]


@pytest.mark.parametrize("factory", [SupportFactory, StatisticianFactory])
def test_the_department_finds_people_by_name_or_address(coordinator: Any, factory: Any) -> None:
    other = CoordinatorFactory(name="Wilma Stone", email="wilma@example.org")
    log = make(other)
    make(coordinator)
    person = factory()
    assert listed(person, "?assigned_name=stone") == [log.pk]
    assert listed(person, "?assigned_name=WILMA%40example") == [log.pk]
    assert "assigned_name" in show(person).content.decode()
    assert "assigned_name" not in show(coordinator).content.decode()


def test_many_colleagues_are_searched_instead_of_listed(coordinator: Any) -> None:
    ProviderFactory.create_batch(101, organisation=coordinator.organisation)
    text = show(coordinator).content.decode()
    assert "assigned_name" in text
    assert "You</label>" in text


def test_search_finds_codes_in_part_and_the_exact_one_first(coordinator: Any) -> None:
    exact = make(coordinator, tenancycode="ab1")
    longer = make(coordinator, propcode="XAB12")
    make(coordinator, tenancycode="other")
    assert listed(coordinator, "?q=AB1") == [exact.pk, longer.pk]
    assert listed(coordinator, "?q=ab") == [exact.pk], "less than three characters: where a code begins"
    assert listed(coordinator, "?q=%25") == []
    assert listed(coordinator, f"?q=log+{longer.pk}")[0] == longer.pk


@pytest.mark.parametrize("typed", ["LS11UR", "ls1 1ur", "L S11 UR", "S1 1U", "LS11U", "11UR"])
def test_postcodes_are_found_however_they_are_typed(coordinator: Any, typed: str) -> None:
    log = make(coordinator, postcode_full="LS1 1UR")
    make(coordinator, postcode_full="M1 1AE")
    sale = make(coordinator, SalesLog, postcode_full="LS1 1UR")
    location = LocationFactory(scheme__owning_organisation=coordinator.organisation, postcode="LS1 1UR")
    supported = make(coordinator, location=location, scheme=location.scheme)
    assert listed(coordinator, f"?q={typed.replace(' ', '+')}") == [supported.pk, log.pk]
    assert listed(coordinator, f"?q={typed.replace(' ', '+')}", SalesLog) == [sale.pk]


def test_parts_of_postcodes() -> None:
    assert _postcodes("LS11U") == ("LS11U", "LS1 1U")
    assert _postcodes("LS1 1UR") == ("LS11UR", "LS1 1UR")
    assert _postcodes("a/b") == ("a/b",)


@pytest.mark.parametrize("model", [LettingsLog, SalesLog])
def test_indexes_can_answer_a_search(model: Any) -> None:
    """With sequential reading forbidden, the plan says whether an index could answer at all."""
    columns = site.get_model_admin(model).search_columns
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for term in ("LS1", "x"):
        plan = search_logs(model.objects.all(), term, columns).order_by().explain()
        assert "Seq Scan" not in plan.replace("Seq Scan on supported_housing_location", "")
        assert f"{model.kind.log_type}_postcode" in plan
        assert f"{model.kind.log_type}_address" in plan


@pytest.mark.parametrize("model", [LettingsLog, SalesLog])
def test_addresses_are_found_and_dates_narrow(coordinator: Any, model: Any) -> None:
    high = make(coordinator, model, answers={"address_line1": "12 High Street"}, date=date(2026, 7, 1))
    low = make(coordinator, model, answers={"address_line1": "7 Low Lane"})
    assert listed(coordinator, "?q=high+str", model) == [high.pk]
    assert listed(coordinator, "?q=%23" + str(low.pk), model) == [low.pk]
    assert listed(coordinator, "?from=2+5+2026", model) == [high.pk]
    assert listed(coordinator, "?from=1+May+2026&until=30/6/2026", model) == [low.pk]
    page = show(coordinator, model, "?from=31+2+2026").content.decode()
    assert "Enter a real date" in page
    assert "12 High Street" not in page
    assert 'value="31 2 2026"' in page


def test_the_persons_own_order_survives_a_search(coordinator: Any) -> None:
    late = make(coordinator, tenancycode="ABC", date=date(2026, 7, 1))
    early = make(coordinator, tenancycode="ABCD", date=date(2026, 5, 1))
    columns = list(show(coordinator).context["cl"].list_display)
    assert listed(coordinator, f"?q=ABC&o={columns.index('start')}") == [early.pk, late.pk]


def test_everybodys_logs_are_ordered_by_number_only(coordinator: Any) -> None:
    make(coordinator)
    support = show(SupportFactory()).context["cl"]
    assert support.sortable_by == ("number",)
    assert "start" in show(coordinator).context["cl"].sortable_by


def test_organisations_are_called_what_they_were_on_the_day_of_the_log(coordinator: Any) -> None:
    OrganisationNameChangeFactory(
        organisation=coordinator.organisation, name="Renamed Homes", startdate=date(2026, 6, 1)
    )
    make(coordinator, date=date(2026, 5, 1))
    make(coordinator, date=date(2026, 7, 1))
    names = [log.owner_name for log in show(coordinator).context["cl"].result_list]
    assert names == ["Renamed Homes", coordinator.organisation.name]


def test_data_providers_choose_only_among_those_who_manage_for_them() -> None:
    provider = ProviderFactory(organisation=OrganisationFactory(signed=True))
    agent = OrganisationFactory(name="Agents United")
    OrganisationRelationshipFactory(stock_owner=provider.organisation, managing_agent=agent)
    assert "Agents United" not in show(provider).content.decode()


def test_logs_that_lost_their_scheme_are_told_and_listed(coordinator: Any) -> None:
    lost = make(coordinator, unresolved=True)
    make(coordinator)
    make(ProviderFactory(organisation=coordinator.organisation), unresolved=True)
    text = show(coordinator).content.decode()
    assert "1 log that is assigned to you has lost the scheme or location" in text
    assert listed(coordinator, "?assigned_to=you&unresolved=yes") == [lost.pk]
    assert "has lost the scheme" not in show(coordinator, query="?assigned_to=you&unresolved=yes").content.decode()
    assert "lost the scheme" not in show(SupportFactory()).content.decode()


@pytest.mark.parametrize("model", [LettingsLog, SalesLog])
def test_that_there_are_duplicates_is_told_to_those_who_can_do_something(coordinator: Any, model: Any) -> None:
    provider = ProviderFactory(organisation=coordinator.organisation)
    for _ in range(2):
        make(coordinator, model, duplicate_key="same")
    url = reverse(LISTS[model].replace("changelist", "notice"))
    client = Client()
    told = {}
    for person in (coordinator, provider, SupportFactory(), StatisticianFactory()):
        client.force_login(person)
        told[person.role] = "say the same" in client.get(url).content.decode()
    assert [told[coordinator.role], told[provider.role]] == [True, False], "providers: only sets with a log of theirs"
    assert not any(told[role] for role in told if role not in (coordinator.role, provider.role))


@pytest.mark.parametrize("model", [LettingsLog, SalesLog])
@pytest.mark.parametrize("role", ["coordinator", "provider", "support", "statistician"])
def test_what_a_list_costs(coordinator: Any, model: Any, role: str) -> None:
    agent = OrganisationFactory()
    OrganisationRelationshipFactory(stock_owner=coordinator.organisation, managing_agent=agent)
    for number in range(25):
        make(coordinator, model, managing_organisation=agent if number % 2 else coordinator.organisation)
    person = {
        "coordinator": lambda: coordinator,
        "provider": lambda: ProviderFactory(organisation=coordinator.organisation),
        "support": SupportFactory,
        "statistician": StatisticianFactory,
    }[role]()
    client = Client()
    client.force_login(person)
    for query in ("", "?status=1&status=2", "?q=LS1", f"?owner={coordinator.organisation_id}&q=LS1"):
        client.get(reverse(LISTS[model]) + query)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(LISTS[model]) + query).status_code == 200
        assert len(captured) <= MOST_QUERIES, "\n".join(entry["sql"] for entry in captured)


def test_a_search_that_no_database_can_hold_is_refused(coordinator: Any) -> None:
    client = Client()
    client.force_login(coordinator)
    assert client.get(reverse("admin:lettings_lettingslog_changelist") + "?q=%00").status_code == 400
