"""Nothing that people typed is run by a spreadsheet, and numbers stay numbers."""

from __future__ import annotations

import pytest

from portal.csv_files import safe_cell


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
