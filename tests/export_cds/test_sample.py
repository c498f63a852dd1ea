"""The XML of a sample log, of every kind and year: whole, the same each time, and not for landlords."""

from xml.etree import ElementTree

import pytest

from django.test import Client
from django.urls import reverse

from export_cds.sample import sample_xml
from portal.logs.kinds import kinds
from portal.years import live
from tests.factories.accounts import CoordinatorFactory, SupportFactory


@pytest.mark.parametrize("log_type", ["lettings", "sales"])
def test_it_is_the_record_that_would_be_sent(log_type: str) -> None:
    kind = next(one for one in kinds() if one.log_type == log_type)
    with live.release_only():
        program = kind.program(2026)
        made = sample_xml(program)
        assert made == sample_xml(program)
    (record,) = ElementTree.fromstring(made)
    names = [one.tag for one in record]
    order = program.questionnaire.columns.cds_order
    assert [name for name in names if name in order] == [name for name in order if name in names]
    assert sum(bool(one.text) for one in record) > 40


@pytest.mark.django_db
@pytest.mark.clock("2026-12-01T10:00:00+00:00")
def test_it_is_for_the_department() -> None:
    page = reverse("admin:years_questionnaireversion_resource", args=[2026, "sales", "sample_xml"])
    for person, status in ((CoordinatorFactory(), 404), (SupportFactory(), 200)):
        browser = Client()
        browser.force_login(person)
        assert browser.get(page).status_code == status
