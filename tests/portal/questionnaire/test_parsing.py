"""From raw values to typed answers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from portal.questionnaire.answers import Answers
from portal.questionnaire.evaluation import evaluate, parse
from tests.portal.questionnaire.small import World, small_program

PROGRAM = small_program()


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("startdate", "2026-02-28", date(2026, 2, 28)),
        ("startdate", "28/2/2026", date(2026, 2, 28)),
        ("startdate", " 2026-2-3 ", date(2026, 2, 3)),
        ("startdate", "2026-02-28T00:00:00+00:00", date(2026, 2, 28)),
        ("startdate", datetime(2026, 5, 1, 23, tzinfo=UTC), date(2026, 5, 1)),
        ("pet", "1", 1),
        ("pet", 1, 1),
        ("pet", 1.0, 1),
        ("pet", True, 1),
        ("pets", "3", 3),
        ("pets", "3.0", 3),
        ("cost", "1,234.50", Decimal("1234.50")),
        ("cost", 12, Decimal(12)),
        ("cost", 0.1, Decimal("0.1")),
        ("cost", Decimal("9.99"), Decimal("9.99")),
        ("code", "  ", None),
        ("code", "x", "x"),
        ("code", 7, "7"),
        ("meat", "1", 1),
        ("total_pets", "2", 2),
        ("size_check", "0", 0),
    ],
)
def test_readable_values_become_typed(name: str, raw: Any, value: Any) -> None:
    typed, bad = parse(PROGRAM, {name: raw})
    assert (typed[name], bad) == (value, {})
    assert type(typed[name]) is type(value)


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("startdate", "2026-02-31", "real date"),
        ("startdate", "31/02/2026", "real date"),
        ("startdate", "soon", "real date"),
        ("startdate", "0000-01-01", "real date"),
        ("startdate", "0026-01-01", "real date"),
        ("startdate", "9999-12-31", "real date"),
        ("startdate", ["2026-01-01"], "real date"),
        ("cost", "twelve", "must be a number"),
        ("pets", "1,6", "must be a number"),
        ("cost", "12£", "must be a number"),
        ("cost", "1e5", "must be a number"),
        ("cost", "", None),
        ("cost", float("nan"), "must be a number"),
        ("cost", float("inf"), "must be a number"),
        ("cost", Decimal("sNaN"), "must be a number"),
        ("cost", {}, "must be a number"),
        ("cost", "9" * 5000, "must be a number"),
        ("cost", "12.345", "pounds and pence"),
        ("cost", "1000.01", "between £0 and £1,000"),
        ("pets", "2.5", "whole number"),
        ("pets", 10**16, "must be a number"),
        ("pets", 10, "between 1 and 9"),
        ("pet", "Yes", "not one of the answers"),
        ("pet", float("nan"), "not one of the answers"),
        ("pet", [1], "not one of the answers"),
        ("pet", "9" * 6000, "not one of the answers"),
        ("pet", 3, "not one of the answers"),
        ("pet", "-1", "not one of the answers"),
        ("meat", "x", "must be a number"),
        ("code", "x" * 10_000, "20 characters or fewer; you entered 10,000"),
        ("code", "a\x00b", "cannot be kept"),
        ("code", "\ud800", "cannot be kept"),
        ("code", ["a"], "cannot be kept"),
    ],
)
def test_unreadable_values_get_an_error_and_nothing_else_is_lost(name: str, raw: Any, message: str | None) -> None:
    given = {"startdate": "2026-05-01", "pet": 1, "pets": 2, "kind": 2, name: raw}
    result = evaluate(PROGRAM, given, World())
    if message is None:
        assert result.errors == {}
        return
    assert list(result.errors) == [name]
    assert message in result.errors[name][0].message
    if name not in ("startdate", "pet", "pets"):
        assert result.answers["pets"] == 2


def test_a_number_of_thousands_of_digits_is_no_answer() -> None:
    for name in ("pets", "cost", "code", "pet", "total_pets", "startdate"):
        assert list(evaluate(PROGRAM, {name: 10**5000}, World()).errors) == [name]


@pytest.mark.parametrize("text", ["1e999999999", "-1e1000000"])
def test_a_number_beyond_every_exponent_is_no_answer(text: str) -> None:
    """Programs send numbers as JSON has them, whose exponents end nowhere."""
    for name in ("pets", "cost", "code", "pet", "total_pets", "startdate"):
        assert list(evaluate(PROGRAM, {name: Decimal(text)}, World()).errors) == [name]


def test_a_field_the_year_does_not_know_is_left_out() -> None:
    assert parse(PROGRAM, {"shoe_size": 4}) == (Answers(), {})
