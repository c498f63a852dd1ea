"""Delimited text: any encoding that a person confirms, any delimiter, any line end; no byte is dropped."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator

from charset_normalizer import from_bytes

from portal.logs.uploads.files.table import EncodingNeeded, EncodingProposal, FileError, Table, column_letter, fitting
from portal.logs.uploads.limits import LIMITS

DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
# What software in this country writes, most likely first.
ENCODINGS = {
    "cp1252": "Windows (Western Europe)",
    "mac_roman": "Mac (Western Europe)",
    "iso8859_15": "ISO 8859-15",
    "cp850": "MS-DOS (Western Europe)",
    "cp1250": "Windows (Central Europe)",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEP_LINE = re.compile(r'[ "]*sep=(?P<sign>[^"\r\n]?)[ "]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_SAMPLE = 65_536
_ENOUGH_NULS = 0.4
_PREVIEW = 60
_MOST_SHARED = 10_000
_MOST_TOLD = 5


def read_text(content: bytes, encoding: str = "") -> Table:
    """The cells of delimited text; EncodingNeeded when the bytes are no UTF-8 and nobody said what they are."""
    csv.field_size_limit(LIMITS.bytes)  # one quotation mark that is not closed makes a cell of all the rest
    text, used = decode(content, encoding)
    if "\x00" in text:
        row = text.count("\n", 0, text.index("\x00")) + 1
        raise FileError("nul", f"Row {row} of the file holds a character that no text has. Save the file again as CSV.")
    text, delimiter = _delimiter_of_sep_line(text)
    delimiter = delimiter or _delimiter_of(text)
    rows, numbers = [], []
    long: set[str] = set()
    for number, cells in _records(text, delimiter, long):
        rows.append(cells)
        numbers.append(number)
    separated_by = DELIMITER_NAMES.get(delimiter, f"“{delimiter}”")
    notes = [] if delimiter == "," else [f"The cells were taken to be separated by {separated_by}."]
    if long:
        notes.append(_whole_as_csv_only(rows, numbers, long))
    return Table(rows, numbers, notes, "csv", used, delimiter)


def _whole_as_csv_only(rows: Iterable[list[str | None]], numbers: Iterable[int], long: Collection[str]) -> str:
    places = [
        f"{column_letter(at)}{number}"
        for number, cells in zip(numbers, rows, strict=True)
        for at, cell in enumerate(cells)
        if cell in long
    ]
    more = f" and {len(places) - _MOST_TOLD:,} more" if len(places) > _MOST_TOLD else ""
    return (
        f"Cells with more than {LIMITS.longest_cell:,} characters: {', '.join(places[:_MOST_TOLD])}{more}. No workbook"
        " holds that much in a cell. Take your file with the results as CSV to have them whole."
    )


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """The text and the encoding it was read in."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _decoded(content, name), name
    if name := _utf16_without_mark(content):
        return _decoded(content, name), name
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if encoding in ENCODINGS:
            return _decoded(content, encoding), encoding
        raise _encoding_needed(content, error.start) from error


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode(name)
    except UnicodeError as error:
        text = "The file is not in the encoding that it says or that was chosen. Save it again as CSV UTF-8."
        raise FileError("encoding", text) from error


def _utf16_without_mark(content: bytes) -> str:
    sample = content[:_SAMPLE]
    half = len(sample) / 2
    if len(content) % 2 or not half:
        return ""
    if sample[1::2].count(0) / half > _ENOUGH_NULS and not sample[::2].count(0):
        return "utf-16-le"
    if sample[::2].count(0) / half > _ENOUGH_NULS and not sample[1::2].count(0):
        return "utf-16-be"
    return ""


def _encoding_needed(content: bytes, position: int) -> EncodingNeeded:
    row, column, cell = _cell_at(content, position)
    proposals = []
    for name in _proposed(content):
        try:
            content.decode(name)
        except UnicodeError:
            continue
        proposals.append(EncodingProposal(name, ENCODINGS[name], cell.decode(name).strip()[:_PREVIEW]))
    return EncodingNeeded(row, column_letter(column), proposals)


def _proposed(content: bytes) -> list[str]:
    best = from_bytes(content[:_SAMPLE]).best()
    guessed = codecs.lookup(best.encoding).name if best else ""
    usual = list(ENCODINGS)
    known = {codecs.lookup(name).name: name for name in usual}
    first = [known[guessed]] if guessed in known and guessed != codecs.lookup(usual[0]).name else []
    return [usual[0], *first, *(name for name in usual[1:] if name not in first)]


def _cell_at(content: bytes, position: int) -> tuple[int, int, bytes]:
    """Row and column of a byte, and its cell; quotation marks are minded as far as they go."""
    text = content[: position + 200].decode("latin-1")
    delimiter = _delimiter_of(text)
    before = text[:position]
    records = list(csv.reader(io.StringIO(before + "x", newline=""), delimiter=delimiter)) or [[""]]
    column = max(len(records[-1]) - 1, 0)
    start = position - len(records[-1][-1]) + 1 if records[-1] else position
    end = next((i for i in range(position, len(text)) if text[i] in f'{delimiter}\r\n"'), len(text))
    return len(records), column, content[max(start, 0) : end]


def _delimiter_of_sep_line(text: str) -> tuple[str, str]:
    """Spreadsheets may say the delimiter in a first line of its own: sep=;"""
    found = _SEP_LINE.match(text)
    return (text[found.end() :], found["sign"].strip() or "\t") if found else (text, "")


def _delimiter_of(text: str) -> str:
    """The delimiter that makes the most field numbers in one of the first rows, or else the most cells."""

    def widest(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=delimiter)
        first = range(LIMITS.header_within + 5)
        try:
            rows = [cells for cells, _ in zip(reader, first, strict=False)]
        except csv.Error:
            return 0, 0
        numbers = (sum(cell.isdecimal() for cell in cells) for cells in rows)
        return max(numbers, default=0), max((len(cells) for cells in rows), default=0)

    return max(DELIMITERS, key=lambda delimiter: (widest(delimiter), -DELIMITERS.index(delimiter)))


def _records(text: str, delimiter: str, long: set[str]) -> Iterator[tuple[int, list[str | None]]]:
    """Row by row; cells that no workbook holds are put into `long`."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    known: dict[str, str] = {}
    while True:
        number += 1
        if len(known) > _MOST_SHARED:
            long.update(_too_long(known))
            known.clear()
        try:
            cells = next(reader)
        except StopIteration:
            long.update(_too_long(known))
            return
        except csv.Error as error:
            what = "a quotation mark that is not closed, or one in the middle of a cell"
            raise FileError(
                "quotes", f"Row {number} of the file has {what}. Correct it and upload the file again."
            ) from error
        if number > LIMITS.rows + LIMITS.header_within:
            raise FileError("too_many_rows", f"The file has more than {LIMITS.rows:,} rows")
        if len(cells) > LIMITS.columns:
            raise FileError("too_many_columns", f"Row {number} of the file has more than {LIMITS.columns} columns")
        # The same few codes fill most cells: each is kept once.
        yield number, [known.setdefault(cell, cell) if cell else None for cell in cells]


def _too_long(cells: Iterable[str]) -> Iterator[str]:
    return (cell for cell in cells if len(cell) > LIMITS.longest_cell // 2 and fitting(cell) is not cell)
