"""A file of logs that was taken out here, changed and sent back: what was changed is changed, the rest stays."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from lettings.models import LettingsLog
from orgs.areas.models import LocalAuthority
from portal.csv_files import as_meant
from portal.files.formats import csv_stream, write_xlsx
from portal.files.registry import file_kind
from portal.logs.kinds import kind_named
from portal.logs.uploads.delivering import Upload, deliver
from portal.logs.uploads.files import FileError
from portal.logs.uploads.models import Submission, SubmissionRow
from tests.factories.accounts import CoordinatorFactory, SupportFactory
from tests.portal.logs.uploads.files import row
from tests.portal.logs.uploads.life import add, outcomes, send, work

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05")]
O = SubmissionRow.Outcome  # noqa: E741 - as the other tests of uploads name it
CODE = {"lettings": "tenancycode", "sales": "purchid"}
Table = list[list[str]]


def out_and_in(
    person: Any, kind: str, file_format: str, *, codes: bool, change: Callable[[Table], None], sender: Any = None
) -> Submission:
    """Take the file out, change cells of it and send it back, as CSV or as a workbook."""
    contents = file_kind(f"{kind}_logs").contents(person, {"query": "", "year": 2026, "codes": codes})
    out = io.BytesIO()
    if file_format == "csv":
        text = "".join(csv_stream(contents)).removeprefix("\ufeff")
        cells = list(csv.reader(io.StringIO(text, newline="")))
        change(cells)
        written = io.StringIO(newline="")
        csv.writer(written).writerows(cells)
        content = written.getvalue().encode("utf-8-sig")
    else:
        write_xlsx(contents, out, title="Logs")
        read = CalamineWorkbook.from_filelike(io.BytesIO(out.getvalue())).get_sheet_by_index(0).to_python()
        cells = [[str(cell) for cell in line] for line in read]
        change(cells)
        content = as_workbook(read, cells)
    upload, sender = Upload(f"back.{file_format}", content, kind, 2026), sender or person
    organisation = kind_named(kind).model.objects.first().owning_organisation
    owner = organisation if sender.is_support else sender.organisation
    return work(deliver(upload=upload, actor=sender, organisation=owner))


def as_workbook(before: list[Any], cells: Table) -> bytes:
    """What a spreadsheet program saves: numbers that were numbers stay so."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for at, line in enumerate(cells):
        for column, text in enumerate(line):
            was = before[at][column]
            if isinstance(was, float) and str(was) == text:
                sheet.write_number(at, column, was)
            elif text:
                sheet.write_string(at, column, text)
    book.close()
    return out.getvalue()


def logs_of(person: Any, kind: str) -> list[Any]:
    """Three logs, two of which hold a text that a spreadsheet would run."""
    rows = [
        row(person.organisation, kind, **{f"field_{number}": text for number, text in fields.items()})
        for fields in TEXTS[kind]
    ]
    add(send(person, *rows, log_type=kind), person, with_incomplete=True)
    return list(kind_named(kind).model.objects.order_by("pk"))


TEXTS = {
    "lettings": [{13: "=1+1", 14: "P1"}, {13: "-2+3", 14: "007"}, {13: "T3", 14: "P3"}],
    "sales": [{7: "=1+1"}, {7: "-2+3"}, {7: "T3"}],
}


@pytest.fixture(autouse=True)
def _areas() -> None:
    LocalAuthority.objects.get_or_create(code="E08000003", defaults={"name": "Manchester", "start_date": "2009-04-01"})


@pytest.mark.parametrize("kind", ["lettings", "sales"])
@pytest.mark.parametrize(("file_format", "codes"), [("csv", False), ("csv", True), ("xlsx", False), ("xlsx", True)])
def test_one_answer_is_changed_and_the_others_are_not(kind: str, file_format: str, codes: bool) -> None:
    person = CoordinatorFactory(organisation__signed=True)
    logs = logs_of(person, kind)
    assert [log.answers[CODE[kind]] for log in logs] == ["=1+1", "-2+3", "T3"]
    before = [log.answers for log in logs]

    def change(cells: Table) -> None:
        at = [title.lower() for title in cells[1]].index("beds")
        cells[3][at] = "2" if as_meant(cells[3][at]) not in {"2", "2.0"} else "3"

    reader = SupportFactory() if codes else person
    submission = out_and_in(reader, kind, file_format, codes=codes, change=change)
    told = [(line.outcome, line.errors) for line in submission.rows.order_by("number")]
    assert outcomes(submission) == [O.UNCHANGED, O.READY, O.UNCHANGED], "\n".join(map(str, told))
    submission = add(submission, reader)
    after = [log.answers for log in kind_named(kind).model.objects.order_by("pk")]
    assert (after[0], after[2]) == (before[0], before[2])
    assert {name for name in {*before[1], *after[1]} if before[1].get(name) != after[1].get(name)} >= {"beds"}
    assert after[1][CODE[kind]] == "-2+3"
    assert (submission.changed_count, submission.created_count) == (1, 0)


