"""What opening, trying out and saving a page of a log costs in queries. The figures may fall, never rise."""

from typing import Any

import pytest

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from portal.demo.answers import ONE_PERSON_LETTING, SHARED_OWNERSHIP_SALE
from portal.logs.record import record_answers
from sales.models import SalesLog
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import LocationFactory
from tests.portal.logs.filling import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
KINDS = {
    "lettings": (LettingsLog, {**ONE_PERSON_LETTING, "voiddate": "2026-04-10"}, "startdate", ("brent", "97.00")),
    "sales": (SalesLog, {**SHARED_OWNERSHIP_SALE, "hodate": "2026-04-20"}, "saledate", ("income1", "43000")),
}
MONEY = {"lettings": "income-and-benefits", "sales": "income-benefits-and-savings"}
CODE = {"lettings": "tenancycode", "sales": "purchid"}
MOST = {"money": (8, 7, 12), "setup": (10, 9, 14)}
"""To open, try out and save; for the set-up who may own, manage and complete the log is read besides."""
MOST_FOR_SCHEMES = (12, 11, 15)


def complete(kind: str) -> Any:
    model, answers, date_field, _ = KINDS[kind]
    person = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    own = person.organisation_id
    whose = {"owning_organisation_id": own, "managing_organisation_id": own, "assigned_to_id": person.pk}
    changes = {**whose, date_field: "2026-05-01", **answers}
    recorded = record_answers(log=model(), changes=changes, actor=person)
    if not recorded.saved:  # what another year asks
        changes = {name: value for name, value in changes.items() if name not in recorded.errors}
        recorded = record_answers(log=model(), changes=changes, actor=person)
    assert recorded.saved, recorded.errors
    return recorded.log


def count(client: Client, url: str, data: dict[str, Any] | None = None) -> tuple[int, Any]:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url) if data is None else client.post(url, data)
    frame = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(not query["sql"].startswith(frame) for query in captured), response


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("part", "role"),
    [
        ("money", "coordinator"),
        ("money", "provider"),
        ("setup", "coordinator"),
        ("setup", "provider"),
        ("setup", "support"),
    ],
)
def test_a_page_is_opened_tried_out_and_saved(client: Client, kind: str, role: str, part: str) -> None:
    log = complete(kind)
    coordinator = log.assigned_to
    person = {
        "coordinator": lambda: coordinator,
        "provider": lambda: ProviderFactory(organisation=coordinator.organisation),
        "support": SupportFactory,
    }[role]()
    client.force_login(person)
    subsection = MONEY[kind] if part == "money" else "setup"
    name, value = KINDS[kind][3] if part == "money" else (CODE[kind], "NEW")
    url = reverse(f"admin:{kind}_{log._meta.model_name}_subsection", args=[log.pk, subsection])
    client.get(url)  # reads questionnaires once for the process
    opened, _ = count(client, url)
    sent = {**page_of(client, url), name: value, "later": "1"}
    tried, _ = count(client, url, {**sent, "preview": "1"})
    saved, answer = count(client, url, sent)
    assert answer.status_code == 302, answer.content.decode()
    log.refresh_from_db()
    assert str(log.raw_answers()[name]).startswith(value.rstrip("0").rstrip("."))
    figures = (opened, tried, saved)
    assert all(figure <= bound for figure, bound in zip(figures, MOST[part], strict=True)), figures


@pytest.mark.parametrize("role", ["coordinator", "support"])
def test_the_set_up_of_supported_housing_reads_its_schemes_and_locations_besides(client: Client, role: str) -> None:
    load_shipped_areas()
    coordinator = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    person = coordinator if role == "coordinator" else SupportFactory()
    place = LocationFactory(scheme__owning_organisation=coordinator.organisation)
    LocationFactory(scheme=place.scheme)
    own = coordinator.organisation_id
    whose = {"owning_organisation_id": own, "managing_organisation_id": own, "assigned_to_id": coordinator.pk}
    what = {"startdate": "2026-05-01", "needstype": 2, "scheme_id": place.scheme_id, "location_id": place.pk}
    log = record_answers(log=LettingsLog(), changes={**whose, **what}, actor=person).log
    client.force_login(person)
    url = reverse("admin:lettings_lettingslog_subsection", args=[log.pk, "setup"])
    client.get(url)
    opened, _ = count(client, url)
    sent = {**page_of(client, url), "tenancycode": "NEW", "later": "1"}
    tried, _ = count(client, url, {**sent, "preview": "1"})
    saved, answer = count(client, url, sent)
    assert answer.status_code == 302
    figures = (opened, tried, saved)
    assert all(figure <= bound for figure, bound in zip(figures, MOST_FOR_SCHEMES, strict=True)), figures
