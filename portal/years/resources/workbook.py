"""Workbooks whose bytes follow from what is in them alone."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import xlsxwriter

MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def new_workbook(out: io.BytesIO, about: str, title: str) -> xlsxwriter.Workbook:
    """An empty workbook that says what it was made from; texts never become formulas or links."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": f"{about}: {title}", "created": MADE, "author": "CORE", "comments": ""})
    return book


def table(about: str, title: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook with one table."""
    out = io.BytesIO()
    book = new_workbook(out, about, title)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(title[:31])
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, bold)
        sheet.set_column(column, column, 14 if column == 0 else 34)
    for place, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            sheet.write_string(place, column, text, wrapped)
    sheet.freeze_panes(1, 1)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(headers) - 1)
    book.close()
    return out.getvalue()