def test_what_such_a_file_cannot_change_is_told() -> None:
    person = CoordinatorFactory(organisation__signed=True)
    logs = logs_of(person, "lettings")

    def change(cells: Table) -> None:
        titles = cells[1]
        cells[2][titles.index("owning_organisation_name")] = "Somebody else"
        cells[2][titles.index("wchair")] = "Perhaps"
        cells[3][titles.index("id")] = str(logs[2].pk + 100)
        cells[4][titles.index("updated_at")] = "2026-08-01T09:00:00+01:00"
        cells[4][titles.index("beds")] = "4"

    submission = out_and_in(person, "lettings", "csv", codes=False, change=change)
    errors = submission.rows.order_by("number").values_list("errors", flat=True)
    rules = [{error[2] for error in found} for found in errors]
    assert {"own.elsewhere", "own.no_option"} <= rules[0]
    assert rules[1] == {"own.no_log"}, "what else is wrong follows from that"
    assert "own.changed_since" in rules[2]
    assert outcomes(submission) == [O.WRONG, O.WRONG, O.WRONG]


def test_logs_of_others_are_not_known_by_a_file() -> None:
    person, stranger = CoordinatorFactory(organisation__signed=True), CoordinatorFactory(organisation__signed=True)
    theirs = logs_of(person, "lettings")[0]

    def change(cells: Table) -> None:
        cells[2][cells[1].index("beds")] = "4"

    submission = out_and_in(person, "lettings", "csv", codes=False, change=change, sender=stranger)
    line = submission.rows.order_by("number").first()
    assert line is not None
    assert (line.outcome, line.log_id, line.seen) == (O.WRONG, None, None)
    assert LettingsLog.objects.get(pk=theirs.pk).answers == theirs.answers


def test_what_spreadsheets_do_to_dates_changes_nothing() -> None:
    person = CoordinatorFactory(organisation__signed=True)
    logs_of(person, "lettings")

    def change(cells: Table) -> None:
        at = cells[1].index("startdate")
        for line in cells[2:]:
            year, month, day = line[at].split("-")
            line[at] = f"{day}/{month}/{year}"

    submission = out_and_in(person, "lettings", "csv", codes=False, change=change)
    assert set(outcomes(submission)) == {O.UNCHANGED}


def test_the_file_of_results_can_be_sent_back_as_well() -> None:
    person = CoordinatorFactory(organisation__signed=True)
    logs_of(person, "lettings")

    def change(cells: Table) -> None:
        for line, front in zip(
            cells, [["", "", ""], ["Result", "Errors", "Log"], *[["Has errors", "", ""]] * 3], strict=True
        ):
            line[:0] = front

    submission = out_and_in(person, "lettings", "csv", codes=False, change=change)
    assert set(outcomes(submission)) == {O.UNCHANGED}


@pytest.mark.parametrize("kind", ["lettings", "sales"])
def test_headers_in_capitals_and_numbers_with_decimals_are_known(kind: str) -> None:
    person = CoordinatorFactory(organisation__signed=True)
    logs_of(person, kind)

    def change(cells: Table) -> None:
        at = [title.lower() for title in cells[1]].index("id")
        cells[1] = [f" {title.swapcase()}\u00a0" for title in cells[1]]
        for line in cells[2:]:
            line[at] = f"{line[at]}.0"

    submission = out_and_in(person, kind, "csv", codes=False, change=change)
    assert outcomes(submission) == [O.UNCHANGED] * 3


def test_a_file_of_logs_without_one_of_its_marks_says_which_is_missing() -> None:
    person = CoordinatorFactory(organisation__signed=True)
    logs_of(person, "lettings")

    def change(cells: Table) -> None:
        at = cells[1].index("updated_at")
        for line in cells:
            del line[at]

    with pytest.raises(FileError, match="without the column “updated_at”"):
        out_and_in(person, "lettings", "csv", codes=False, change=change)
