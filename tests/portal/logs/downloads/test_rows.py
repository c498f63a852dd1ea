"""The values of stored logs by name, read in a fixed number of queries."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from lettings.models import LettingsLog
from portal.clock import moment
from portal.csv_files import csv_line
from portal.files.registry import file_kind
from portal.logs.downloads.cells import LogCells
from portal.logs.downloads.rows import LogValues
from portal.logs.kinds import kind_named
from portal.logs.status import LogStatus
from tests.factories.accounts import SupportFactory, UserFactory
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import LocationFactory

pytestmark = pytest.mark.django_db


def a_letting(**columns: Any) -> LettingsLog:
    owner = OrganisationFactory()
    person = UserFactory(organisation=owner)
    given: dict[str, Any] = {
        "owning_organisation": owner,
        "managing_organisation": owner,
        "assigned_to": person,
        "created_by": person,
        "collection_year": 2026,
        "date": date(2026, 5, 1),
        "status": LogStatus.IN_PROGRESS,
        "answers": {"startdate": "2026-05-01", "needstype": 1, "brent": 100, "la": "E08000003"},
    }
    log: LettingsLog = LettingsLog.objects.create(**{**given, **columns})
    return log


def cells(support: bool = True, codes: bool = False) -> LogCells:
    kind = kind_named("lettings")
    return LogCells(
        kind.program(2026).questionnaire,
        support=support,
        codes=codes,
        details_unknown=kind.details_unknown,
        area_names={"E08000003": "Manchester", "E08000025": "Birmingham"},
    )


def line_of(log: LettingsLog, **how: bool) -> dict[str, str]:
    one = cells(**how)
    (values,) = LogValues(kind_named("lettings")).of(LettingsLog.objects.filter(pk=log.pk))
    return dict(zip(one.headers, one.row(values), strict=True))


def test_a_line_tells_the_log_and_what_lies_around_it() -> None:
    log = a_letting()
    line = line_of(log)
    assert line["id"] == str(log.pk)
    assert line["status"] == "in_progress"
    assert line["owning_organisation_name"] == log.owning_organisation.name
    assert line["assigned_to"] == log.assigned_to.email
    assert line["startdate"] == "2026-05-01"
    assert line["brent"] == "100.0"
    assert (line["la"], line["la_label"]) == ("E08000003", "Manchester")
    assert line["collection_start_year"] == "2026"
    assert line["duplicate_set_id"] == ""


def test_codes_are_for_who_asks_for_codes() -> None:
    log = a_letting()
    assert (
        line_of(log)["needstype"]
        == kind_named("lettings").program(2026).questionnaire.by_id["needstype"][0].label_of[1]
    )
    assert line_of(log, codes=True)["needstype"] == "1"


def test_scheme_and_location_come_along_and_give_the_place() -> None:
    place = LocationFactory(postcode="B1 1AA", location_code="E08000025", type_of_unit=1)
    log = a_letting(
        scheme=place.scheme,
        location=place,
        answers={"startdate": "2026-05-01", "needstype": 2},
    )
    line = line_of(log)
    assert line["scheme_code"] == place.scheme.code
    assert line["location_code"] == str(place.pk)
    assert line["location_type_of_unit"] == place.get_type_of_unit_display()
    assert line["postcode_full"] == "B1 1AA"
    assert line["la_label"] == "Birmingham"
    assert line_of(log, codes=True)["location_type_of_unit"] == "1"


def test_duplicates_share_the_number_of_the_oldest() -> None:
    first, second = a_letting(duplicate_key="k"), a_letting(duplicate_key="k")
    deleted = a_letting(duplicate_key="other", status=LogStatus.DELETED)
    alone = a_letting(duplicate_key="other")
    assert line_of(second)["duplicate_set_id"] == line_of(first)["duplicate_set_id"] == str(first.pk)
    assert line_of(alone)["duplicate_set_id"] == ""
    assert deleted.pk < alone.pk


def test_the_number_of_queries_does_not_grow_with_the_logs() -> None:
    counts = []
    for more in (2, 6):
        for _ in range(more):
            a_letting()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            list(LogValues(kind_named("lettings")).of(LettingsLog.objects.all()))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_lines_of_csv_hold_the_same_as_cells() -> None:
    texts = {"tenancycode": "=1+1", "propcode": 'a, "b"', "address_line1": "-2 High Street", "town_or_city": "'Ash"}
    winter = a_letting(answers={"startdate": "2026-05-01", "details_known_2": 1, "age1_known": 1, **texts})
    LettingsLog.objects.filter(pk=winter.pk).update(created_at=moment("2026-01-05"), updated_at=moment("2026-07-05"))
    a_letting(answers={"startdate": "2026-05-01", "brent": 100.5, "hhmemb": 2})
    a_letting(location=(place := LocationFactory(name="=2")), scheme=place.scheme, created_by=None)
    for codes in (False, True):
        parameters = {"query": "", "year": 2026, "codes": codes}
        contents = file_kind("lettings_logs").contents(SupportFactory(), parameters)
        assert contents.as_csv is not None
        lines = list(contents.as_csv)
        assert lines == [csv_line(cells) for cells in contents.lines]
        assert ",2026-01-05T12:00:00+00:00," in lines[0]
        assert ",2026-07-05T12:00:00+01:00," in lines[0]
        assert len(lines) == 3
