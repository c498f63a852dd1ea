"""Delimited text: any encoding that a person confirms, any delimiter, any line end; no byte is dropped."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from charset_normalizer import from_bytes

from portal.logs.uploads.files.table import (
    ERROR_VALUES,
    IN_FRONT,
    EncodingNeeded,
    EncodingProposal,
    FileError,
    Table,
    column_letter,
    errors_noted,
    first_of,
    fitting,
    places_of,
)
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
_WIDE = 20
_MOST_LINES = 10 * LIMITS.rows
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEVERAL_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def read_text(content: bytes, encoding: str = "") -> Table:
    """The cells of delimited text; EncodingNeeded when the bytes are no UTF-8 and nobody said what they are."""
    csv.field_size_limit(LIMITS.bytes)  # one quotation mark that is not closed makes a cell of all the rest
    text, used, notes = decode(content, encoding)
    _refuse_nul(text)
    text, delimiter = _delimiter_of_sep_line(text)
    delimiter = delimiter or _delimiter_of(text)
    rows, numbers = [], []
    long: set[str] = set()
    spoilt: set[str] = set()
    for number, cells in _records(text, delimiter, long, spoilt):
        rows.append(cells)
        numbers.append(number)
    separated_by = DELIMITER_NAMES.get(delimiter, f"“{delimiter}”")
    if delimiter != ",":
        notes.append(f"The cells were taken to be separated by {separated_by}.")
    if long:
        notes.append(_whole_as_csv_only(rows, numbers, long))
    if spoilt:
        notes += errors_noted(places_of(rows, numbers, spoilt))
    return Table(rows, numbers, notes, "csv", used, delimiter)


def _whole_as_csv_only(rows: Iterable[list[str | None]], numbers: Iterable[int], long: AbstractSet[str]) -> str:
    places = first_of(places_of(rows, numbers, long))
    return (
        f"Cells with more than {LIMITS.longest_cell:,} characters: {places}. No workbook"
        " holds that much in a cell. Take your file with the results as CSV to have them whole."
    )


def decode(content: bytes, encoding: str = "") -> tuple[str, str, list[str]]:
    """The text, the encoding it was read in, and what a person should know of that."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _decoded(content, name), name, []
    if name := _utf16_without_mark(content):
        return _decoded(content, name), name, []
    while content.startswith(codecs.BOM_UTF8):
        content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError as error:
        if b"\x00" in content:  # then it is a picture, a database or the like
            _refuse_nul(content.decode("latin-1"))
        if encoding not in ENCODINGS:
            raise _encoding_needed(content, error.start) from error
    text, mixed = _decoded_by_line(content, encoding)
    lines = "1 line is" if mixed == 1 else f"{mixed:,} lines are"
    noted = [f"{lines} UTF-8 and read so; all others were read as {ENCODINGS[encoding]}."] if mixed else []
    return text, encoding, noted


def _refuse_nul(text: str) -> None:
    if "\x00" in text:
        row = len(_LINE_END.findall(text, 0, text.index("\x00"))) + 1
        text = f"Row {row} of the file holds a character that no text has. Save it as CSV, XLSX or ODS and upload that."
        raise FileError("nul", text)


def _decoded_by_line(content: bytes, name: str) -> tuple[str, int]:
    """Lines that are UTF-8 stay so, and are counted: files are put together from such as were saved in different ways."""
    if not _SEVERAL_BYTES.search(content):
        return _decoded(content, name), 0
    mixed, lines = 0, []
    for line in content.splitlines(keepends=True):
        try:
            lines.append(line.decode("utf-8"))
            mixed += not line.isascii()
        except UnicodeDecodeError:
            lines.append(_decoded(line, name))
    return "".join(lines), mixed


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
            _decoded_by_line(content, name)
        except FileError:
            continue
        proposals.append(EncodingProposal(name, ENCODINGS[name], cell.decode(name, "replace").strip()[:_PREVIEW]))
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
    below, delimiter = _delimiter_of_sep_line(text)
    delimiter = delimiter or _delimiter_of(below)
    before = text[len(text) - len(below) : position]
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


def _records(text: str, delimiter: str, long: set[str], spoilt: set[str]) -> Iterator[tuple[int, list[str | None]]]:
    """Row by row; cells that no workbook holds are put into `long`, errors of a spreadsheet into `spoilt`."""
    known: dict[str, str] = {}
    kept = 0
    for number, cells in _read(text, delimiter):
        if len(known) > _MOST_SHARED:
            long.update(_too_long(known))
            spoilt.update(ERROR_VALUES & known.keys())
            known.clear()
        if number > _MOST_LINES:
            raise FileError("too_many_rows", f"The file has more than {LIMITS.rows:,} rows, or very many blank ones")
        if number > LIMITS.header_within and not any(cells):
            continue
        kept += 1
        if kept > LIMITS.rows + LIMITS.header_within:
            raise FileError("too_many_rows", f"The file has more than {LIMITS.rows:,} rows")
        while len(cells) > LIMITS.columns and not cells[-1]:
            cells.pop()
        if len(cells) > LIMITS.columns + len(IN_FRONT):
            raise FileError("too_many_columns", f"Row {number} of the file has more than {LIMITS.columns} columns")
        # The same few codes fill most cells: each is kept once.
        yield number, [known.setdefault(cell, cell) if cell else None for cell in cells]
    long.update(_too_long(known))
    spoilt.update(ERROR_VALUES & known.keys())


def _read(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Cells as they stand, with the number of their row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number, lines, widest = 0, 0, 0
    try:
        for number, cells in enumerate(reader, 1):
            if reader.line_num > lines + 1 and any(_holds_rows(cell, delimiter, widest) for cell in cells):
                raise _quotes(number)
            lines, widest = reader.line_num, max(widest, len(cells))
            yield number, cells
    except csv.Error as error:
        raise _quotes(number + 1) from error


def _holds_rows(cell: str, delimiter: str, widest: int) -> bool:
    """Whether two stray quotation marks, rows apart, made a cell of what stands between them."""
    ends = len(_LINE_END.findall(cell))
    signs = cell.count(delimiter) - cell.count(f"{delimiter} ")  # in a sentence a space comes behind them
    return bool(ends) and widest > _WIDE and signs > ends * widest / 2


def _quotes(number: int) -> FileError:
    what = "a quotation mark that is not closed, or one in the middle of a cell"
    return FileError("quotes", f"Row {number} of the file has {what}. Correct it and upload the file again.")


def _too_long(cells: Iterable[str]) -> Iterator[str]:
    return (cell for cell in cells if len(cell) > LIMITS.longest_cell // 2 and fitting(cell) is not cell)
