"""The pages of uploads: choosing a file, the verdict at once, the result, what is wrong, the file back."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from portal.files.scan import Refused
from portal.logs.kinds import kind_named
from portal.logs.record import record_answers
from portal.logs.uploads import delivering
from portal.logs.uploads.correcting import errors
from portal.logs.uploads.delivering import Upload, deliver, read_upload, remember_mapping
from portal.logs.uploads.files.header import names_of
from portal.logs.uploads.models import HeaderMapping, Submission, SubmissionRow
from portal.logs.uploads.out.results import IN_FRONT
from portal.logs.uploads.rows.layout import layout_of
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.uploads.files import as_csv, row, table
from tests.portal.logs.uploads.test_life import add, send, work

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]


@pytest.fixture(autouse=True)
def _areas() -> None:
    load_shipped_areas()


@pytest.fixture
def person() -> Any:
    return ProviderFactory(organisation=OrganisationFactory(name="Larch Homes", signed=True))


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def choose(person: Any, content: bytes, name: str = "june.csv", log_type: str = "lettings", **more: str) -> Any:
    address = reverse("admin:uploads_submission_upload", args=[log_type])
    return signed_in(person).post(address, {"file": SimpleUploadedFile(name, content), **more}, follow=True)


def page(submission: Submission, name: str, *args: Any) -> str:
    return reverse(f"admin:uploads_submission_{name}", args=[submission.pk, *args])


def test_a_file_is_chosen_checked_and_added(person: Any) -> None:
    rows = [row(person.organisation, field_13="T1"), row(person.organisation, field_13="T2", field_28="99")]
    text = choose(person, as_csv(table(rows))).content.decode()
    assert "june.csv" in text
    assert "June.csv" not in text, "the name of a file is nobody's to change"
    submission = work(Submission.objects.get())
    client = signed_in(person)
    shown = client.get(page(submission, "change")).content.decode()
    assert "Add the 1 that is ready" in shown
    assert "Rows are kept until" in shown
    for which, codes in (("all", ["T1", "T2"]), ("ready", ["T1"]), ("wrong", ["T2"])):
        address = page(submission, "file", which, "csv")
        assert address in shown
        lines = list(csv.reader(io.StringIO(b"".join(client.get(address)).decode("utf-8-sig"))))
        assert [line[len(IN_FRONT) + 13] for line in lines[1:]] == codes
    client.post(page(submission, "accept"), {"how": "ready"})
    work(submission)
    assert LettingsLog.objects.get().tenancycode == "T1"
    by_question = client.get(page(submission, "errors")).content.decode()
    assert "AC" in by_question
    assert "field 28" in by_question
    by_row = client.get(page(submission, "rows")).content.decode()
    assert "AC3" in by_row
    listed = client.get(f"{reverse('admin:lettings_lettingslog_changelist')}?upload={submission.pk}").content.decode()
    assert "Log " in listed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "PDF document"),
        (b"Field number,1,2\n,1,2\n", "missing"),
        (b"\x00", "empty"),
        (b"PK\x03\x04broken", "damaged"),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_at_once(person: Any, content: bytes, said: str) -> None:
    response = choose(person, content)
    assert said in response.content.decode()
    assert "<title>Error:" in response.content.decode().replace("\n", "")
    assert not Submission.objects.exists()


def test_what_the_scanner_refuses_is_told_like_any_other_file(person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(content: bytes) -> None:
        raise Refused("virus", "The virus scanner refused the file. It was not kept.")

    monkeypatch.setattr(delivering, "scan", refuse)
    assert "The virus scanner refused the file." in choose(person, b"anything").content.decode()
    assert not Submission.objects.exists()


def test_a_file_of_sales_says_what_it_seems_to_be(person: Any) -> None:
    content = as_csv(table([row(person.organisation, "sales")], "sales"))
    assert "seems to be a file of Sales 2026 to 2027" in choose(person, content).content.decode()


@pytest.mark.clock("2026-05-12 12:00")
def test_while_two_years_are_open_the_year_is_asked_and_held_against_the_file(person: Any) -> None:
    address = reverse("admin:uploads_submission_upload", args=["lettings"])
    text = signed_in(person).get(address).content.decode()
    assert "2025 to 2026" in text
    assert "2026 to 2027" in text
    content = as_csv(table([row(person.organisation, year=2025)], year=2025))
    assert "Select the collection year" in choose(person, content).content.decode()
    wrong = choose(person, content, year="2026").content.decode()
    assert "Upload it as lettings of 2025 to 2026 instead" in wrong
    choose(person, content, year="2025")
    assert Submission.objects.get().year == 2025


def test_an_unknown_encoding_is_asked_for(person: Any) -> None:
    content = as_csv(table([row(person.organisation, field_19="1 Café Road")])).decode().encode("cp1252")
    text = choose(person, content).content.decode()
    assert "1 Café Road" in text
    assert not Submission.objects.exists()
    choose(person, content, encoding="cp1252")
    assert SubmissionRow.objects.get().cells[19] == "1 Café Road"


def test_support_uploads_for_an_organisation(person: Any) -> None:
    support = SupportFactory()
    address = reverse("admin:uploads_submission_upload", args=["lettings"])
    content = as_csv(table([row(person.organisation, field_3=person.email)]))
    client = signed_in(support)
    client.post(f"{address}?organisation={person.organisation_id}", {"file": SimpleUploadedFile("x.csv", content)})
    submission = work(Submission.objects.get())
    assert submission.organisation == person.organisation
    assert submission.rows.get().outcome == "ready"


def test_a_form_that_is_sent_empty_says_what_is_missing(person: Any) -> None:
    client = signed_in(person)
    response = client.post("/uploads/submission/new/lettings/", {})
    text = response.content.decode()
    assert response.status_code == 422
    assert "There is a problem" in text
    assert "Select a file" in text, text
    assert "<title>Error: " in text
    submission = send(person, row(person.organisation, field_13="T1"), row(person.organisation, field_28="99"))
    group = errors.grouped(submission)[0][0].key
    for address, said in (
        (page(submission, "accept"), "Choose what to add"),
        (f"{page(submission, 'group')}?{group.address}", "Select the value to replace"),
        (page(submission, "correct"), "did not reach us whole"),
        (page(submission, "row_section", 3, "setup"), "did not reach us whole"),
    ):
        answer = client.post(address, {}, follow=True).content.decode()
        assert said in answer, (address, answer)
    assert "There is a problem" in answer
    assert Submission.objects.get().state == "judged"
    assert not LettingsLog.objects.exists()


def test_what_is_allowed_is_told_by_question_as_row_by_row(person: Any) -> None:
    """In the same words; a warning is about what is allowed already."""
    lines = [row(person.organisation, field_13=f"T{n}", field_28=text, field_124="90") for n, text in enumerate("99")]
    submission = send(person, *lines, row(person.organisation, field_13="T9", field_15="9"))
    groups, _ = errors.grouped(submission)
    row_by_row = {
        (each.number, each.category): each.allowed
        for row in submission.rows.all()
        for each in errors.shown(submission, row)
    }
    assert {(each.number, each.category): each.allowed for each in groups} == row_by_row
    told = signed_in(person).get(page(submission, "errors")).text
    assert "Allowed: 1 if this is so, otherwise nothing" in told
    assert not any(each.allowed for each in groups if each.key.is_warning)


def test_others_do_not_find_it(person: Any) -> None:
    submission = send(person, row(person.organisation))
    stranger = signed_in(CoordinatorFactory(organisation=OrganisationFactory(signed=True)))
    for name in ("change", "errors", "rows"):
        assert stranger.get(page(submission, name)).status_code == 404
    for name in ("accept", "cancel", "undo"):
        assert stranger.post(page(submission, name)).status_code == 404
    assert stranger.get(page(submission, "file", "all", "csv")).status_code == 404


def test_what_goes_and_what_stays_is_told_before_anything_is_taken_back(person: Any) -> None:
    rows = [row(person.organisation, field_13=f"T{n}", field_14=f"P{n}") for n in range(2)]
    submission = add(send(person, *rows, row(person.organisation, field_13="T3", field_28="99")), person)
    client = signed_in(person)
    touched = LettingsLog.objects.latest("pk")
    record_answers(log=touched, changes={"propcode": "CHANGED"}, actor=person)

    asked = client.get(page(submission, "undo")).text
    assert "1 log that this upload created will be deleted" in asked
    assert "1 log will stay" in asked
    assert f"log {touched.pk}" in asked
    asked = client.get(page(submission, "cancel")).text
    assert "1 row of this upload has not been added as logs" in asked
    assert "2 rows that became logs stay" in asked
    assert (LettingsLog.objects.exclude(discarded_at=None).count(), submission.rows.count()) == (0, 3), "only asked"

    client.post(page(submission, "undo"))
    assert LettingsLog.objects.exclude(discarded_at=None).count() == 1
    refused = client.get(page(submission, "undo"), follow=True).text
    assert "Uploads can be undone once" in refused


def test_the_file_with_results_gives_the_same_verdict_again(person: Any) -> None:
    rows = [
        row(person.organisation, field_13="=T1", field_14="P1"),
        row(person.organisation, field_13="T2", field_28="99"),
    ]
    submission = add(send(person, *rows), person)
    client = signed_in(person)
    given = b"".join(client.get(page(submission, "file", "all", "csv")).streaming_content)
    assert "'=T1" in given.decode()
    again = work(
        deliver(upload=Upload("again.csv", given, "lettings", 2026), actor=person, organisation=person.organisation)
    )
    assert list(again.rows.values_list("outcome", flat=True)) == ["unchanged", "wrong"]
    log = LettingsLog.objects.get()
    assert (log.tenancycode, again.rows.first().log_id) == ("=T1", log.pk)


def test_rows_without_headers_come_back_with_results_under_the_field_numbers(person: Any) -> None:
    rows = table([row(person.organisation, field_13="T1"), row(person.organisation, field_13="T2", field_28="99")])
    content = as_csv(line[1:] for line in rows[1:])
    first = work(
        deliver(upload=Upload("bare.csv", content, "lettings", 2026), actor=person, organisation=person.organisation)
    )
    assert list(first.rows.order_by("number").values_list("number", "outcome")) == [(1, "ready"), (2, "wrong")]
    assert "no headers" in signed_in(person).get(page(first, "change")).content.decode()
    given = b"".join(signed_in(person).get(page(first, "file", "all", "csv")).streaming_content)
    again = work(
        deliver(upload=Upload("again.csv", given, "lettings", 2026), actor=person, organisation=person.organisation)
    )
    assert list(again.rows.order_by("number").values_list("number", "outcome")) == [(2, "ready"), (3, "wrong")]


def test_the_workbook_marks_the_wrong_cells(person: Any) -> None:
    submission = send(person, row(person.organisation, field_28="99"))
    response = signed_in(person).get(page(submission, "file", "all", "xlsx"))
    content = b"".join(response.streaming_content)
    cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert cells[0][:4] == ["Result", "Errors", "Log", "Field number"]
    assert cells[1][0] == "To be corrected"
    assert "AC (error)" in cells[1][1]
    upload = Upload("again.xlsx", content, "lettings", 2026)
    again = work(deliver(upload=upload, actor=person, organisation=person.organisation))
    assert list(again.rows.values_list("outcome", flat=True)) == ["wrong"]


def test_headers_of_a_housing_system_are_asked_for_once(person: Any) -> None:
    cells = table([row(person.organisation)])
    submission_layout = send(person, row(person.organisation, field_13="T9")).layout
    titles = [submission_layout.questionnaire.label(submission_layout.answers_at[n][0]) for n in range(1, 148)]
    parts = {8: " day", 9: " month", 10: " year"}
    cells[0] = ["Our number", *(f"{title}{parts.get(number, '')}" for number, title in enumerate(titles, 1))]
    for at in (29, 30, 31):
        cells[0][at] = f"Vacant {at}"
    response = choose(person, as_csv(cells))
    assert "Column AD: Vacant 29" in response.content.decode()
    assert Submission.objects.count() == 1
    assert not HeaderMapping.objects.exists()


def test_what_a_column_seems_to_be_is_chosen_already_and_one_field_takes_one_column(person: Any) -> None:
    layout = layout_of(kind_named("lettings").program(2026).questionnaire)
    words = {number: name for name, number in reversed(names_of(layout).items())}
    cells = table([row(person.organisation)])
    cells[0] = ["", *(words.get(number, f"Field of ours {number}") for number in layout.types)]
    rest = {f"column_{number}": str(number) for number in layout.types if number not in words}
    cells[0][28], cells[0][29] = f"{words[28]} then", "Vacant"
    content = as_csv(cells)
    text = choose(person, content).content.decode()
    assert re.findall(r'name="column_2[89]".*?value="(\d+)" selected', text, re.DOTALL) == ["28", "0"]
    text = choose(person, content, **rest, column_28="28", column_29="28").content.decode()
    assert "Another column is “28" in text
    assert not Submission.objects.exists()
    choose(person, content, column_29="29")
    assert work(Submission.objects.get()).rows.get().outcome == "ready"


def test_what_was_said_of_columns_stays_when_the_file_was_not_chosen_again(person: Any) -> None:
    layout = layout_of(kind_named("lettings").program(2026).questionnaire)
    words = {number: name for name, number in reversed(names_of(layout).items())}
    cells = table([row(person.organisation)])
    cells[0] = ["", *(words.get(number, f"Field of ours {number}") for number in layout.types)]
    cells[0][28] = "Rooms <b>"
    asked = choose(person, as_csv(cells)).content.decode()
    columns = re.findall(r'name="(column_\d+)"', asked)
    hidden = unescape(re.findall(r'name="asked" value="([^"]*)"', asked)[0])
    answers = {name: name.removeprefix("column_") for name in columns}
    address = reverse("admin:uploads_submission_upload", args=["lettings"])
    text = signed_in(person).post(address, {**answers, "asked": hidden}).content.decode()
    assert "Select a file" in text
    assert re.findall(r'name="(column_\d+)"', text) == columns
    assert "Column AC: Rooms &lt;b&gt;" in text
    assert re.findall(r'name="column_28".*?value="(\d+)" selected', text, re.DOTALL) == ["28"]
    for forged in (
        "[",
        "[1]",
        "[[1, 2, 3]]",
        '[["x", "y", []]]',
        '[[-1, "y", []]]',
        "[[1, 2, [3, null]]]",
        "{}",
        "[" * 10_000,
    ):
        assert signed_in(person).post(address, {"asked": forged}).status_code == 422
    choose(person, as_csv(cells), asked=hidden, **answers)
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    "titles", [("Amount", "amount "), ("x" * 300 + "a", "x" * 300 + "b"), ("***", "номер"), ("Größe", "-")]
)
def test_headers_alike_long_or_in_other_letters_are_asked_about_once_each(person: Any, titles: tuple[str, str]) -> None:
    layout = layout_of(kind_named("lettings").program(2026).questionnaire)
    words = {number: name for name, number in reversed(names_of(layout).items())}
    cells = table([row(person.organisation)])
    cells[0] = ["", *(words.get(number, f"Field of ours {number}") for number in layout.types), titles[1]]
    cells[0][28] = titles[0]
    cells[1].append("7")
    rest = {f"column_{number}": str(number) for number in layout.types if number not in words}
    choose(person, as_csv(cells), **rest, column_28="28", column_148="0")
    choose(person, as_csv(cells))
    assert [submission.columns["28"] for submission in Submission.objects.all()] == [28, 28]


def test_a_page_of_groups_that_is_no_more_is_the_last_one(person: Any) -> None:
    submission = send(person, row(person.organisation, field_28="99"))
    text = signed_in(person).get(page(submission, "errors"), {"page": "7"}).content.decode()
    assert "Nothing is wrong" not in text
    assert "field 28" in text


def test_the_template_has_every_field(person: Any) -> None:
    response = signed_in(person).get(reverse("admin:uploads_submission_template", args=["lettings", 2026, "csv"]))
    last = response.content.decode("utf-8-sig").strip().split("\n")[-1]
    assert last.split(",") == ["Field number", *map(str, range(1, 148))]
    xlsx = signed_in(person).get(reverse("admin:uploads_submission_template", args=["sales", 2025, "xlsx"]))
    assert "Data" in CalamineWorkbook.from_filelike(io.BytesIO(xlsx.content)).sheet_names


def test_what_undoing_does_not_take_back_is_told_before(person: Any) -> None:
    add(send(person, row(person.organisation, field_13="T1")), person)
    submission = send(
        person, row(person.organisation, field_13="T1", field_142="101"), row(person.organisation, field_13="T2")
    )
    add(submission, person)
    text = signed_in(person).get(page(submission, "undo")).content.decode()
    assert "1 log that this upload created will be deleted" in text
    assert "1 log that it changed will not be changed back" in text


def test_a_log_says_which_upload_and_row_it_came_from(person: Any) -> None:
    submission = add(send(person, row(person.organisation)), person)
    log = LettingsLog.objects.get()
    page = signed_in(person).get(reverse("admin:lettings_lettingslog_change", args=[log.pk])).content.decode()
    address = reverse("admin:uploads_submission_change", args=[submission.pk])
    assert f'<a class="govuk-link" href="{address}">june.csv</a>, row 2' in page
    LettingsLog.objects.update(bulk_upload_id=None)
    assert (
        address
        not in signed_in(person).get(reverse("admin:lettings_lettingslog_change", args=[log.pk])).content.decode()
    )


def test_the_specification_is_a_file_of_its_own(person: Any) -> None:
    response = signed_in(person).get(
        reverse("admin:uploads_submission_template", args=["lettings", 2026, "specification"])
    )
    assert response["Content-Disposition"] == 'attachment; filename="bulk-upload-lettings-specification-2026-27.xlsx"'
    assert response.content.startswith(b"PK")


def test_a_column_that_is_not_used_is_asked_about_once(person: Any) -> None:
    layout = layout_of(kind_named("lettings").program(2026).questionnaire)
    names = {number: name for name, number in names_of(layout).items()}
    cells = row(person.organisation)
    numbers = sorted(names)
    lines = [
        [*(names[n] for n in numbers), "Our patch", "Our tag"],
        [*(cells.get(n, "") for n in numbers), "North", "7"],
    ]
    upload = Upload("ours.csv", as_csv(lines), "lettings", 2026)
    unknown = {column.title for column in read_upload(upload, person.organisation).to_map}
    assert {"Our patch", "Our tag"} <= unknown
    remember_mapping(person.organisation, layout, dict.fromkeys(unknown, 0))
    known = read_upload(upload, person.organisation)
    assert known.to_map == ()
    assert 0 not in known.found.header.columns.values()
