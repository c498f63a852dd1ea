"""Whatever happens to rows, what was sent stays with them, and is given back as it was sent."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from orgs.people.moves import move
from portal.logs.uploads import accepting
from portal.logs.uploads.accepting import CannotAccept
from portal.logs.uploads.correcting import errors
from portal.logs.uploads.correcting.correct import confirm_warning, correct_row, replace_value, undo_correction
from portal.logs.uploads.models import Submission, SubmissionRow
from portal.logs.uploads.out.results import IN_FRONT, csv_of, xlsx_of
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.uploads.files import row, table
from tests.portal.logs.uploads.life import add, outcomes, send, work
from tests.portal.logs.uploads.test_pages import page, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
O = SubmissionRow.Outcome  # noqa: E741
BEDROOMS, AGE, RENT = 28, 41, 142


@pytest.fixture(autouse=True)
def _areas() -> None:
    load_shipped_areas()


@pytest.fixture
def person() -> Any:
    return CoordinatorFactory(organisation=OrganisationFactory(signed=True))


def test_what_was_sent_is_there_after_every_step(person: Any) -> None:
    rows = [
        row(person.organisation, field_13="T1", field_142=" £100.0 "),
        row(person.organisation, field_13="T2", field_28="99", field_19="12 Café Road"),
        row(person.organisation, field_13="T3", field_28="99", field_142="1,00"),
        row(person.organisation, field_13="T4", field_36="", field_41="0x2"),
        row(person.organisation, field_13="T5", field_41="90"),
        row(person.organisation, field_13="T1", field_142=" £100.0 "),
        row(person.organisation, field_13="T6", field_46="GBR", field_8="31", field_9="02"),
    ]
    sent = table(rows)[1:]
    submission = send(person, *rows)

    def still_there(corrected: Mapping[tuple[int, int], str] | None = None) -> None:
        kept = submission.rows.order_by("number")
        assert [[cell or "" for cell in each.cells] for each in kept] == sent
        lines = list(csv.reader(io.StringIO("".join(csv_of(Submission.objects.get(), "all")).lstrip("\ufeff"))))
        wanted = [list(cells) for cells in sent]
        for (number, field), text in (corrected or {}).items():
            wanted[number - 2][field] = text
        assert [line[len(IN_FRONT) :] for line in lines[1:]] == wanted

    still_there()
    seen = {"seen": {BEDROOMS: "99"}, "confirmed": {}, "actor": person, "submission": submission, "number": 3}
    correct_row(cells={BEDROOMS: "2"}, **seen)
    still_there({(3, BEDROOMS): "2"})
    correct_row(cells={BEDROOMS: "99"}, **{**seen, "seen": {BEDROOMS: "2"}})
    still_there()
    key = next(each.key for each in errors.grouped(submission)[0] if each.number == BEDROOMS)
    made = replace_value(submission=submission, group=key, value="99", by="2", actor=person)
    still_there({(3, BEDROOMS): "2", (4, BEDROOMS): "2"})
    undo_correction(correction=made, actor=person)
    still_there()
    warning = next(each.key for each in errors.grouped(submission)[0] if each.key.is_warning)
    made = confirm_warning(submission=submission, group=warning, reason="They do", actor=person)
    still_there()
    undo_correction(correction=made, actor=person)
    submission = add(submission, person, with_incomplete=True)
    assert O.ADDED in outcomes(submission)
    still_there()
    accepting.undo(submission=submission, actor=person)
    assert not LettingsLog.objects.filter(discarded_at=None).exists()
    still_there()


class TestWhoeverSentRowsMovesToAnotherOrganisation:
    """The clause of bulk uploads on people who move, sentence by sentence; the differences stand in docs/decisions.md."""

    @pytest.fixture
    def sender(self) -> Any:
        return ProviderFactory(organisation=OrganisationFactory(signed=True), name="Sam Sender")

    @pytest.fixture
    def submission(self, sender: Any) -> Submission:
        rows = (row(sender.organisation, field_13="T1"), row(sender.organisation, field_13="T2", field_28="99"))
        submission = send(sender, *rows)
        self.former = sender.organisation
        move(actor=SupportFactory(), user=sender, target=OrganisationFactory(signed=True), choice=None)
        return Submission.objects.get(pk=submission.pk)

    def test_every_upload_of_theirs_that_waits_is_marked_and_both_reports_say_so(self, submission: Submission) -> None:
        colleague = signed_in(CoordinatorFactory(organisation=self.former))
        for name in ("change", "errors", "rows"):
            text = colleague.get(page(submission, name)).content.decode()
            assert "Sam Sender sent these rows and cannot work on them any more" in text, name

    def test_the_rows_are_not_added_as_they_are_and_not_lost(self, submission: Submission) -> None:
        colleague = CoordinatorFactory(organisation=self.former)
        with pytest.raises(CannotAccept):
            accepting.accept(submission=submission, actor=colleague)
        assert submission.rows.count() == 2
        accepting.take_over(submission=submission, actor=colleague)
        submission = work(submission)
        assert outcomes(submission) == [O.READY, O.WRONG]
        assert "has moved" not in signed_in(colleague).get(page(submission, "rows")).content.decode()
        add(submission, colleague)
        log = LettingsLog.objects.get()
        assert (log.assigned_to, log.owning_organisation) == (colleague, self.former)

    def test_whoever_moved_sees_them_no_more(self, submission: Submission, sender: Any) -> None:
        sender.refresh_from_db()
        client = signed_in(sender)
        for name in ("change", "errors", "rows", "correct"):
            assert client.get(page(submission, name)).status_code == 404
        assert client.post(page(submission, "accept"), {"how": "ready"}).status_code == 404


def test_a_cell_that_no_workbook_holds_is_told_and_whole_in_the_csv(person: Any) -> None:
    """32,767 units of UTF-16 fit into a cell of a workbook; a smiley takes two of them."""
    long, exact = "\N{GRINNING FACE}" * 16_384, "x" * 32_767
    submission = send(person, row(person.organisation, field_13=exact), row(person.organisation, field_19=long))
    assert any("32,767 characters: T3." in note for note in submission.notes)
    out = xlsx_of(submission, "all")
    _, first, second = CalamineWorkbook.from_filelike(out).get_sheet_by_index(0).to_python()
    at = [first.index(exact), next(at for at, cell in enumerate(second) if "\N{GRINNING FACE}" in cell)]
    assert at == [len(IN_FRONT) + 13, len(IN_FRONT) + 19]
    assert second[at[1]] == long[:16_383]
    assert "T: only the first 16,383 of 16,384 characters, the CSV has all" in second[1]
    assert "only the first" not in first[1]
    lines = list(csv.reader(io.StringIO("".join(csv_of(submission, "all")).lstrip("\ufeff"))))
    assert (lines[1][at[0]], lines[2][at[1]]) == (exact, long)


def results_of(submission: Submission) -> list[str]:
    """The column “Result” of the file that is given back."""
    lines = list(csv.reader(io.StringIO("".join(csv_of(submission, "all")).lstrip("\ufeff"))))
    return [line[0] for line in lines[1:]]


def test_cells_that_the_log_does_not_ask_for_are_named(person: Any) -> None:
    housing = person.organisation
    beyond = {"field_65": "2", "field_66": "30", "field_67": "F", "field_68": "1", "field_70": "1"}
    rows = [
        row(housing, "sales", field_7="A", field_92=""),
        row(housing, "sales", field_7="B", field_92="", **beyond),
        row(housing, "sales", base="discounted", field_7="C", field_99="1000"),
        row(housing, "sales", base="shared_initial_joint", field_7="D"),
    ]
    submission = send(person, *rows, log_type="sales")
    named = [result.partition("; not used: ")[2] for result in results_of(submission)]
    assert named == ["", "BN, BO, BP, BQ, BS", "CV", ""], (
        "what one cell also says is kept: the partner, the tenure before"
    )
    shown = signed_in(person).get(page(submission, "change")).content.decode()
    assert "2 rows have cells that are not used" in shown


def test_boxes_with_a_0_say_nothing_that_could_be_lost(person: Any) -> None:
    boxes = {f"field_{number}": "0" for number in (*range(94, 98), *range(101, 111), *range(122, 127))}
    submission = send(person, row(person.organisation, **boxes), row(person.organisation, field_13="T2", field_91="4"))
    assert list(submission.rows.order_by("number").values_list("not_kept", flat=True)) == [[], [91]]
    assert submission.counts["unused"] == 1
    assert (
        "not used"
        not in signed_in(person)
        .get(page(send(person, row(person.organisation, field_13="T3")), "change"))
        .content.decode()
    )


@pytest.mark.parametrize(("field", "text"), [(35, "abc"), (35, "9"), (35, "7"), (44, "x" * 300), (109, "8")])
def test_what_stands_where_nothing_is_asked_is_named_whatever_it_is(person: Any, field: int, text: str) -> None:
    submission = send(person, row(person.organisation, **{f"field_{field}": text}))
    assert outcomes(submission) == [O.READY]
    assert submission.rows.get().not_kept == [field]


def test_a_cell_about_access_needs_that_is_no_code_is_told_once(person: Any) -> None:
    submission = send(person, row(person.organisation, field_98="2", field_94="1"))
    assert [error.number for error in submission.rows.get().row_errors] == [98]


class TestARowThatHasMoreThanGaps:
    """It waits until it is right, instead of being offered as a log in progress."""

    def test_half_a_postcode_is_no_gap(self, person: Any) -> None:
        submission = send(person, row(person.organisation, field_24=""))
        assert outcomes(submission) == [O.WRONG]
        assert [error.number for error in submission.rows.get().row_errors] == [24]

    @pytest.mark.parametrize(
        ("field", "text"), [(30, "abc"), (30, "77"), (16, "99"), (49, "9"), (46, "999"), (142, "x")]
    )
    def test_what_cannot_be_read_is_told_though_the_set_up_is_not_complete(
        self, person: Any, field: int, text: str
    ) -> None:
        cells = {"field_8": "", "field_48": "30", "field_50": "F", "field_51": "1", "field_53": "1", "field_49": "2"}
        submission = send(person, row(person.organisation, **{**cells, f"field_{field}": text}))
        assert outcomes(submission) == [O.WRONG]
        assert {8, field} <= {error.number for error in submission.rows.get().row_errors}

    @pytest.mark.parametrize("rent", ["1e15", "-1e20", "1e99"])
    def test_a_rent_too_large_to_be_counted_with_is_no_rent_of_0(self, person: Any, rent: str) -> None:
        submission = send(person, row(person.organisation, field_142=rent))
        assert outcomes(submission) == [O.WRONG]
        assert RENT in {error.number for error in submission.rows.get().row_errors}

    def test_what_only_others_are_asked_is_not_told_before_the_set_up_is_complete(self, person: Any) -> None:
        submission = send(person, row(person.organisation, field_8="", field_35="abc"))
        assert [error.number for error in submission.rows.get().row_errors] == [8]
        assert outcomes(submission) == [O.INCOMPLETE]


@pytest.mark.parametrize(("sent", "read"), [("£40,000", 40000), ("40,000.00", 40000), (" £40000 ", 40000), ("R", None)])
def test_incomes_of_buyers_are_read_like_other_amounts(person: Any, sent: str, read: int | None) -> None:
    submission = send(person, row(person.organisation, "sales", field_83=sent, field_92=""), log_type="sales")
    assert outcomes(submission) == [O.READY]
    assert submission.rows.get().answers.get("income1") == read


@pytest.mark.parametrize("sent", ["40,00", "40000.50", "-5", "1e99", "£"])
def test_what_is_no_income_is_told(person: Any, sent: str) -> None:
    submission = send(person, row(person.organisation, "sales", field_83=sent), log_type="sales")
    assert [error.number for error in submission.rows.get().row_errors] == [83]
