"""Where an answer stands in the files that come in and go out: upload fields, download columns, export elements.

Each question names its own (`bulk`, `csv`, `cds`), so that adding, moving or removing a question is one change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from sys import intern
from typing import Any, Protocol, TypeVar

from portal.questionnaire.expressions import Expression
from portal.questionnaire.schema import BULK_KEYS, CSV_KEYS


class CellType(StrEnum):
    """What a cell of an upload must hold to be read at all."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"


class WrittenAs(StrEnum):
    """How an element writes its answer."""

    RAW = "raw"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


DATE_PARTS = ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class BulkColumn:
    """How an upload gives one answer: the fields that carry it, and what makes the answer of them.

    Without `codes` and `convert` the cell is the answer. `codes` turn the file's codes into the log's; a code that
    they do not name gives no answer, unless other codes are kept (and then refused as no option). `convert` names a
    function of the uploads; `also_reads` are fields that it looks at although they carry other answers. Where `when`
    is given, the fields count only for rows in which it holds.
    """

    answer: str
    fields: tuple[int, ...]
    type: CellType
    codes: Mapping[Any, Any] = field(default_factory=dict)
    keeps_other_codes: bool = False
    convert: str = ""
    also_reads: tuple[int, ...] = ()
    when: Expression | None = None


@dataclass(frozen=True, slots=True)
class CsvColumn:
    """A column of a download: what it shows, and its header in files for support and in those for others.

    An empty header means that those people do not get the column. `source` is an answer, or a fact such as
    `scheme.service_name`. `show` says what of the value is shown where it is not the value itself: `label` or
    `code` in files with labels and in files with codes, a part of a date, `plus_one`, or `yes_or_nothing` instead of
    a label.
    """

    source: str
    support: str
    others: str
    show: str = ""
    when: Expression | None = None
    is_fact: bool = False


@dataclass(frozen=True, slots=True)
class CdsElement:
    """An element of the export and the answer it carries."""

    name: str
    answer: str
    written_as: WrittenAs = WrittenAs.RAW


class _Fail(Protocol):
    def __call__(self, message: str) -> Exception: ...


def read_bulk(given: Any, answer: str, type_: CellType, condition: Any, fail: _Fail) -> BulkColumn:
    """The `bulk` key of one answer: a field number, or what is to be known about several."""
    if isinstance(given, int):
        given = {"field": given}
    if not isinstance(given, Mapping):
        raise fail(f"“bulk” must be a field number or a mapping, not {given!r}")
    for key in given:
        if key not in BULK_KEYS:
            raise fail(f"“{key}” is not a key of “bulk”")
    convert = given.get("convert", "")
    fields: list[Any] = list(given.get("fields", ()))
    if "day" in given:
        fields, convert = [given.get(part) for part in DATE_PARTS], "date"
    elif "field" in given:
        fields = [given["field"]]
    numbers = [*fields, *given.get("also_reads", ())]
    if not all(type(number) is int for number in numbers):
        raise fail("the fields of “bulk” must be whole numbers")
    if not fields and not convert:
        raise fail("“bulk” names neither a field nor what makes the answer")
    return BulkColumn(
        answer=intern(answer),
        fields=tuple(fields),
        type=CellType(given.get("type", type_)),
        codes=dict(given.get("codes", {})),
        keeps_other_codes=bool(given.get("keeps_other_codes", False)),
        convert=convert,
        also_reads=tuple(given.get("also_reads", ())),
        when=condition(given["when"]) if "when" in given else None,
    )


SHOWN = frozenset({"", "code", "label", "plus_one", "yes_or_nothing", *DATE_PARTS})


def read_csv(given: Any, source: str, condition: Any, fail: _Fail, *, is_fact: bool = False) -> tuple[CsvColumn, ...]:
    """The `csv` key of one answer: a header for everybody, headers by audience, or several columns."""
    columns = []
    for item in given if isinstance(given, list) else [given]:
        one = {"support": item, "others": item} if isinstance(item, str) else item
        if not isinstance(one, Mapping) or not (one.get("support") or one.get("others")):
            raise fail("“csv” must be a header, or headers for “support” and “others”")
        for key in one:
            if key not in CSV_KEYS:
                raise fail(f"“{key}” is not a key of “csv”")
        if one.get("show", "") not in SHOWN:
            raise fail(f"“csv” cannot show “{one['show']}”")
        columns.append(
            CsvColumn(
                source=source,
                support=one.get("support", ""),
                others=one.get("others", ""),
                show=one.get("show", ""),
                when=condition(one["when"]) if "when" in one else None,
                is_fact=is_fact,
            )
        )
    return tuple(columns)


def read_cds(given: Any, answer: str, written_as: WrittenAs, fail: _Fail) -> tuple[CdsElement, ...]:
    """The `cds` key of one answer: an element, or one for each part of a date."""
    if isinstance(given, str):
        return (CdsElement(given, answer, written_as),)
    if not isinstance(given, Mapping) or not all(part in DATE_PARTS for part in given):
        raise fail("“cds” must be the name of an element, or those of “day”, “month” and “year”")
    return tuple(CdsElement(str(name), answer, WrittenAs(part)) for part, name in given.items())


T = TypeVar("T")


def in_order(named: Iterable[tuple[str, T]], order: Sequence[str]) -> tuple[tuple[str, T], ...]:
    """Things with names in a given order; one that the order does not name follows the one it was declared behind."""
    places = {name: place for place, name in enumerate(order)}
    keyed: list[tuple[tuple[int, int], str, T]] = []
    place = -1
    for count, (name, thing) in enumerate(named):
        listed = name in places
        place = places[name] if listed else place
        keyed.append(((place, 0 if listed else count + 1), name, thing))
    keyed.sort(key=lambda entry: entry[0])
    return tuple((name, thing) for _, name, thing in keyed)
