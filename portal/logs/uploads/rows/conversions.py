"""From cells to answers: one small function for each `convert` that questionnaires name, the same for every kind and year.

A conversion gets the row (with the answers before it) and the column, and returns the answer. Nothing that was sent is
emptied to make a row fit: answers that do not go together are left to the verdict.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from portal.addresses.postcodes import normalise_postcode
from portal.logs.uploads.rows.cells import REFUSED
from portal.logs.uploads.rows.layout import Layout
from portal.logs.uploads.rows.row import Row
from portal.questionnaire.columns import BulkColumn, CellType

Conversion = Callable[[Row, BulkColumn], Any]
CONVERSIONS: dict[str, Conversion] = {}

ETHNIC_GROUPS = {
    **dict.fromkeys((1, 2, 3, 18, 20), 0),
    **dict.fromkeys((4, 5, 6, 7), 1),
    **dict.fromkeys((8, 9, 10, 11, 15), 2),
    **dict.fromkeys((12, 13, 14), 3),
    **dict.fromkeys((16, 19), 4),
    17: 17,
}
REFERRAL_TYPES = {
    **dict.fromkeys((20, 2, 8), 1),
    **dict.fromkeys((21, 3, 4, 22), 2),
    **dict.fromkeys((1, 10, 23), 3),
    **dict.fromkeys((15, 9, 14, 24, 17), 4),
    **dict.fromkeys((18, 19), 5),
    7: 6,
    16: 7,
}
BRITISH, ANOTHER_NATIONALITY, NATIONALITY_REFUSED = 826, 12, 0
FIRST_LET = (15, 16, 17)
SOCIAL_TENURES, SOCIAL_TENANT, NO_SOCIAL_TENANT = (1, 2), 1, 2
NO_NEED_TICKED = 3
NEEDS, NO_NEEDS, NEEDS_UNKNOWN = 1, 2, 3
NOT_INTERVIEWED = 2
LONGEST_AGE = 3
AS_ENTERED = ("_as_entered", "_input")
AREAS = ("la", "prevloc")
CHARGE_UNCHANGED, CHARGE_CHANGED = 2, 1


def conversion(function: Conversion) -> Conversion:
    """Declare a conversion under the name of its function."""
    CONVERSIONS[function.__name__] = function
    return function


OF_ONE_CELL: set[str] = set()
"""The conversions that make nothing of a blank cell and look at no other."""


def of_one_cell(function: Conversion) -> Conversion:
    """Declare a conversion that has no answer where its cell is blank, so that it need not be asked."""
    OF_ONE_CELL.add(function.__name__)
    return conversion(function)


@dataclass(frozen=True, slots=True)
class Steps:
    """How the answers of a row are made: those that are what stands in one cell, and then all others in order.

    `numbers` and `texts` are answers with their cells; `others` are columns with how their answer is made and the
    cell without which it has none.
    """

    numbers: tuple[tuple[str, int], ...]
    texts: tuple[tuple[str, int], ...]
    others: tuple[tuple[BulkColumn, Conversion, int | None], ...]


@cache
def steps_of(layout: Layout) -> Steps:
    """The steps for files of this layout."""
    as_they_stand: dict[CellType, list[tuple[str, int]]] = {kind: [] for kind in CellType}
    others: list[tuple[BulkColumn, Conversion, int | None]] = []
    for column in layout.columns:
        needed = _needed(layout, column)
        if needed is not None and column.when is None and _is_what_stands_there(column):
            as_they_stand[column.type].append((column.answer, needed))
        else:
            others.append((column, CONVERSIONS[column.convert] if column.convert else plain, needed))
    return Steps(tuple(as_they_stand[CellType.INTEGER]), tuple(as_they_stand[CellType.TEXT]), tuple(others))


def _is_what_stands_there(column: BulkColumn) -> bool:
    """Codes of areas are letters and digits; how large the letters are says nothing."""
    meant = column.convert or column.codes or column.answer in AREAS
    return not meant and column.type in (CellType.INTEGER, CellType.TEXT)


def _needed(layout: Layout, column: BulkColumn) -> int | None:
    """Not where another column may bring the same answer: a blank cell then takes its place."""
    alone = len(layout.of_answer[column.answer]) == 1
    return column.fields[0] if alone and (not column.convert or column.convert in OF_ONE_CELL) else None


def plain(row: Row, column: BulkColumn) -> Any:
    """What stands in the cell, or what its code means; a code that means nothing is noted."""
    (number,) = column.fields
    value = row.cells.typed(number, column.type)
    if value is None:
        return None
    if not column.codes:
        return value.upper() if type(value) is str and column.answer in AREAS else value
    found = column.codes.get(value)
    if found is None and column.keeps_other_codes:
        return value
    if found is None:
        row.cells.not_an_option[number] = str(value)
    return found


@of_one_cell
def organisation(row: Row, column: BulkColumn) -> int | None:
    """A code of ours (ORG and a number) or of the former service."""
    found = row.directory.organisation(row.cells.text(column.fields[0]))
    return found.id if found else None


@conversion
def person(row: Row, column: BulkColumn) -> int | None:
    """Whose e-mail address it is; nobody named or found is whoever uploads, unless that is support."""
    found = row.directory.user(row.cells.text(column.fields[0]))
    return found[0] if found else None if row.directory.by_support else row.directory.uploader_id


@conversion
def scheme(row: Row, column: BulkColumn) -> int | None:
    """Among the schemes of the owner and the manager."""
    owners = row.answers["owning_organisation_id"], row.answers["managing_organisation_id"]
    code, location_code = row.cells.upper(column.fields[0]), row.cells.without_decimals(column.also_reads[-1])
    places = row.directory.places
    if not code or not all(owners) or places is None:
        return None
    return places.scheme(code, owner_ids=owners, location=location_code or "")


@conversion
def location(row: Row, column: BulkColumn) -> int | None:
    """Within the scheme."""
    code, scheme_id, places = (
        row.cells.without_decimals(column.fields[0]),
        row.answers["scheme_id"],
        row.directory.places,
    )
    return places.location(code, scheme_id=scheme_id) if code and scheme_id and places else None


@conversion
def date_(row: Row, column: BulkColumn) -> date | str | None:
    """Day, month and year; a year of one or two digits is of this century. What is no day is left as text."""
    day, month, year = (row.cells.integer(number) for number in column.fields)
    if day is None or month is None or year is None:
        return None
    full = year + 2000 if 0 <= year < 100 else year
    try:
        return date(full, month, day)
    except (ValueError, OverflowError):  # the second of numbers that no machine counts days with
        return f"{day}/{month}/{year}"


CONVERSIONS["date"] = date_


@conversion
def postcode(row: Row, column: BulkColumn) -> str | None:
    """Two halves with a space between them; what is kept as it was entered stays so."""
    halves = [half for number in column.fields if (half := row.cells.text(number))]
    if not halves or column.answer.endswith(AS_ENTERED):
        return " ".join(halves) or None
    return normalise_postcode(" ".join(halves))


@conversion
def whole_postcode(row: Row, column: BulkColumn) -> str | None:
    """Both halves, or none."""
    return postcode(row, column) if all(row.cells.given(number) for number in column.fields) else None


@conversion
def all_given(row: Row, column: BulkColumn) -> int:
    """Whether there is such a date at all: one that is begun says yes and has to be finished."""
    return 1 if row.cells.given(*column.fields) else 0


@conversion
def household_size(row: Row, column: BulkColumn) -> int:
    """The lead tenant and everybody who is described."""
    return 1 + len(row.described)


@conversion
def person_given(row: Row, column: BulkColumn) -> int:
    """Whether something is said of the person; the codes for yes and no follow each other."""
    person, yes, no = row.layout.yes_and_no[column.answer]
    return yes if person in row.described else no


@conversion
def age_refused(row: Row, column: BulkColumn) -> int | None:
    """1 where an R says so, 0 where the person is there."""
    if column.also_reads and not row.cells.given(*column.fields, *column.also_reads):
        return None
    return 1 if row.cells.upper(column.fields[0]) == REFUSED else 0


@of_one_cell
def age(row: Row, column: BulkColumn) -> int | None:
    """Years of one to three digits."""
    written = row.cells.digits(column.fields[0])
    return int(written) if written is not None and len(written) <= LONGEST_AGE else None


@of_one_cell
def upper_case(row: Row, column: BulkColumn) -> str | None:
    """A letter, whatever its size."""
    return row.cells.upper(column.fields[0])


@of_one_cell
def ethnic_group(row: Row, column: BulkColumn) -> int | None:
    """Follows from the ethnic background."""
    return ETHNIC_GROUPS.get(row.cells.integer(column.fields[0]) or -1)


@of_one_cell
def ethnic_group_or_same(row: Row, column: BulkColumn) -> int | None:
    """The same for the second buyer."""
    code = row.cells.integer(column.fields[0])
    return None if code is None else ETHNIC_GROUPS.get(code, code)


@of_one_cell
def country(row: Row, column: BulkColumn) -> int | None:
    """The number of a country, or 0 where it was refused."""
    (number,) = column.fields
    code = row.cells.integer(number)
    if code is None or code == NATIONALITY_REFUSED or code in row.layout.codes(column.answer):
        return code
    row.cells.not_an_option[number] = str(code)
    return None


@of_one_cell
def country_group(row: Row, column: BulkColumn) -> int | None:
    """Refused, British or another nationality."""
    code = row.cells.integer(column.fields[0])
    known = row.layout.codes(column.answer.removesuffix("_group"))
    if code in (None, NATIONALITY_REFUSED, BRITISH):
        return code
    return ANOTHER_NATIONALITY if code in known else None


@conversion
def first_let(row: Row, column: BulkColumn) -> int:
    """Whether the reason for being vacant says that it was never let before."""
    return 1 if row.cells.integer(column.fields[0]) in FIRST_LET else 0


@conversion
def any_need(row: Row, column: BulkColumn) -> int | None:
    """None, not known, or needs of access."""
    none, unknown = (row.cells.integer(number) for number in column.fields)
    if none == 1:
        return NO_NEEDS
    if unknown == 1:
        return NEEDS_UNKNOWN
    if none:
        row.cells.not_an_option[column.fields[0]] = str(none)
        return None
    return NEEDS


@conversion
def first_ticked(row: Row, column: BulkColumn) -> int:
    """The first kind of access that is ticked."""
    given = [row.cells.integer(number) for number in column.fields]
    return given.index(1) if 1 in given else NO_NEED_TICKED


@conversion
def other_need(row: Row, column: BulkColumn) -> int | None:
    """Ticked, or not ticked where another need is."""
    if row.cells.integer(column.fields[0]) == 1:
        return 1
    return 0 if 1 in (row.cells.integer(number) for number in column.also_reads) else None


@conversion
def known_when_given(row: Row, column: BulkColumn) -> Any:
    """A postcode that is given is known, whatever else is said."""
    said = plain(row, column)
    return 0 if row.cells.given(*column.also_reads) else said


@conversion
def is_given(row: Row, column: BulkColumn) -> int:
    """1 where something is given."""
    return 1 if row.cells.given(*column.fields) else 0


@conversion
def zero_when_given(row: Row, column: BulkColumn) -> int | None:
    """0 (known) where something is given."""
    return 0 if row.cells.given(*column.fields) else None


@conversion
def confirmed_when_given(row: Row, column: BulkColumn) -> int | None:
    """A UPRN in a file counts as confirmed."""
    return 1 if row.cells.given(*column.fields) else None


@conversion
def postcode_known(row: Row, column: BulkColumn) -> int | None:
    """Known where it is given; a blank cell does not say that nobody knows it, and no page asks."""
    return 1 if row.cells.given(*column.fields) else None


@conversion
def never_inferred(row: Row, column: BulkColumn) -> bool:
    """What a file says was not worked out from a postcode."""
    return False


@conversion
def joined_with_commas(row: Row, column: BulkColumn) -> str | None:
    """The lines of an address in one, to search for it."""
    lines = [line for number in column.fields if (line := row.cells.text(number))]
    return ", ".join(lines) or None


@conversion
def preference_reason(row: Row, column: BulkColumn) -> int:
    """A box: empty is not ticked."""
    return row.cells.integer(column.fields[0]) or 0


@conversion
def no_allocation(row: Row, column: BulkColumn) -> int:
    """Whether every way of allocating is said not to have been used."""
    answers = [row.answers[name] for number in column.fields for name in row.layout.answers_at[number][:1]]
    return 1 if all(answer == 0 for answer in answers) else 0


@of_one_cell
def referral(row: Row, column: BulkColumn) -> int | None:
    """One step of the chain of questions about the source of referral."""
    return row.cells.integer(column.fields[0])


@of_one_cell
def referral_type(row: Row, column: BulkColumn) -> int | None:
    """Follows from the source."""
    return REFERRAL_TYPES.get(row.cells.integer(column.fields[0]) or -1)


@of_one_cell
def whole_pounds(row: Row, column: BulkColumn) -> Any:
    """Half a pound counts up."""
    value = row.cells.decimal(column.fields[0])
    return None if value is None else int(value.to_integral_value(ROUND_HALF_UP))


@of_one_cell
def with_all_charges(row: Row, column: BulkColumn) -> Decimal | None:
    """An amount that counts with three others; that all are there is a rule of its own."""
    return row.cells.decimal(column.fields[0])


@of_one_cell
def shortfall_known(row: Row, column: BulkColumn) -> int | None:
    """Whether the amount left to pay is known."""
    code = row.cells.integer(column.fields[0])
    return None if code is None else 0 if code == 1 else 1


@of_one_cell
def tenure(row: Row, column: BulkColumn) -> Any:
    """A code, or R for one that is not known."""
    written = row.cells.upper(column.fields[0])
    return 0 if written == REFUSED else row.cells.digits(column.fields[0]) or written


@conversion
def social_tenant(row: Row, column: BulkColumn) -> int | None:
    """Whether one of the buyers was a social tenant."""
    tenures = [row.cells.digits(number) for number in column.fields]
    social = any(tenure is not None and int(tenure) in SOCIAL_TENURES for tenure in tenures)
    return SOCIAL_TENANT if social else NO_SOCIAL_TENANT


@conversion
def amount(row: Row, column: BulkColumn) -> int | None:
    """A whole one that is not below 0; R is none."""
    value = charge_in(row, column.fields[0])
    return int(value) if value is not None and value == int(value) else None


@conversion
def amount_refused(row: Row, column: BulkColumn) -> int:
    """1 where an R says that it is not known."""
    return 1 if row.cells.upper(column.fields[0]) == REFUSED else 0


@conversion
def amount_refused_unless_not_interviewed(row: Row, column: BulkColumn) -> int | None:
    """The same, where the buyers were there to be asked."""
    if row.cells.integer(column.also_reads[0]) == NOT_INTERVIEWED:
        return None
    return amount_refused(row, column)


@conversion
def positive(row: Row, column: BulkColumn) -> Any:
    """A number above 0; 0 says that there is none."""
    value = row.cells.typed(column.fields[0], column.type)
    return value if value is not None and value > 0 else None


@conversion
def is_positive(row: Row, column: BulkColumn) -> int:
    """Whether there is one: a number above 0."""
    value = row.cells.decimal(column.fields[0])
    return 1 if value is not None and value > 0 else 0


@conversion
def not_positive(row: Row, column: BulkColumn) -> int:
    """0 where there is a number above 0, else 1."""
    value = row.cells.typed(column.fields[0], CellType.INTEGER)
    return 0 if value is not None and value > 0 else 1


def charge_in(row: Row, number: int) -> Decimal | None:
    """An amount that is not below 0."""
    written = row.cells.upper(number)
    if written is None or written == REFUSED:
        return None
    value = row.cells.decimal(number)
    row.cells.unreadable.pop(number, None)
    return value if value is not None and value >= 0 else None


@of_one_cell
def charge(row: Row, column: BulkColumn) -> Decimal | None:
    """An amount; R says that there is none."""
    return charge_in(row, column.fields[0])


@of_one_cell
def has_charge(row: Row, column: BulkColumn) -> int | None:
    """1 with an amount, 0 with an R."""
    if row.cells.upper(column.fields[0]) == REFUSED:
        return 0
    return None if charge_in(row, column.fields[0]) is None else 1


@conversion
def new_charge_changed(row: Row, column: BulkColumn) -> int | None:
    """Changed with an amount, unchanged with an R."""
    if row.cells.upper(column.fields[0]) == REFUSED:
        return CHARGE_UNCHANGED
    return None if charge_in(row, column.fields[0]) is None else CHARGE_CHANGED
