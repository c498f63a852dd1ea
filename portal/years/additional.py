"""Files that support offers landlords beside those made from the questionnaire: taken, given out, withdrawn."""

from __future__ import annotations

import csv
import hashlib
import io
import uuid
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction

from portal.clock import now, today
from portal.csv_files import safe_cell
from portal.files.job import STORE
from portal.files.scan import Refused, scan
from portal.windows import collection_year
from portal.years import kinds
from portal.years.drafts import guard
from portal.years.models import AdditionalFile
from portal.years.printing import years_offered

if TYPE_CHECKING:
    from accounts.models import User

LARGEST = 100 * 1024 * 1024
OPENDOCUMENT_TEXT = "application/vnd.oasis.opendocument.text"
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": OPENDOCUMENT_TEXT,
    "csv": "text/csv; charset=utf-8",
}
TAKEN = "a PDF, XLSX, CSV, DOCX or ODT file"


@dataclass(frozen=True)
class Sent:
    """What somebody of support fills in and chooses."""

    title: str
    log_type: str
    year: int
    name: str
    content: bytes


def years_to_add() -> list[int]:
    """The years that are offered and, from January to March, the next one, so that its files are there on its first day."""
    current = collection_year(today())
    return [*([current + 1] if today().month <= 3 else []), *years_offered()]


def add_file(*, sent: Sent, by: User) -> AdditionalFile:
    """Look at the file, have it scanned, keep it and who added it; Refused says what is wrong with it."""
    guard(by)
    if sent.year not in years_to_add() or sent.log_type not in {kind.log_type for kind in kinds.kinds()}:
        raise Refused("year", "Files of this year cannot be added at the moment")
    file_type = type_of(sent.content)
    if PurePath(sent.name).suffix.lower() != f".{file_type}":
        raise Refused("name", f"The file is of the type {file_type.upper()}, but its name does not end in .{file_type}")
    scan(sent.content)
    with transaction.atomic():
        return AdditionalFile.objects.create(
            title=sent.title,
            log_type=sent.log_type,
            year=sent.year,
            file_name=sent.name,
            file_type=file_type,
            size=len(sent.content),
            checksum=hashlib.sha256(sent.content).hexdigest(),
            store_name=storages[STORE].save(f"additional/{uuid.uuid4()}.{file_type}", ContentFile(sent.content)),
            added_by=by,
        )


@transaction.atomic
def withdraw_file(*, file: AdditionalFile, reason: str, by: User) -> None:
    """Nobody is offered it any more and its content goes; who added and who withdrew it stays."""
    guard(by)
    held = AdditionalFile.objects.select_for_update().get(pk=file.pk)
    if held.withdrawn_at is not None:
        return
    held.withdrawn_by, held.withdrawn_at, held.reason = by, now(), reason
    held.save(update_fields=["withdrawn_by", "withdrawn_at", "reason"])
    transaction.on_commit(lambda: storages[STORE].delete(held.store_name))


def type_of(content: bytes) -> str:
    """What a file is by its content, of the types that are taken; its name says nothing."""
    if not content.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise Refused("empty", "The file is empty")
    if len(content) > LARGEST:
        raise Refused("too_large", f"The file must be {LARGEST // 1024 // 1024} MB or smaller")
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"PK"):
        return _type_of_archive(content)
    if (text := _text(content)) is not None:
        _refuse_formulas(text)
        return "csv"
    raise Refused("wrong_type", f"The file must be {TAKEN}")


def _type_of_archive(content: bytes) -> str:
    """Only the list of what is inside is read, so nothing can unpack to more than it seems."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            mimetype = b""
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    mimetype = stream.read(100).strip()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Refused("damaged", "The file is damaged and cannot be opened") from error
    if any("vbaproject" in name.lower() for name in names) or any(name.startswith("Basic/") for name in names):
        raise Refused("macros", "The file has macros in it. Save it without macros")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    if mimetype == OPENDOCUMENT_TEXT.encode():
        return "odt"
    raise Refused("wrong_type", f"The file must be {TAKEN}")


def _text(content: bytes) -> str | None:
    """UTF-8 that is no web page, script or markup."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text or text.lstrip().startswith(("<", "#!", "{\\rtf")) else text


def _refuse_formulas(text: str) -> None:
    """What a spreadsheet would run when a landlord opens the file."""
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
            if any(safe_cell(cell) != cell for cell in row):
                raise Refused("formulas", f"Row {number} of the file has a cell that a spreadsheet takes for a formula")
    except csv.Error as error:
        raise Refused("damaged", "The file cannot be read as CSV") from error
