"""Files that seem to be something else, or hold more or less than their cells: each is told, and nothing goes astray."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from portal.logs.kinds import kind_named
from portal.logs.uploads.files import FileError
from portal.logs.uploads.files.delivery import WrongTemplate
from portal.logs.uploads.files.header import names_of
from portal.logs.uploads.files.own_header import YEAR
from portal.logs.uploads.files.table import EncodingNeeded
from portal.logs.uploads.rows.layout import layout_of
from portal.years.resources.made import BY_KEY
from tests.portal.logs.uploads.files import as_csv, row, table
from tests.portal.logs.uploads.test_reading import (
    CELLS,
    EIGHT,
    ROW,
    TEXT,
    Somebody,
    delivery,
    ods,
    with_part,
    workbook,
)

WINDOWS = as_csv(table([row(Somebody(), field_13="Café £5 “x”")])).decode().encode("cp1252")
NOISE = bytes(range(256)) * 20


def numbered(title: str) -> bytes:
    return as_csv([["", *(title.format(number) for number in range(1, 148))], CELLS[1]])


def changed(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return with_part(content, name, change(archive.read(name)), instead=True)


def garbled(content: bytes, name: str) -> bytes:
    """The same with other bytes in the middle of a part, as of a download that went wrong."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        start = archive.getinfo(name).header_offset + 30 + len(name) + 20
    return content[:start] + bytes(byte ^ 0xA5 for byte in content[start : start + 40]) + content[start + 40 :]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.replace("Field number", "PKEY", 1).encode(),
        TEXT.replace("Field number", "MZ ref", 1).encode(),
        b"\xef\xbb\xbf" * 2 + TEXT.replace("Field number", '"Field number"', 1).encode(),
        *map(numbered, ["Field number {}", "Field no. {}", "Field No {}", "field-{}", "{}.", "{}.00"]),
        as_csv([CELLS[0], *[[""] * 148] * 25_000, CELLS[1]]),
    ],
)
def test_what_only_looks_like_something_else_is_taken(content: bytes) -> None:
    (found,) = delivery(content).rows()
    assert found[1] == {number: value for number, value in ROW.items() if value}


LOCKED = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        *[(start + NOISE, "nul") for start in (b"BM6\x00", b"\x00\x00\x00 ftypheic", b"BZh91", b"SQLite format 3\x00")],
        (WINDOWS.replace(b",26,", b",2\x006,", 1), "nul"),
        *[(f"{start}Rows".encode(), "markup") for start in ("<meta x>", "<style>", "<!-- x -->", "<TR>", "\n<div>")],
        ("<html><table>".encode("utf-16"), "markup"),
        (TEXT.encode() + b"\n" * 300_000, "too_many_rows"),
        (b"\r\n%PDF-1.7\n\xe2\xe3", "wrong_type"),
        (with_part(ods(CELLS), "META-INF/manifest.xml", LOCKED, instead=True), "password"),
        *[(garbled(workbook(CELLS), name), "damaged") for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml")],
    ],
)
def test_what_is_no_file_of_rows_says_so_and_asks_for_no_encoding(content: bytes, code: str) -> None:
    with pytest.raises(FileError) as refusal:
        delivery(content)
    assert refusal.value.code == code


def test_a_damaged_part_is_what_the_test_says() -> None:
    with zipfile.ZipFile(BytesIO(garbled(workbook(CELLS), "xl/workbook.xml"))) as archive, pytest.raises(zlib.error):
        archive.read("xl/workbook.xml")


def test_the_row_of_a_character_that_is_none_is_that_of_the_spreadsheet() -> None:
    with pytest.raises(FileError, match="Row 2 of"):
        delivery(TEXT.replace("\r\n", "\r").replace("PROP-1", "PROP\x00", 1).encode())


@pytest.mark.parametrize("sign", [";", "^"])
def test_a_doubtful_byte_is_told_at_its_place_below_a_line_with_the_delimiter(sign: str) -> None:
    with pytest.raises(EncodingNeeded) as needed:
        delivery(f"sep={sign}\r\n".encode() + WINDOWS.replace(b",", sign.encode()))
    assert (needed.value.row, needed.value.column) == (2, "N")
    assert needed.value.proposals[0].preview == "Café £5 “x”"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_rows_that_were_saved_in_two_ways_are_read_each_in_its_own(mark: bytes) -> None:
    lines = as_csv(table([row(Somebody(), field_13="Café £5 “x”"), row(Somebody(), field_13="Zoë")])).decode()
    head, first, second, _ = lines.split("\r\n")
    content = mark + b"\r\n".join([head.encode(), first.encode(), second.encode("cp1252")])
    with pytest.raises(EncodingNeeded) as needed:
        delivery(content)
    assert (needed.value.row, needed.value.proposals[0].name) == (3, "cp1252")
    found = delivery(content, "cp1252")
    assert [cells[13] for _, cells in found.rows()] == ["Café £5 “x”", "Zoë"]
    assert "1 line is UTF-8" in " ".join(found.table.notes)


