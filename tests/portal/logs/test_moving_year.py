"""Moving a log's date into another collection year: keeps what both years ask, tells first what goes, asks what is new."""

from typing import Any

import pytest

from django.urls import reverse

from lettings.models import LettingsLog
from portal.demo.answers import ONE_PERSON_LETTING, SHARED_OWNERSHIP_SALE
from portal.logs.record import record_answers
from portal.logs.status import LogStatus
from sales.models import SalesLog
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.filling import FillingClient as Client

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-05-20 12:00")]


@pytest.fixture
def person() -> Any:
    return CoordinatorFactory(organisation=OrganisationFactory(signed=True))


def complete(person: Any, model: Any, answers: dict[str, str], date_field: str) -> Any:
    log = model(created_by=person)
    answers = {name: value for name, value in answers.items() if name != "mortlen_known"}  # asked of few
    own = dict.fromkeys(("owning_organisation_id", "managing_organisation_id"), person.organisation_id)
    changes = {**own, "assigned_to_id": person.pk, date_field: "2026-04-10", **answers}
    recorded = record_answers(log=log, changes=changes, actor=person)
    assert recorded.saved, recorded.errors
    return recorded.log


KINDS = {
    "lettings": (LettingsLog, ONE_PERSON_LETTING, "startdate", {"sexrab1", "gender_same_as_sex1", "referral_register"}),
    "sales": (SalesLog, SHARED_OWNERSHIP_SALE, "saledate", {"sexrab1", "gender_same_as_sex1", "buildheightclass"}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_date_of_the_year_before(client: Client, person: Any, kind: str) -> None:
    model, answers, date_field, only_new = KINDS[kind]
    log = complete(person, model, answers, date_field)
    client.force_login(person)
    name = f"admin:{kind}_{model._meta.model_name}_"
    url = reverse(f"{name}subsection", args=[log.pk, "setup"])
    form = client.get(url).context["form"]
    sent = {field: value for field in form.fields if (value := form[field].value()) is not None and field != date_field}
    sent |= {f"{date_field}-day": "20", f"{date_field}-month": "3", f"{date_field}-year": "2026"}
    before = dict(log.answers)

    live = client.post(url, {**sent, "preview": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "Saving would remove these answers" in live, "told while the date is typed"
    told = client.post(url, sent)
    assert told.status_code == 200
    assert set(told.context["agreed"].split(",")) == only_new
    log.refresh_from_db()
    assert (log.collection_year, log.answers) == (2026, before), "nothing happens before it is told"

    assert client.post(url, {**sent, "agreed_to_clear": told.context["agreed"]}).status_code == 302
    log.refresh_from_db()
    assert log.collection_year == 2025
    assert not only_new & set(log.answers)
    kept = {field for field, value in before.items() if log.answers.get(field) == value}
    assert {"age1", "ethnic", "address_line1", "manual_address_entry_selected"} <= kept
    assert log.status == LogStatus.IN_PROGRESS
    people = client.get(reverse(f"{name}subsection", args=[log.pk, "household-characteristics"])).content.decode()
    assert "question-sex1" in people, "the old year asks it its own way"
    told = client.get(reverse(f"{name}history", args=[log.pk])).content.decode()
    assert "sex registered at birth" in told, "answers of the other year keep their labels"
