"""Nothing that people typed is run by a spreadsheet, and numbers stay numbers."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.csv_files import as_meant, csv_line, safe_cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd",
        "-2+3",
        "@x",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "\u200b=1+1",
        " =1",
        "\u00a0=1",
    ],
)
def test_formulas_get_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1", "-1,234", "+1,234,567.89", "-0.5", "12", "Ash = Oak", "", "é=1"])
def test_the_rest_stays(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize("text", ["-1,23", "-1-1", "+1+1", "-٣"])
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1))
def test_a_line_is_read_back_as_it_was_meant(cells: list[str]) -> None:
    line = csv_line(cells)
    (read,) = csv.reader([line])
    assert [as_meant(cell) for cell in read] == [as_meant(cell) for cell in map(safe_cell, cells)]
    assert read == [safe_cell(cell) for cell in cells]


@pytest.mark.parametrize("text", ["a,b", 'say "so"', "two\nlines", "a\rb"])
def test_only_what_has_to_be_is_quoted(text: str) -> None:
    quoted = text.replace('"', '""')
    assert csv_line([text, None, 3, "plain; text"]) == f'"{quoted}",,3,plain; text\n'