def test_rows_between_two_stray_quotation_marks_do_not_vanish_in_a_cell() -> None:
    rows = [row(Somebody(), field_13=f"T{number}", field_19="1 High Street") for number in range(8)]
    rows[2][19], rows[5][19] = '"Flat 1', 'Flat 2"'
    with pytest.raises(FileError, match="Row 4 of the file has a quotation mark"):
        delivery("\r\n".join(",".join(cells) for cells in table(rows)).encode())
    listed = "one, two,\n" * 30
    (found,) = delivery(as_csv(table([row(Somebody(), field_19=listed)]))).rows()
    assert found[1][19] == listed, "sentences and lists may stand in a cell"


def test_all_headers_that_stand_in_the_file_again_are_no_rows() -> None:
    assert [number for number, _ in delivery(as_csv([*EIGHT, *EIGHT])).rows()] == [9, 18]


def empty_formula(book: Any, sheet: Any) -> None:
    sheet.write_formula(1, 142, "=50*2", None, 100)


def hidden_sheet(book: Any, sheet: Any) -> None:
    book.add_worksheet("Kept back").hide()


UNCALCULATED = changed(
    workbook(CELLS, empty_formula), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</f><v>100</v>", b"</f>")
)
PREFIXED = changed(
    workbook(CELLS, lambda book, sheet: sheet.set_row(1, None, None, {"hidden": True})),
    "xl/worksheets/sheet1.xml",
    lambda xml: re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", xml).replace(b'xmlns="', b'xmlns:x="'),
)
BROKEN = table([row(Somebody(), field_13="#REF!", field_14="#N/A")])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (UNCALCULATED, "Nothing was worked out for the formula in EM2."),
        (workbook(CELLS, hidden_sheet), "Hidden sheets were not read: “Kept back”."),
        (PREFIXED, "1 hidden row was read as well."),
        (as_csv(BROKEN), "2 cells hold an error instead of a value: N2, O2."),
        (workbook(BROKEN), "2 cells hold an error instead of a value: N2, O2."),
        (ods(BROKEN), "2 cells hold an error instead of a value: N2, O2."),
    ],
)
def test_cells_without_what_they_should_hold_are_told(content: bytes, said: str) -> None:
    assert said in " ".join(delivery(content).table.notes)


def cover_sheet() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        rows = book.add_worksheet("Data")
        for at, cells in enumerate(CELLS):
            rows.write_row(at, 0, cells)

    return workbook([["Read me"]], fill)


def rows_hidden() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        rows = book.add_worksheet("Data")
        rows.write_row(0, 0, CELLS[0])
        rows.hide()

    return workbook([], fill)


@pytest.mark.parametrize(("content", "said"), [(cover_sheet(), "others: “Data”"), (rows_hidden(), "not read: “Data”")])
def test_where_no_rows_are_found_other_sheets_are_told(content: bytes, said: str) -> None:
    with pytest.raises(FileError, match=said):
        delivery(content)


def test_the_hidden_sheet_of_the_template_is_not_told() -> None:
    kind = kind_named("lettings")
    content = BY_KEY["bulk_upload_template"].make(kind.program(2026), kind.duplicates_compared)
    with pytest.raises(FileError, match=r"no rows below them\Z"):
        delivery(b"".join([content] if isinstance(content, bytes) else content))


def in_words(log_type: str, year: int) -> bytes:
    layout = layout_of(kind_named(log_type).program(year).questionnaire)
    names = {number: name for name, number in names_of(layout).items()}
    cells = row(Somebody(), log_type, year)
    return as_csv(
        [[names.get(number, "") for number in layout.types], [cells.get(number, "") for number in layout.types]]
    )


def taken_out(log_type: str, year: int, *, support: bool) -> bytes:
    columns = kind_named(log_type).program(year).questionnaire.csv_columns(support=support)
    titles = [column.support if support else column.others for column in columns]
    return as_csv([titles, [str(year) if column.source == YEAR else "1" for column in columns]])


@pytest.mark.parametrize(("log_type", "year"), [("lettings", 2025), ("sales", 2025), ("sales", 2026)])
def test_headers_in_words_and_files_of_logs_say_which_kind_and_year_they_are_of(log_type: str, year: int) -> None:
    files = [in_words(log_type, year), *(taken_out(log_type, year, support=support) for support in (True, False))]
    for content in files:
        assert delivery(content, log_type=log_type, year=year)
        with pytest.raises(WrongTemplate) as wrong:
            delivery(content)
        assert (wrong.value.log_type, wrong.value.year) == (log_type, year)
