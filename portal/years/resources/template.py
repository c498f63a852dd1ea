"""The upload template: as a workbook with lists and comments, and as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence

import xlsxwriter

from portal.questionnaire.document import Questionnaire
from portal.years.resources import LISTS_SHEET
from portal.years.resources.fields import Field, fields_of
from portal.years.resources.workbook import new_workbook

HEADERS = (
    "Section",
    "Question",
    "Additional info",
    "Values",
    "Can be empty?",
    "Only asked if",
    "Duplicate check field?",
    "Field number",
)
ROWS = 10_000
_LONGEST_COMMENT = 900
_MANY = 60


def header_rows(questionnaire: Questionnaire, compared: Collection[str] = ()) -> list[list[str]]:
    """The rows above the data, each beginning with what it is; the last has the numbers that the upload goes by."""
    rows: list[list[str]] = [[title] for title in HEADERS]
    section = ""
    for field in fields_of(questionnaire):
        rows[0].append("" if field.section == section else field.section)
        section = field.section
        rows[1].append(field.question)
        rows[2].append(field.hint)
        rows[3].append(field.values if len(field.codes) <= _MANY else f"{field.words}: see the specification")
        rows[4].append(field.may_be_empty)
        rows[5].append(" or ".join(field.asked_when))
        rows[6].append("Yes" if set(field.answers) & set(compared) else "")
        rows[7].append(str(field.number))
    return rows


def template_csv(
    questionnaire: Questionnaire, compared: Collection[str] = (), data: Sequence[Sequence[str]] = ()
) -> bytes:
    """The template as a CSV file that spreadsheets open as it is; rows of data may follow."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([*header_rows(questionnaire, compared), *(["", *row] for row in data)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def template_xlsx(questionnaire: Questionnaire, compared: Collection[str] = ()) -> bytes:
    """The template as a workbook: one list for each column that has codes, and what the codes mean as a comment."""
    out = io.BytesIO()
    book = new_workbook(out, questionnaire.title, "Upload template")
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    as_text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("Data")
    lists = book.add_worksheet(LISTS_SHEET)
    rows = header_rows(questionnaire, compared)
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write_string(place, column, text, bold if column == 0 or place == len(rows) - 1 else wrapped)
    sheet.set_column(0, 0, 22, bold)
    sheet.freeze_panes(len(rows), 1)
    first, last = len(rows), len(rows) + ROWS - 1
    for column, field in enumerate(fields_of(questionnaire), start=1):
        sheet.set_column(column, column, 24, as_text if not field.codes else None)
        sheet.write_comment(len(rows) - 1, column, _comment(field), {"x_scale": 2, "y_scale": 3, "author": "CORE"})
        if field.codes:
            _offer(sheet, lists, column, field, (first, last))
    lists.hide()
    sheet.activate()
    book.close()
    return out.getvalue()


def _comment(field: Field) -> str:
    text = f"Field {field.number}\n{field.question}\n{field.values}"
    return text if len(text) <= _LONGEST_COMMENT else f"{text[:_LONGEST_COMMENT]}…"


def _offer(
    sheet: xlsxwriter.worksheet.Worksheet,
    lists: xlsxwriter.worksheet.Worksheet,
    column: int,
    field: Field,
    rows: tuple[int, int],
) -> None:
    """The codes stand on a sheet of their own: a list in the validation itself ends at 255 characters."""
    lists.write_string(0, column, str(field.number))
    for place, (code, _) in enumerate(field.codes, start=1):
        lists.write(place, column, code)
    name = xlsxwriter.utility.xl_col_to_name(column)
    sheet.data_validation(
        rows[0],
        column,
        rows[1],
        column,
        {
            "validate": "list",
            "source": f"={LISTS_SHEET}!${name}$2:${name}${len(field.codes) + 1}",
            "error_type": "warning",
            "error_title": "Not in the list",
            "error_message": f"Field {field.number} takes one of the values in its list.",
        },
    )
