"""Reading the CSV files that people really send."""

from __future__ import annotations

from typing import ClassVar

import tablib
from import_export.formats import base_formats

from portal.csv_files import safe_cell


def decoded(data: bytes) -> str:
    """UTF-8 with or without a byte order mark, else what Excel on Windows writes."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def csv_dataset(data: bytes) -> tablib.Dataset:
    """A dataset with tidy headers and without the empty lines that spreadsheets leave at the end."""
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    dataset = tablib.Dataset()
    dataset.load(text, format="csv")
    headers = [str(header).strip().lower() for header in dataset.headers or ()]
    tidy = tablib.Dataset(headers=headers)
    for row in dataset:
        values = [str(value).strip() for value in row]
        if any(values):
            tidy.append(values)
    return tidy


class ReferenceCSV(base_formats.CSV):
    """The only format offered: what the department hands out."""

    CONTENT_TYPE: ClassVar[str] = "text/csv"

    def is_binary(self) -> bool:
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def export_data(self, dataset: tablib.Dataset, **kwargs: object) -> str:
        """As every file that people open in a spreadsheet: nothing in it is run."""
        safe = tablib.Dataset(headers=dataset.headers)
        for row in dataset:
            safe.append([safe_cell(value) for value in row])
        return str(super().export_data(safe, **kwargs))

    def create_dataset(self, in_stream: bytes | str, **kwargs: object) -> tablib.Dataset:
        return csv_dataset(in_stream if isinstance(in_stream, bytes) else in_stream.encode())
