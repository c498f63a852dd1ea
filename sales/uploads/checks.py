"""Rules that only files of sales have."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portal.logs.uploads.rows import checks as shared
from portal.logs.uploads.rows.cells import REFUSED
from portal.logs.uploads.rows.conversions import charge_in
from portal.logs.uploads.rows.registry import Check
from portal.logs.uploads.rows.row import Row
from portal.logs.uploads.rows.verdict import NOT_AN_OPTION, UNANSWERED
from portal.questionnaire.columns import CellType

SHARED, DISCOUNTED = 1, 2
JOINT, NOT_INTERVIEWED, CHILD = 1, 2, 9
ADULT_AT = 16
YES, NO, UNKNOWN = 1, 2, 3
OTHERS = range(2, 7)
MOST_DISCOUNT, STAIRCASINGS = 70, range(2, 11)


def people(row: Row) -> Iterator[int]:
    """Buyer 1 and, in a joint purchase, buyer 2: whose age is asked for whatever else is said."""
    yield 1


def sale_type(row: Row) -> None:
    """A type is one of the scheme's, and both types are held against their codes whenever they are filled."""
    scheme = row.answers["ownershipsch"]
    for column in row.layout.of_answer["type"]:
        (number,) = column.fields
        value = row.cells.integer(number)
        codes = row.layout.codes_at(number)
        if value is not None and value not in codes:
            row.fail(NOT_AN_OPTION, f"“{value}” is not one of the types of sale for this column", number)
        elif value is None and scheme is not None and row.counts(column) and number not in row.cells.unreadable:
            row.fail(UNANSWERED, f"You must answer {row.label('type')}", number)


def setup_codes(row: Row) -> None:
    """Whether it is staircasing is held against its codes whenever it is filled."""
    (number,) = row.fields("staircase")
    value = row.cells.integer(number)
    if value is not None and value not in row.layout.codes("staircase"):
        row.fail(NOT_AN_OPTION, f"“{value}” is not one of the codes for {row.label('staircase')}", number)


def joint_purchase(row: Row) -> None:
    """Who buys is told for both schemes, and how many where it is more than one."""
    answers = row.answers
    if not row.given("jointpur") and (answers["ownershipsch"] in (SHARED, DISCOUNTED) or answers["jointmore"] == 2):
        row.fail(UNANSWERED, f"You must answer {row.label('jointpur')}", *row.fields("jointpur"))
    if not row.given("jointmore") and answers["jointpur"] == JOINT:
        row.fail(UNANSWERED, f"You must answer {row.label('jointmore')}", *row.fields("jointmore"))


def discount(row: Row) -> None:
    """A discount is at most 70 per cent."""
    value = row.answers["discount"]
    if row.answers["ownershipsch"] == DISCOUNTED and value is not None and not 0 <= value <= MOST_DISCOUNT:
        text = f"The discount must be a percentage from 0 to {MOST_DISCOUNT}"
        row.fail("upload.discount", text, *row.fields("discount"))


def staircasings(row: Row) -> None:
    """Between two and ten transactions, wherever a number is given."""
    value = row.answers["numstair"]
    if value is not None and value not in STAIRCASINGS:
        text = "The number of staircasing transactions must be from 2 to 10"
        row.fail("upload.staircasings", text, *row.fields("numstair"))


def no_child_buys(n: int, when: Callable[[Row], bool]) -> Check:
    """A buyer is no child: where the age says so too, both cells are told."""

    def check(row: Row) -> None:
        if not when(row) or row.answers[f"ecstat{n}"] != CHILD:
            return
        age = row.answers[f"age{n}"]
        fields = row.fields(f"ecstat{n}")
        if age is not None and age >= ADULT_AT:
            text = f"A buyer of {age} cannot be a child"
            row.fail("upload.adult_child", text, *fields, *row.fields(f"age{n}"))
        else:
            row.fail("upload.child_buyer", "A buyer cannot be a child", *fields)

    return check


def has_no_first_mortgage(row: Row) -> bool:
    """Whether the row says that nothing was borrowed, or buys a further share, of whose mortgage no length is asked."""
    return row.answers["staircase"] == YES or row.answers["mortgageused"] in (NO, UNKNOWN)


def mortgage_length(row: Row) -> None:
    """Years or R (since 2026), R only where the buyers were interviewed; blank where there is no such mortgage."""
    fields = row.fields("mortlen")
    if row.answers["ownershipsch"] not in (SHARED, DISCOUNTED) or row.layout.types[fields[0]] is not CellType.TEXT:
        return
    (number,) = fields
    written = row.cells.upper(number)
    if written is None and has_no_first_mortgage(row):
        return
    if written != REFUSED and row.cells.digits(number) is None:
        text = "Enter the length of the mortgage in whole years, or R if it is not known"
        row.fail("upload.mortgage_length", text, number)
    elif written == REFUSED and row.answers["noint"] == NOT_INTERVIEWED:
        text = "Enter the length of the mortgage: R is for buyers who were interviewed"
        row.fail("upload.mortgage_length_refused", text, number)


def charges(row: Row) -> None:
    """An amount from 0 up, or R for none (since 2026)."""
    for name in ("mscharge", "newservicecharges"):
        for number in _counting(row, name):
            if row.layout.types[number] is not CellType.TEXT or not row.cells.given(number):
                continue
            if row.cells.upper(number) != REFUSED and charge_in(row, number) is None:
                row.fail("upload.charge", "Enter an amount, or R if there is none", number)


def _counting(row: Row, name: str) -> list[int]:
    columns = row.layout.of_answer.get(name, ())
    if name == "newservicecharges" and not row.asked(name, "hasservicechargeschanged"):
        return []
    return [number for column in columns if row.counts(column) for number in column.fields]


NAMING = (shared.organisations, shared.assignee())
CHECKS = (
    sale_type,
    setup_codes,
    joint_purchase,
    discount,
    staircasings,
    no_child_buys(1, lambda row: True),
    no_child_buys(2, lambda row: row.answers["jointpur"] == JOINT),
    *NAMING,
    shared.address(),
    shared.nationality("nationality_all", "nationality_all_buyer2"),
    mortgage_length,
    charges,
)
