"""Cells are read as they are meant, and what cannot be read is noted once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.logs.kinds import kind_named
from portal.logs.uploads.correcting.cell_fields import Places
from portal.logs.uploads.rows.cells import Cells
from portal.logs.uploads.rows.layout import layout_of
from portal.questionnaire.columns import CellType


def cells(value: str | None, cell_type: CellType = CellType.INTEGER) -> Cells:
    return Cells({1: cell_type}, {1: value})


@pytest.mark.parametrize(
    ("sent", "read"), [("8", 8), ("08", 8), (" 8 ", 8), ("+2", 2), ("-3", -3), ("3.0", 3), ("3.", 3), ("", None)]
)
def test_whole_numbers(sent: str, read: int | None) -> None:
    row = cells(sent)
    assert row.integer(1) == read
    assert row.unreadable == {}


@pytest.mark.parametrize("sent", ["1.5", "x", "0x2", "1,000", "£5", "1e3", "٣", "9" * 16, "-"])
def test_what_is_no_whole_number(sent: str) -> None:
    row = cells(sent)
    assert row.integer(1) is None
    assert row.unreadable == {1: sent}


@pytest.mark.parametrize(
    ("sent", "read"),
    [("100.50", "100.50"), ("£1,234.5", "1234.5"), ("1,000,000", "1000000"), (".5", ".5"), ("1e2", "100"), ("0", "0")],
)
def test_amounts(sent: str, read: str) -> None:
    assert cells(sent, CellType.DECIMAL).decimal(1) == Decimal(read)


@pytest.mark.parametrize("sent", ["100,00", "1_00", "NaN", "inf", "£", ".", "1.2.3", "€5", "1e15", "-1e20", "1e99"])
def test_what_is_no_amount(sent: str) -> None:
    row = cells(sent, CellType.DECIMAL)
    assert row.decimal(1) is None
    assert row.unreadable == {1: sent}


def test_a_cell_is_kept_as_sent() -> None:
    row = cells(" f ", CellType.TEXT)
    assert row.upper(1) == "F"
    assert row.raw(1) == " f "


def test_codes_written_by_spreadsheets() -> None:
    assert cells("302.0", CellType.TEXT).without_decimals(1) == "302"
    assert cells("S201", CellType.TEXT).without_decimals(1) == "S201"
    assert cells("R", CellType.TEXT).digits(1) is None


@pytest.mark.parametrize(("log_type", "number"), [("lettings", 46), ("sales", 34)])
def test_every_nationality_that_a_file_can_hold_can_be_chosen(log_type: str, number: int) -> None:
    place = Places(layout_of(kind_named(log_type).program(2026).questionnaire)).at(number, {})
    codes = {option.value for option in place.options}
    assert {"826", "0", "250"} <= codes
    assert len(codes) == len({option.label for option in place.options})
