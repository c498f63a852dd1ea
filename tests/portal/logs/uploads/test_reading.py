"""A corpus of files of the kinds that people send: what is taken, what is told, what is refused and why."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlsxwriter

from portal.logs.kinds import kind_named
from portal.logs.uploads.delivering import all_layouts
from portal.logs.uploads.files import FileError, child, read_table
from portal.logs.uploads.files.delivery import Delivery, WrongTemplate, take
from portal.logs.uploads.files.header import names_of
from portal.logs.uploads.files.table import EncodingNeeded, column_letter
from portal.logs.uploads.limits import LIMITS
from portal.logs.uploads.rows.layout import layout_of
from tests.portal.logs.uploads.files import as_csv, row, table


class Somebody:
    """An organisation with a number; the file says no more of it."""

    pk = 102


ROW = row(Somebody(), field_13="Tämä – £5", field_10="26")
CELLS = table([ROW])
TEXT = as_csv(CELLS).decode()


def delivery(content: bytes, encoding: str = "", year: int = 2026, log_type: str = "lettings") -> Delivery:
    wanted = layout_of(kind_named(log_type).program(year).questionnaire)
    return take(read_table(content, encoding), wanted, all_layouts())


def workbook(
    cells: list[list[Any]], change: Callable[[Any, Any], None] = lambda book, sheet: None, before: int = 0
) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    for number in range(before):
        book.add_worksheet(f"Notes {number}")
    sheet = book.add_worksheet("Rows")
    for line, values in enumerate(cells):
        for at, value in enumerate(values):
            if value != "":
                sheet.write(line, at, value)
    change(book, sheet)
    book.close()
    return out.getvalue()


def ods(cells: list[list[str]], rows_more: str = "") -> bytes:
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            if cell
            else "<table:table-cell/>"
            for cell in line
        )
        + "</table:table-row>"
        for line in cells
    )
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"), ("manifest", "manifest"))
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
            f'<table:table table:name="Rows">{lines}{rows_more}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            f'<?xml version="1.0"?><manifest:manifest {names}><manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes, *, instead: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, part if instead and info.filename == name else old.read(info.filename))
        if not instead:
            new.writestr(name, part)
    return out.getvalue()


HEADERS = ["Section", "Question", "Additional", "Values", "Can be empty?", "Type", "Duplicates"]
EIGHT = [*([title, *["x, y"] * 147] for title in HEADERS), *CELLS]
SHUFFLED = [[line[0], *reversed(line[1:])] for line in CELLS]
NARROW = [[*line[:20], "a note", *line[20:]] for line in CELLS]
BLANKS = [CELLS[0], [""] * 148, CELLS[1], [""] * 148]
TAKEN: dict[str, bytes] = {
    "commas": TEXT.encode(),
    "semicolons": as_csv(CELLS, ";"),
    "tabs": as_csv(CELLS, "\t"),
    "vertical bars": as_csv(CELLS, "|"),
    "told delimiter": b"sep=;\r\n" + as_csv(CELLS, ";"),
    "told delimiter in quotes": b'"sep=|"\n' + as_csv(CELLS, "|"),
    "a delimiter of one's own": b"sep=^\n" + as_csv(CELLS, "^"),
    "told delimiter, carriage returns": b"sep=;\r" + as_csv(CELLS, ";").replace(b"\r\n", b"\r"),
    "line feeds": TEXT.replace("\r\n", "\n").encode(),
    "carriage returns": TEXT.replace("\r\n", "\r").encode(),
    "no last line end": TEXT.rstrip().encode(),
    "byte order mark": b"\xef\xbb\xbf" + TEXT.encode(),
    "UTF-16 with mark": TEXT.encode("utf-16"),
    "UTF-16 big endian with mark": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "UTF-16 without mark": TEXT.encode("utf-16-le"),
    "UTF-16 big endian without mark": TEXT.encode("utf-16-be"),
    "UTF-32": TEXT.encode("utf-32"),
    "eight headers": as_csv(EIGHT),
    "eight headers, semicolons": as_csv(EIGHT, ";"),
    "columns in another order": as_csv(SHUFFLED),
    "a column of one's own": as_csv(NARROW),
    "blank rows": as_csv(BLANKS),
    "every cell quoted": "\n".join(",".join(f'"{cell}"' for cell in line) for line in CELLS).encode(),
    "label in small letters": TEXT.replace("Field number", "field number").encode(),
    "label with more words": TEXT.replace("Field number", "The Field numbers:").encode(),
    "label with two spaces": TEXT.replace("Field number", "Field  number").encode(),
    "no label, results of before in front": as_csv(
        [["Result", "Errors", "Log", "", *CELLS[0][1:]], ["", "", "", *CELLS[1]]]
    ),
    "no label": TEXT.replace("Field number", "").encode(),
    "names of fields": as_csv([["", *(f"field_{n}" for n in range(1, 148))], CELLS[1]]),
    "numbers as a spreadsheet writes them": as_csv([["Field number", *(f"{n}.0" for n in range(1, 148))], CELLS[1]]),
    "empty cells at the end": as_csv([[*line, *[""] * 40] for line in CELLS]),
    "no headers": as_csv([CELLS[1][1:]]),
    "no headers, with the column of labels": as_csv(CELLS[1:]),
    "no headers, below a blank line": as_csv([[""] * 147, CELLS[1][1:]]),
    "workbook": workbook(CELLS),
    "workbook without headers": workbook([CELLS[1][1:]]),
    "workbook with eight headers": workbook(EIGHT),
    "workbook with numbers": workbook([[int(c) if c.isdecimal() else c for c in line] for line in CELLS]),
    "workbook with a sheet before": workbook(CELLS, before=1),
    "workbook in another order": workbook(SHUFFLED),
    "workbook with an empty row above": workbook([[], *CELLS]),
    "workbook with a filter": workbook(CELLS, lambda book, sheet: sheet.autofilter(0, 0, 1, 147)),
    "workbook with macros": with_part(workbook(CELLS), "xl/vbaProject.bin", b"macro"),
    "open document": ods(CELLS),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_people_send_is_taken(name: str) -> None:
    (found,) = delivery(TAKEN[name]).rows()
    assert found[1] == {number: value for number, value in ROW.items() if value}


def formula(book: Any, sheet: Any) -> None:
    sheet.write_formula(1, 142, "=50*2", None, 100)


def error_cell(book: Any, sheet: Any) -> None:
    sheet.write_formula(1, 142, "=A1+#REF!", None, "#REF!")


NOTED = {
    "hidden rows": (
        workbook(CELLS, lambda book, sheet: sheet.set_row(1, None, None, {"hidden": True})),
        "1 hidden row",
    ),
    "other sheets": (workbook(CELLS, lambda book, sheet: book.add_worksheet("More").write(0, 0, "x")), "“More”"),
    "merged cells": (workbook(CELLS, lambda book, sheet: sheet.merge_range(4, 1, 4, 2, "x")), "1 merged cell was read"),
    "an error": (workbook(CELLS, error_cell), "1 cell holds an error instead of a value: EM2"),
    "macros": (TAKEN["workbook with macros"], "macros"),
    "semicolons": (TAKEN["semicolons"], "semicolons"),
}


@pytest.mark.parametrize("name", NOTED)
def test_what_a_person_should_know_is_told(name: str) -> None:
    content, said = NOTED[name]
    assert said in " ".join(delivery(content).table.notes)


def test_formulas_give_their_values() -> None:
    (found,) = delivery(workbook(CELLS, formula)).rows()
    assert found[1][142] == "100"


BOMB = b"<worksheet>" + b" " * 60_000_000
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
FAR_OUT = workbook(CELLS, lambda book, sheet: sheet.write(1_048_575, 16_383, "x"))
REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty"),
    "spaces": (b"  \r\n ", "empty"),
    "a mark alone": (b"\xef\xbb\xbf", "empty"),
    "NULs": (b"\x00" * 100, "empty"),
    "PDF": (b"%PDF-1.7\n", "PDF"),
    "picture": (b"\x89PNG\r\n\x1a\n", "picture"),
    "photograph": (b"\xff\xd8\xff\xe0", "picture"),
    "program": (b"MZ\x90\x00", "program"),
    "compressed": (b"\x1f\x8b\x08", "compressed"),
    "old workbook or password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password"),
    "web page called .xls": (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
    "XML": (b'<?xml version="1.0"?><rows/>', "web page"),
    "document": (zipped(word__document_xml=b"<x/>"), "not a spreadsheet"),
    "binary workbook": (zipped(xl__workbook_bin=b"x"), "XLSB"),
    "damaged workbook": (workbook(CELLS)[:3000], "damaged"),
    "zip bomb": (with_part(workbook(CELLS), "xl/worksheets/sheet9.xml", BOMB), "unpacks"),
    "entity bomb": (with_part(workbook(CELLS), "xl/workbook.xml", ENTITIES, instead=True), "definitions"),
    "a cell far out": (FAR_OUT, "far from the rows"),
    "too large": (b"a," * (LIMITS.bytes // 2 + 1), "larger than 25 MB"),
    "too many rows": (TEXT.encode() + b",1\n" * (LIMITS.rows + 20), "more than 20,000 rows"),
    "too many columns": (as_csv([["Field number", *["1"] * 401]]), "more than 400 columns"),
    "a quotation mark not closed": (TEXT.replace("T", '"T', 1).encode(), "quotation mark"),
    "a quotation mark in a cell": (TEXT.encode() + b'1,"a"b,2\n', "quotation mark"),
    "NUL in the text": (TEXT.replace("T", "T\x00", 1).encode(), "no text has"),
    "text": (b"Dear all, please find below what you asked for.\n", "field numbers"),
    "no header and no date in its place": (as_csv([CELLS[1][4:]]), "field numbers"),
    "no header and more columns": (as_csv([[*CELLS[1], "x"]]), "field numbers"),
    "no header and another kind": (as_csv(table([row(Somebody(), "sales")], "sales")[1:]), "field numbers"),
    "header only": (as_csv(CELLS[:1]), "no rows"),
    "header and commas": (as_csv([CELLS[0], [""] * 148]), "no rows"),
    "a column missing": (as_csv([line[:-1] for line in CELLS]), "147 are missing"),
    "a column twice": (as_csv([[*CELLS[0], "1"], [*CELLS[1], "x"]]), "1 are there twice"),
    "a number too high": (as_csv([[*CELLS[0], "148"], CELLS[1]]), "no fields with the numbers 148"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_refused_with_the_reason(name: str) -> None:
    content, said = REFUSED[name]
    with pytest.raises(FileError) as refusal:
        delivery(content)
    assert said in refusal.value.message


def test_a_byte_that_is_no_text_is_told_with_its_place_and_nothing_is_dropped() -> None:
    content = as_csv(table([row(Somebody(), field_19="1 Café “Road”")])).decode().encode("cp1252")
    with pytest.raises(EncodingNeeded) as needed:
        delivery(content)
    assert (needed.value.row, needed.value.column) == (2, "T")
    assert needed.value.proposals[0].name == "cp1252"
    assert needed.value.proposals[0].preview == "1 Café “Road”"
    (found,) = delivery(content, "cp1252").rows()
    assert found[1][19] == "1 Café “Road”"


@pytest.mark.parametrize(("log_type", "year"), [("lettings", 2025), ("sales", 2025), ("sales", 2026)])
def test_a_file_of_another_kind_or_year_says_which_it_seems_to_be(log_type: str, year: int) -> None:
    content = as_csv(table([row(Somebody(), log_type, year)], log_type, year))
    with pytest.raises(WrongTemplate) as wrong:
        delivery(content)
    assert (wrong.value.log_type, wrong.value.year) == (log_type, year)


def test_dates_of_another_year_decide_by_their_majority() -> None:
    old = {**ROW, 10: "25"}
    with pytest.raises(WrongTemplate):
        delivery(as_csv(table([old, old, ROW])))
    assert len(list(delivery(as_csv(table([old, ROW, ROW]))).rows())) == 3


def test_rows_keep_the_numbers_that_a_spreadsheet_shows() -> None:
    text = TEXT + "\r\n\r\n" + as_csv(table([ROW])[1:]).decode()
    assert [number for number, _ in delivery(text.encode()).rows()] == [2, 5]


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (148, "ES"), (701, "ZZ"), (702, "AAA")])
def test_letters_of_columns(index: int, letter: str) -> None:
    assert column_letter(index) == letter


def test_rows_without_headers_keep_their_numbers_and_are_told() -> None:
    found = delivery(as_csv([line[1:] for line in table([ROW, ROW])][1:]))
    assert [number for number, _ in found.rows()] == [1, 2]
    assert "no headers" in " ".join(found.table.notes)
    numbered = delivery(TAKEN["no label"])
    assert "no headers" not in " ".join(numbered.table.notes), "numbers of fields can be read as a date"
    assert found.table.rows[0] == [str(number) for number in range(1, 148)], "on top of the file of results"


def test_headers_that_stand_in_the_file_again_are_no_rows_and_are_told() -> None:
    found = delivery(as_csv([*CELLS, *CELLS]))
    assert [number for number, _ in found.rows()] == [2, 4]
    assert "row 3" in " ".join(found.table.notes)


def test_rows_with_nothing_in_the_columns_of_the_template_are_told() -> None:
    header, *rows = CELLS
    lines = [[*header, "Our total"], *([*cells, ""] for cells in rows), [*[""] * len(header), "1,204"], [" "]]
    found = delivery(as_csv(lines))
    assert [number for number, _ in found.rows()] == [2]
    assert "left out: row 3." in " ".join(found.table.notes)


def test_a_sheet_is_handed_over_in_one_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where output is not buffered, as in a container, 20,000 rows in pieces took three times as long."""
    pieces: list[bytes] = []
    monkeypatch.setattr(child.resource, "setrlimit", lambda *limit: None)
    monkeypatch.setattr(child.sys, "stdout", SimpleNamespace(buffer=SimpleNamespace(write=pieces.append)))
    (tmp_path / "rows.xlsx").write_bytes(workbook(CELLS))
    child.main([str(tmp_path / "rows.xlsx"), "1", "1", "100", "400"])
    assert len(pieces) == 1


def test_a_quotation_mark_that_is_not_closed_before_a_byte_that_is_no_text() -> None:
    earlier = csv.field_size_limit(131_072)
    try:
        with pytest.raises(EncodingNeeded):
            read_table(b'"' + b"x" * 140_000 + b"\xe9")
    finally:
        csv.field_size_limit(earlier)


def test_columns_of_a_file_that_we_gave_out_need_no_explaining() -> None:
    """With headers in words as well: results in front, and what tells logs apart."""
    layout = layout_of(kind_named("lettings").program(2026).questionnaire)
    words = {number: name for name, number in reversed(names_of(layout).items())}
    ours = ["Result", "Errors", "Log", "External reference"]
    fields = [number for number in layout.types if number in words]
    lines = [[*ours, *(words[number] for number in fields), "Vacant on"]]
    lines.append(["Ready", "", "", "R1", *(ROW.get(number, "") for number in fields), "29"])
    (asked,) = delivery(as_csv(lines)).to_map
    assert asked.title == "Vacant on"
