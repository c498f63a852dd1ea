"""The verdict on a file as a whole: is it of this kind and year, where are its rows, what should a person know.

The answer to an upload needs this only; rows are judged afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice

from portal.logs.uploads.files.header import (
    Found,
    Header,
    UnknownColumn,
    find_header,
    headers_known,
    numbers_in,
    seems_to_be,
)
from portal.logs.uploads.files.own_header import OwnHeader, own_header, year_of_rows
from portal.logs.uploads.files.table import IN_FRONT, FileError, Table
from portal.logs.uploads.limits import LIMITS
from portal.logs.uploads.rows.layout import Layout
from portal.windows.dates import collection_year

_LOOKED_AT = 200
_MOST_NAMED = 5
_FAR_MORE = 1.3
_NO_ROWS = {"empty", "no_header", "no_rows"}


class WrongTemplate(FileError):
    """A file of another kind or year, with what it seems to be."""

    def __init__(self, message: str, seems: Layout) -> None:
        super().__init__("wrong_template", message)
        self.log_type = seems.questionnaire.log_type
        self.year = seems.year


@dataclass(frozen=True)
class Delivery:
    """A file that can be taken: its rows by the number that a spreadsheet shows, each field number to cell."""

    table: Table
    found: Found
    first: int

    @property
    def to_map(self) -> tuple[UnknownColumn, ...]:
        """Columns of which somebody has to say what they are."""
        return self.found.to_map

    @property
    def is_own(self) -> bool:
        """Whether it is a file of logs that was taken out here: its columns are answers, not fields of a template."""
        return not self.found.header.columns

    @cached_property
    def kept(self) -> list[tuple[int, Sequence[str | None]]]:
        """Every row that is not blank, as it stands in the file; headers that stand there again are none."""
        headers = self._headers
        places = sorted(self.found.header.columns) or range(len(headers[-1]))
        return [
            (number, cells)
            for number, cells in self._below
            if cells not in headers
            and any((cell := cells[at]) and not cell.isspace() for at in places if at < len(cells))
        ]

    @cached_property
    def _headers(self) -> list[list[str | None]]:
        return [cells for cells in self.table.rows[: self.first] if _filled(cells)]

    @property
    def _below(self) -> Iterator[tuple[int, list[str | None]]]:
        return zip(self.table.numbers[self.first :], self.table.rows[self.first :], strict=True)

    def headers_again(self) -> list[int]:
        """Rows that only repeat the headers, as in files put together from several."""
        headers = self._headers
        return [number for number, cells in self._below if cells in headers]

    def beside(self) -> list[int]:
        """Rows that hold something, but nothing in the columns of the template: totals, or notes of one's own."""
        headers, kept = self._headers, {number for number, _ in self.kept}
        others = ((number, cells) for number, cells in self._below if number not in kept and cells not in headers)
        return [number for number, cells in others if _filled(cells)]

    def rows(self) -> Iterator[tuple[int, dict[int, str]]]:
        """The same by field number."""
        columns = self.found.header.columns
        for number, cells in self.kept:
            yield (
                number,
                {
                    field: cell
                    for index, field in columns.items()
                    if index < len(cells) and (cell := cells[index]) is not None
                },
            )

    def letters(self) -> Mapping[int, int]:
        """Field number to the position of its column."""
        return {number: index for index, number in self.found.header.columns.items()}


def take(table: Table, wanted: Layout, others: Sequence[Layout], mapped: Mapping[str, int] | None = None) -> Delivery:
    """The delivery that a file is; FileError says why it is none, and what was noticed where no rows were found."""
    try:
        return _delivery(table, wanted, others, mapped)
    except FileError as error:
        if error.code in _NO_ROWS and table.notes:
            raise FileError(error.code, f"{error.message.removesuffix('.')}. {' '.join(table.notes)}") from error
        raise


def _delivery(table: Table, wanted: Layout, others: Sequence[Layout], mapped: Mapping[str, int] | None) -> Delivery:
    if not any(cell and cell.strip() for row in table.rows for cell in row):
        raise FileError("empty", "The file is empty")
    _refuse_width(table)
    own = _own(table, wanted, others)
    if own is not None:
        found = Found(wanted, Header(own.row, {}))
    else:
        if numbers_in(table) is None and is_in_order_of_template(table, wanted):
            give_header(table, wanted)
        _same_template(table, wanted, others)
        _same_kind(table, wanted, others, mapped)
        found = find_header(table, wanted, mapped)
    if found.header.problems:
        text = ". ".join(found.header.problems)
        raise FileError("wrong_columns", f"{text}. Use the template of {wanted.questionnaire.title} as it is.")
    delivery = Delivery(table, found, found.header.row + 1)
    if not delivery.kept:
        raise FileError("no_rows", "The file has headers but no rows below them")
    if again := delivery.headers_again():
        table.notes.append(f"The headers stand in the file again and were left out there: {_rows(again)}.")
    if beside := delivery.beside():
        text = "hold nothing in the columns of the template and were left out"
        table.notes.append(f"Some rows {text}: {_rows(beside)}.")
    if len(delivery.kept) > LIMITS.rows:
        raise FileError("too_many_rows", f"The file has more than {LIMITS.rows:,} rows")
    if own is None:
        _same_year(islice(delivery.rows(), _LOOKED_AT), wanted, others)
    return delivery


def _rows(numbers: Sequence[int]) -> str:
    more = f" and {len(numbers) - _MOST_NAMED:,} more" if len(numbers) > _MOST_NAMED else ""
    return f"row {', '.join(map(str, numbers[:_MOST_NAMED]))}{more}"


