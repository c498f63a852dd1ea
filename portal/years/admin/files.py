"""Answers that are files."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse

from portal.years.resources.made import HTML, XLSX
from portal.years.resources.workbook import table
from portal.years.words import Sentence

DIFFERENCE_HEADERS = ("Section", "Change", "In words", "Before", "After", "What it means for logs")


def file_answer(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to keep; a page to print opens in the browser."""
    response = HttpResponse(content, content_type=content_type)
    how = "inline" if content_type == HTML else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    return response


def difference_workbook(title: str, year: int, log_type: str, sentences: Sequence[Sentence]) -> HttpResponse:
    """A difference to sign off, as a workbook."""
    rows = [[one.section, one.change, one.text, one.before, one.after, one.effect.title] for one in sentences]
    content = table(title, "What changes", DIFFERENCE_HEADERS, rows)
    return file_answer(content, f"what-changes-{log_type}-{year}.xlsx", XLSX)
