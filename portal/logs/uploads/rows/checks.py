"""Rules that only files have and that both kinds of log share. What is said once at a cell is not said again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from portal.logs.uploads.rows.cells import REFUSED
from portal.logs.uploads.rows.registry import Check
from portal.logs.uploads.rows.row import Row
from portal.logs.uploads.rows.verdict import UNANSWERED, Category
from portal.windows.dates import collection_year
from portal.words import day_in_words

NOT_FOUND, NOT_ALLOWED, NO_STOCK = "upload.not_found", "upload.not_allowed", "upload.no_stock"
OWNER, MANAGER, ASSIGNEE = "owning_organisation_id", "managing_organisation_id", "assigned_to_id"
LINES = ("address_line1", "town_or_city")
_STAND_IN = (6, 1)


def hold_to_year(row: Row) -> None:
    """The date of a row is a day of the file's collection year, and its year has two or four digits.

    Where it is not, the rest of the row is judged as of a day of that year, so that one wrong date hides no other
    mistake and makes none; what speaks of the date itself is then left out.
    """
    name = row.layout.questionnaire.date_field
    fields = row.fields(name)
    given, year = row.answers[name], row.cells.integer(fields[2])
    if year is not None and len(str(abs(year))) not in (2, 4):
        text = f"The year “{year}” must have two or four digits, such as 26 or 2026"
        row.fail("upload.year_digits", text, fields[2])
    if given is None or (isinstance(given, date) and collection_year(given) == row.year):
        return
    first, last = date(row.year, 4, 1), date(row.year + 1, 3, 31)
    if isinstance(given, date):
        text = f"{day_in_words(given)} is outside the collection year of this file: enter a date from {day_in_words(first)} to {day_in_words(last)}"
    else:
        text = f"{given} is not a real date: enter a date from {day_in_words(first)} to {day_in_words(last)}"
    row.fail("upload.outside_year", text, *fields)
    row.answers[name], row.date_stands_in = date(row.year, *_STAND_IN), True


def organisations(row: Row) -> None:
    """The owner has stock and is one that the uploading organisation may log for; the manager may manage for it."""
    written, owner, fields = row.text(OWNER), row.owner(), row.fields(OWNER)
    if written and owner is None:
        row.fail(NOT_FOUND, f"There is no organisation with the code “{written}”", *fields)
    elif owner is not None and not owner.holds_own_stock:
        row.fail(NO_STOCK, f"The organisation {written} does not own stock", *fields)
    elif owner is not None and owner.id not in row.directory.allowed_owners:
        row.fail(NOT_ALLOWED, f"Logs for stock of {written} cannot be added for this organisation", *fields)
    _manager(row)


def _manager(row: Row) -> None:
    written, owner, fields = row.text(MANAGER), row.owner(), row.fields(MANAGER)
    manager = row.answers[MANAGER]
    if written and manager is None:
        row.fail(NOT_FOUND, f"There is no organisation with the code “{written}”", *fields)
    elif manager and owner and not row.directory.may_manage(manager, owner.id):
        row.fail(NOT_ALLOWED, f"{written} is not a managing agent of the owner in this row", *fields)


def assignee(category: Category | None = None) -> Check:
    """The person named exists and belongs to the owner or the manager; support has to name one."""

    def check(row: Row) -> None:
        email, fields = row.text(ASSIGNEE), row.fields(ASSIGNEE)
        found = row.directory.user(email)
        if email is None:
            if row.directory.by_support:
                row.fail(UNANSWERED, "Enter the e-mail address of the person that the log is assigned to", *fields)
        elif found is None:
            row.fail(NOT_FOUND, f"There is nobody with the e-mail address {email}", *fields, category=Category.WRONG)
        else:
            ids = row.answers[OWNER], row.answers[MANAGER]
            if any(ids) and not row.directory.belongs_to(found[1], *ids):
                text = f"{email} belongs neither to the owner nor to the manager in this row"
                row.fail(NOT_ALLOWED, text, *fields, category=category)

    return check


def address(when: Callable[[Row], bool] = lambda row: True) -> Check:
    """Either a UPRN, or address line 1, town and postcode."""

    def check(row: Row) -> None:
        found = row.given("uprn") and "uprn" not in row.evaluation.errors
        if not when(row) or found:
            return
        text = "Enter a UPRN, or address line 1, town or city and postcode"
        lines = [number for number in row.all_fields(*LINES) if not row.cells.given(number)]
        halves = row.fields("postcode_full")
        blank = [number for number in halves if not row.cells.given(number)]
        if not row.given("uprn") and (lines or len(blank) == len(halves)):
            row.fail(UNANSWERED, text, *row.fields("uprn"))
        row.fail(UNANSWERED, text, *lines, *blank)

    return check


def nationality(*names: str) -> Check:
    """A nationality is the number of a country."""

    def check(row: Row) -> None:
        for number in row.all_fields(*names):
            code = row.cells.not_an_option.pop(number, None)
            if code is not None:
                row.fail("upload.nationality", f"“{code}” is not the number of a country", number)

    return check


def ages(persons: Callable[[Row], Iterable[int]]) -> Check:
    """An age is a number of one to three digits, or R."""

    def check(row: Row) -> None:
        for n in persons(row):
            (number,) = row.fields(f"age{n}")
            written = row.cells.upper(number)
            if written != REFUSED and row.answers[f"age{n}"] is None:
                row.fail("upload.age", "Enter an age in years, or R if it was refused", number)

    return check