def _refuse_width(table: Table) -> None:
    """Only results may stand in front of as many columns as there may be."""
    results = any(tuple(cells[: len(IN_FRONT)]) == IN_FRONT for cells in table.rows[: LIMITS.header_within])
    most = LIMITS.columns + (len(IN_FRONT) if results else 0)
    wide = next((at for at, cells in enumerate(table.rows) if len(cells) > most and _filled(cells) > most), None)
    if wide is not None:
        text = f"Row {table.numbers[wide]} of the file has more than {LIMITS.columns} columns"
        raise FileError("too_many_columns", text)


def is_in_order_of_template(table: Table, wanted: Layout) -> bool:
    """Whether a file begins with its rows, as some systems write it: from the first line on most have a date in its place.

    The first column of the template, which holds no answers, may be there or not.
    """
    first = [cells for cells in table.rows[:_LOOKED_AT] if _filled(cells)]
    before = _labelled(first)
    if not all(_filled(cells) <= len(wanted.types) + before for cells in first):
        return False
    (date_column,) = wanted.of_answer[wanted.questionnaire.date_field]
    dated = [_year_of(_in_order(cells, before), date_column.fields) is not None for cells in first]
    return dated[:1] == [True] and sum(dated) * 2 > len(dated)


def give_header(table: Table, wanted: Layout) -> None:
    """Put the field numbers in front of such a file; its rows keep their numbers, and the person is told."""
    table.rows.insert(0, [*[None] * _labelled(table.rows[:_LOOKED_AT]), *map(str, sorted(wanted.types))])
    table.numbers.insert(0, 0)
    table.notes.append("The file has no headers, so its columns were taken in the order of the template.")


def _labelled(rows: Sequence[Sequence[str | None]]) -> int:
    return int(not any(cells and cells[0] and not cells[0].isspace() for cells in rows))


def _filled(cells: Sequence[str | None]) -> int:
    return max((at + 1 for at, cell in enumerate(cells) if cell and not cell.isspace()), default=0)


def _in_order(cells: Sequence[str | None], before: int) -> dict[int, str]:
    return {at - before + 1: cell for at, cell in enumerate(cells) if cell}


def _own(table: Table, wanted: Layout, others: Sequence[Layout]) -> OwnHeader | None:
    """The headers of a file of logs that was taken out here; WrongTemplate where they are of another kind or year."""
    kinds = {layout.questionnaire.log_type: layout for layout in (*others, wanted)}
    for layout in (wanted, *kinds.values()):
        own = own_header(table.rows, layout.questionnaire)
        if own is None:
            continue
        year = year_of_rows(table.rows, own, layout.questionnaire)
        seems = next((one for one in _of_its_kind(layout, others) if str(one.year) == year), layout)
        if seems is not wanted:
            raise _seems_to_be(seems, wanted)
        return own
    return None


def _of_its_kind(layout: Layout, others: Iterable[Layout]) -> list[Layout]:
    """Those for the same kind of log, of whatever year."""
    return [one for one in others if layout.questionnaire.log_type in {one.questionnaire.log_type}]


def _seems_to_be(seems: Layout, wanted: Layout) -> WrongTemplate:
    text = f"This seems to be a file of {seems.questionnaire.title}, not of {wanted.questionnaire.title}."
    return WrongTemplate(text, seems)


def _same_kind(table: Table, wanted: Layout, others: Sequence[Layout], mapped: Mapping[str, int] | None) -> None:
    """Headers in words that say far more to another kind are of that; of which year, its rows say there."""
    if numbers_in(table) is not None:
        return
    said = {layout: headers_known(table, layout) for layout in others}
    said[wanted] = headers_known(table, wanted, mapped)
    most = max(said, key=lambda layout: said[layout])
    if not _of_its_kind(wanted, [most]) and said[most] > _FAR_MORE * said[wanted]:
        raise _seems_to_be(most, wanted)


def _same_template(table: Table, wanted: Layout, others: Sequence[Layout]) -> None:
    found = numbers_in(table)
    if found is None or set(found[1]) == set(wanted.types):
        return
    seems = seems_to_be(found[1], others)
    if seems is not None and seems is not wanted:
        raise _seems_to_be(seems, wanted)


def _same_year(rows: Iterable[tuple[int, Mapping[int, str]]], wanted: Layout, others: Sequence[Layout]) -> None:
    """Most of the first rows decide: one wrong date is an error of its row, not of the file."""
    (date_column,) = wanted.of_answer[wanted.questionnaire.date_field]
    years = Counter(_year_of(sent, date_column.fields) for _, sent in rows)
    years.pop(None, None)
    if not years:
        return
    (year, count), *_ = years.most_common(1)
    if year == wanted.year or count * 2 <= sum(years.values()):
        return
    seems = next((one for one in _of_its_kind(wanted, others) if one.year == year), None)
    if seems is None:
        raise FileError("wrong_year", f"Most rows have a date outside {wanted.questionnaire.title}.")
    raise WrongTemplate(f"Most rows have a date of {seems.questionnaire.title}.", seems)


def _year_of(sent: Mapping[int, str], fields: Sequence[int]) -> int | None:
    try:
        day, month, year = (int(float(sent[number])) for number in fields)
        return collection_year(date(year + 2000 if 0 <= year < 100 else year, month, day))
    except (KeyError, ValueError, OverflowError):
        return None
