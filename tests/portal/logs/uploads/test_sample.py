"""The sample file: made from the questionnaire, and taken by the upload as it is."""

from __future__ import annotations

import csv
import io
from itertools import product
from typing import Any

import pytest

from django.test import Client
from django.urls import reverse

from accounts.models import User
from lettings.reference.models import RentRange
from orgs.areas.shipped import load_shipped_areas
from orgs.codes import RentPeriod
from portal.logs.uploads.delivering import Upload, deliver
from portal.logs.uploads.out.sample import ROWS
from sales.reference.models import SaleRange
from tests.factories.accounts import ProviderFactory, SupportFactory
from tests.factories.orgs import LocalAuthorityOrganisationFactory, OrganisationFactory
from tests.portal.logs.uploads.life import outcomes, work

pytestmark = [pytest.mark.django_db]
OPEN = {2025: "2026-03-25 12:00", 2026: "2026-08-05 12:00"}
MANCHESTER = "E08000003"


def sample(person: Any, log_type: str, year: int, organisation: Any = None) -> bytes:
    client = Client()
    client.force_login(person)
    address = reverse("admin:uploads_submission_template", args=[log_type, year, "sample"])
    response = client.get(address, {"organisation": organisation.pk} if organisation else {})
    assert response["Content-Disposition"] == (
        f'attachment; filename="bulk-upload-{log_type}-sample-{year}-{year - 1999}.csv"'
    )
    return response.content


EVERY_FILE = pytest.mark.parametrize(
    ("log_type", "year"),
    [
        pytest.param(log_type, year, marks=pytest.mark.clock(OPEN[year]))
        for log_type in ("lettings", "sales")
        for year in OPEN
    ],
)


def uploaded(person: Any, log_type: str, year: int) -> list[str]:
    upload = Upload("sample.csv", sample(person, log_type, year), log_type, year)
    return outcomes(work(deliver(upload=upload, actor=person, organisation=person.organisation)))


@EVERY_FILE
def test_every_row_of_the_sample_is_ready(log_type: str, year: int) -> None:
    load_shipped_areas()
    person: Any = ProviderFactory(organisation=OrganisationFactory(signed=True))
    assert uploaded(person, log_type, year) == ["ready"] * ROWS


@EVERY_FILE
def test_the_sample_fits_the_amounts_that_are_usual_and_the_landlord(log_type: str, year: int) -> None:
    load_shipped_areas()
    person: Any = ProviderFactory(organisation=OrganisationFactory(signed=True))
    assert uploaded(person, log_type, year) == ["ready"] * ROWS, "found before the tables were there"
    for kind, beds in product(range(1, 17), range(5)):
        limits = {"soft_min": 80, "soft_max": 190, "hard_min": 10, "hard_max": 400}
        RentRange.objects.create(start_year=year, la=MANCHESTER, lettype=kind, beds=beds, **limits)
    for beds in range(1, 5):
        SaleRange.objects.create(start_year=year, la=MANCHESTER, bedrooms=beds, soft_min=90_000, soft_max=400_000)
    other: Any = ProviderFactory(
        organisation=LocalAuthorityOrganisationFactory(signed=True, rent_period_codes=[RentPeriod.EVERY_2_WEEKS])
    )
    assert uploaded(other, log_type, year) == ["ready"] * ROWS


@pytest.mark.clock(OPEN[2026])
def test_the_sample_for_support_names_the_organisation_and_a_person_of_it() -> None:
    organisation: Any = OrganisationFactory(signed=True)
    content = sample(SupportFactory(), "sales", 2026, organisation)
    *parties, email = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[-1][4:7]
    assert parties == [organisation.code] * 2
    assert User.objects.get(email=email).organisation == organisation


@pytest.mark.clock(OPEN[2026])
def test_nobody_gets_a_sample_for_an_organisation_that_they_do_not_see() -> None:
    client = Client()
    client.force_login(ProviderFactory(organisation=OrganisationFactory(signed=True)))
    address = reverse("admin:uploads_submission_template", args=["lettings", 2026, "sample"])
    assert client.get(address, {"organisation": OrganisationFactory().pk}).status_code == 404
