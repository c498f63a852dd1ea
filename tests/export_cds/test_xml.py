"""How values and records are written."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from export_cds.fields.element import Element, Form, Present
from export_cds.records.render import LINES_KEPT_PER_ELEMENT, Renderer
from export_cds.records.text import TEXT_OF
from export_cds.records.xml import line


@pytest.mark.parametrize(
    ("form", "value", "text"),
    [
        (Form.RAW, None, ""),
        (Form.RAW, 0, "0"),
        (Form.RAW, -9, "-9"),
        (Form.RAW, True, "1"),
        (Form.RAW, 268.0, "268"),
        (Form.RAW, 268.5, "268.5"),
        (Form.RAW, "  x ", "  x "),
        (Form.DECIMAL, 200, "200.0"),
        (Form.DECIMAL, 17.5, "17.5"),
        (Form.DECIMAL, 1234.56, "1234.56"),
        (Form.DECIMAL, Decimal("100.00"), "100.0"),
        (Form.DECIMAL, Decimal("1E+20"), "100000000000000000000.0"),
        (Form.DECIMAL, 1e-7, "0.0000001"),
        (Form.DECIMAL, 0, "0.0"),
        (Form.DECIMAL, None, ""),
        (Form.BOOLEAN, False, "false"),
        (Form.BOOLEAN, 1, "true"),
        (Form.BOOLEAN, None, ""),
        (Form.DATETIME, datetime(2025, 4, 2, 23, 0, 0, 999_999, tzinfo=UTC), "2025-04-03T00:00:00+01:00"),
        (Form.DATETIME, datetime(2025, 12, 2, 23, 0, tzinfo=UTC), "2025-12-02T23:00:00+00:00"),
        (Form.DAY, "2025-04-02T23:00:00Z", "3"),
    ],
)
def test_texts(form: Form, value: Any, text: str) -> None:
    assert TEXT_OF[form](value) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", "    <x/>\n"),
        ("a & b < c > d \"e\" 'f'", "    <x>a &amp; b &lt; c &gt; d \"e\" 'f'</x>\n"),
        ("two\r\nlines", "    <x>two&#13;\nlines</x>\n"),
        ("Ynys Môn – ŵ", "    <x>Ynys Môn – ŵ</x>\n"),
        ("bell\x07", "    <x>bell</x>\n"),
        ("\x00", "    <x/>\n"),
    ],
)
def test_escaping(text: str, written: str) -> None:
    assert line("x", text) == written


@given(st.text())
def test_whatever_people_type_is_well_formed_and_comes_back(text: str) -> None:
    parsed = etree.fromstring(line("x", text).encode())
    possible = "".join(char for char in text if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff"))
    assert (parsed.text or "") == "".join(char for char in possible if not "\ud800" <= char <= "\udfff")


def test_fast_and_plain_rendering_agree_and_memory_is_bounded() -> None:
    renderer = Renderer([Element("a", "a"), Element("b", "b", Form.DECIMAL, present=Present.SCHEME)])
    for number in range(LINES_KEPT_PER_ELEMENT * 2):
        values = {"a": f"text {number} <", "b": number}
        plain = "".join(line(name, text) for name, text in renderer.record(values, Present.SCHEME))
        assert renderer.xml(values, Present.SCHEME) == f"  <form>\n{plain}  </form>\n"
    assert all(len(lines) == LINES_KEPT_PER_ELEMENT for lines in renderer._lines)
    assert renderer.xml({"a": 1}, Present.ALWAYS) == "  <form>\n    <a>1</a>\n  </form>\n"
