"""A file and its results: the person's own columns, order and values come back, and mean the same when sent again."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lettings.models import LettingsLog
from orgs.areas.models import LocalAuthority
from portal.logs.uploads import delivering
from portal.logs.uploads.delivering import Upload, deliver
from portal.logs.uploads.files import FileError
from portal.logs.uploads.limits import LIMITS
from portal.logs.uploads.models import Submission
from portal.logs.uploads.out.results import IN_FRONT, csv_of, xlsx_of
from tests.factories.accounts import CoordinatorFactory
from tests.portal.logs.uploads.files import as_csv, row, table
from tests.portal.logs.uploads.life import add, outcomes, send, work
from tests.portal.logs.uploads.test_reading import workbook

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05")]
Table = list[list[str]]


@pytest.fixture
def person() -> Any:
    LocalAuthority.objects.get_or_create(code="E08000003", defaults={"name": "Manchester", "start_date": "2009-04-01"})
    return CoordinatorFactory(organisation__signed=True)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent(person: Any, content: bytes, name: str = "june.csv") -> Submission:
    upload = Upload(name, content, "lettings", 2026)
    return work(deliver(upload=upload, actor=person, organisation=person.organisation))


def choose(person: Any, content: bytes, log_type: str = "lettings") -> str:
    address = reverse("admin:uploads_submission_upload", args=[log_type])
    response = signed_in(person).post(address, {"file": SimpleUploadedFile("june.csv", content)})
    return response.content.decode()


def given_back(submission: Submission, which: str, file_format: str) -> tuple[bytes, Table]:
    if file_format == "csv":
        content = "".join(csv_of(submission, which)).encode()
        return content, list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    content = xlsx_of(submission, which).read()
    return content, CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


OWN = [
    ["Title of ours", "", *["x"] * 149],
    ["Log", "Result", "Errors", "Field number", *map(str, range(1, 148))],
]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_columns_of_ones_own_that_are_called_as_ours_come_back_and_the_verdict_stays(
    person: Any, file_format: str
) -> None:
    texts = ["T1", "007", "+44 1", ' a,b;"c"\n=1', "x" * 300]
    rows = [row(person.organisation, field_13=text, field_14=f"P{at}") for at, text in enumerate(texts)]
    rows[1][28] = "99"
    lines = [[f"our {at}", "done", "1e5", *cells] for at, cells in enumerate(table(rows)[1:])]
    submission = sent(person, as_csv([*OWN, *lines]))
    verdicts = outcomes(submission)
    for which, places in (("all", range(5)), ("ready", [0, 2, 3]), ("wrong", [1, 4])):
        content, cells = given_back(submission, which, file_format)
        width = len(IN_FRONT)
        assert cells[1][: width + 3] == [*IN_FRONT, "Log", "Result", "Errors"]
        kept = [[cell.removeprefix("'") for cell in line[width : width + 151]] for line in cells[2:]]
        assert kept == [[cell.removeprefix("'") for cell in lines[at]] for at in places]
        again = sent(person, content)
        assert outcomes(again) == [verdicts[at] for at in places]
        once_more, cells_again = given_back(again, which, file_format)
        assert [line[width:] for line in cells_again] == [line[width:] for line in cells], once_more[:80]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_file_with_as_many_columns_as_there_may_be_comes_back_with_its_results(person: Any, file_format: str) -> None:
    lines = [[*cells, *["z"] * (LIMITS.columns - len(cells))] for cells in table([row(person.organisation)])]
    submission = sent(person, as_csv(lines))
    content, cells = given_back(submission, "all", file_format)
    assert len(cells[0]) == LIMITS.columns + len(IN_FRONT)
    assert outcomes(sent(person, content)) == outcomes(submission)
    for wide in (as_csv([[*line, "z"] for line in lines]), workbook([[*line, "z"] for line in lines])):
        with pytest.raises(FileError, match="more than 400 columns"):
            sent(person, wide)
    assert outcomes(sent(person, as_csv([[*line, *[""] * 16_000] for line in lines]))) == outcomes(submission)


@pytest.mark.parametrize("title", ["ID", "Id", "id"])
def test_a_number_that_another_system_gives_is_no_number_of_a_log(person: Any, title: str) -> None:
    add(send(person, row(person.organisation, field_13="T1")), person)
    log = LettingsLog.objects.get()
    cells = [[title, *table([])[0]], [str(log.pk), *table([row(person.organisation, field_13="T2")])[1]]]
    add(sent(person, as_csv(cells)), person)
    assert sorted(LettingsLog.objects.values_list("tenancycode", flat=True)) == ["T1", "T2"]


def test_a_file_of_another_kind_has_a_way_to_its_page_and_one_of_a_closed_year_none(person: Any) -> None:
    text = choose(person, as_csv(table([row(person.organisation, "sales")], "sales")))
    assert "Upload it as sales of 2026 to 2027 instead." in text
    assert f'<a class="govuk-link" href="{reverse("admin:uploads_submission_upload", args=["sales"])}"' in text
    text = choose(person, as_csv(table([row(person.organisation, year=2025)], year=2025)))
    assert "seems to be a file of Lettings 2025 to 2026" in text
    assert "cannot be added any more" in text
    assert "Upload it as" not in text


def test_a_file_is_read_once(person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    read, count = delivering.read_table, []

    def counted(*args: Any) -> Any:
        count.append(1)
        return read(*args)

    monkeypatch.setattr(delivering, "read_table", counted)
    choose(person, as_csv(table([row(person.organisation)])))
    assert Submission.objects.count() == len(count) == 1
