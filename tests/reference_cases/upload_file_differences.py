"""Where whole files come out otherwise than in the reference on purpose, by rule and condition (docs/decisions.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.reference_cases.upload_files import THERE, TWICE, PlayedFile, PlayedRow

OfFile = Callable[[PlayedFile], bool]
_OF_FILES: list[tuple[str, OfFile]] = []
READ_AS_MEANT = "codes and postcodes that mean the same are the same"
BLANK = "blank rows count for nothing"
NUMBERS_SHOWN = "rows have the numbers that a spreadsheet shows, lines without any cell counted"
NO_BYTE_DROPPED = "no byte is dropped: a person chooses how the file was saved"
FIRST_IS_KEPT = "of rows that say the same the first is no mistake"
SAME_LOG = "a row is about the log with its codes and date, and changes it"


def on_purpose(reason: str) -> Callable[[OfFile], OfFile]:
    """Declare why a file comes to something else, with the reason that docs/decisions.md gives for it."""

    def keep(judge: OfFile) -> OfFile:
        _OF_FILES.append((reason, judge))
        return judge

    return keep


def reason_for_file(played: PlayedFile) -> str | None:
    """Why a file that comes to something else does so rightly, or None when it does not."""
    return next((reason for reason, judge in _OF_FILES if judge(played)), None)


def said_of_file(played: PlayedFile, *endings: str) -> bool:
    """Whether the reference refused the file for one of these."""
    return any(str(error).endswith(endings) for error in played.case.get("file_errors", ()))


def taken(played: PlayedFile) -> bool:
    """Whether the portal takes the file."""
    return played.refusal is None


def refused(played: PlayedFile, code: str) -> bool:
    """Whether the portal refuses the file for this."""
    return played.refusal is not None and played.refusal.code == code


@on_purpose("commas, semicolons, tabs and vertical bars are read alike, and UTF-16 without a mark as well")
def _other_text(played: PlayedFile) -> bool:
    table = played.delivery.table if played.delivery else None
    read = table is not None and (table.delimiter != "," or table.encoding.startswith("utf-16"))
    return read and said_of_file(played, "no_headers", "wrong_field_numbers_count")


@on_purpose("a file without headers has its columns in the order of the template")
def _no_header(played: PlayedFile) -> bool:
    """The reference reads it so too, and refuses it all the same."""
    headless = played.delivery is not None and played.delivery.table.numbers[:1] == [0]
    return headless and said_of_file(played, "no_headers", "wrong_field_numbers_count")


@on_purpose("the header is found by its numbers, however they and their label are written")
def _header(played: PlayedFile) -> bool:
    unknown = "ActiveModel::UnknownAttributeError" in played.case.get("exception", ())
    return taken(played) and (unknown or said_of_file(played, "no_headers", "wrong_field_numbers_count"))


@on_purpose("columns of one's own are left alone")
def _own_columns(played: PlayedFile) -> bool:
    return taken(played) and said_of_file(played, "over_max_column_count")


@on_purpose("headers that stand in the file again are told and left out")
def _headers_again(played: PlayedFile) -> bool:
    again = played.delivery is not None and bool(played.delivery.headers_again())
    return again and said_of_file(played, "wrong_template.wrong_template")


@on_purpose("most of the rows decide about the year: a wrong date is an error of its row")
def _year(played: PlayedFile) -> bool:
    wrong = any(row.played.rules_at.keys() & _date_fields(row) for row in played.rows)
    return taken(played) and wrong and said_of_file(played, "wrong_template.wrong_template")


def _date_fields(row: PlayedRow) -> set[int]:
    layout = row.played.row.layout
    return set(row.played.row.all_fields(layout.questionnaire.date_field))


@on_purpose("field numbers that are missing, there twice or no fields are told")
def _columns(played: PlayedFile) -> bool:
    return refused(played, "wrong_columns") and played.case["outcome"] != "B"


@on_purpose("a quotation mark in the middle of a cell is text")
def _quotes(played: PlayedFile) -> bool:
    return taken(played) and "CSV::MalformedCSVError" in played.case.get("exception", ())


@on_purpose(BLANK)
def _no_rows(played: PlayedFile) -> bool:
    return refused(played, "no_rows")


@on_purpose(BLANK)
def _blank_twice(played: PlayedFile) -> bool:
    kept = {row.number for row in played.rows}
    twice = [error for error in played.case.get("errors", ()) if str(error.get("kind", "")).endswith(TWICE)]
    return taken(played) and bool(twice) and all(int(error["row"]) not in kept for error in twice)


@on_purpose("whoever is not found is told, and the row waits")
def _nobody(played: PlayedFile) -> bool:
    """The reference makes such a log the uploader's."""
    told = {field for row in played.rows for field in row.played.ours}
    assignee = {field for row in played.rows for field in row.played.row.fields("assigned_to_id")}
    return bool(told) and told <= assignee and played.case["outcome"] == "I"


@on_purpose("a row holds up no other row")
def _blocking(played: PlayedFile) -> bool:
    return taken(played) and played.case["outcome"] in "DF" and played.letter == played.letter_of_their_errors


@on_purpose("what could not be kept is told at its cell")
def _nothing_saved(played: PlayedFile) -> bool:
    return taken(played) and played.case["outcome"] == "J" and played.letter in "CH"


@on_purpose("as its rows, each of which says why")
def _rows(played: PlayedFile) -> bool:
    return taken(played) and played.case["outcome"] == played.letter_of_their_errors


def reason_for_row(played: PlayedFile, row: PlayedRow, kind: str) -> str | None:
    """Why a row is rightly twice in the file, or there already, or not."""
    alike = [other for other in played.rows if other is not row and other.identity == row.identity]
    if kind == TWICE and not row.doubled:
        return FIRST_IS_KEPT if any(other.doubled for other in alike) else None
    if kind == TWICE:
        return READ_AS_MEANT if any(_mean_the_same(row, other) for other in alike) else None
    if kind == THERE and row.there and row.by_codes:
        return SAME_LOG
    return None


def _mean_the_same(row: PlayedRow, other: PlayedRow) -> bool:
    numbers = {number for number in {*row.cells, *other.cells} if row.cells.get(number) != other.cells.get(number)}
    names = {name for number in numbers for name in row.played.row.layout.answers_at[number]}
    ours, others = (one.played.judged.evaluation.answers for one in (row, other))
    return bool(numbers) and all(_folded(ours[name]) == _folded(others[name]) for name in names)


def _folded(value: Any) -> Any:
    return "".join(value.split()).upper() if isinstance(value, str) else value


def reason_for_place(played: PlayedFile, theirs: tuple[str, str], ours: tuple[str, str]) -> str | None:
    """Why a row or column is rightly told under another name."""
    if int(ours[0]) not in {row.number for row in played.rows}:
        return BLANK if _blank(played, int(ours[0])) else None
    return NUMBERS_SHOWN if theirs[1] == ours[1] else None


def _blank(played: PlayedFile, number: int) -> bool:
    assert played.delivery is not None
    rows = dict(zip(played.delivery.table.numbers, played.delivery.table.rows, strict=True))
    return number in rows and not any((cell or "").strip() for cell in rows[number])


def reason_for_log(played: PlayedFile, row: PlayedRow, name: str, theirs: Any, ours: Any) -> str | None:
    """Why a log is rightly another."""
    dropped = "".join(letter for letter in str(ours) if letter.isascii())
    return NO_BYTE_DROPPED if played.encoding and theirs == dropped else None
