"""What a file is, by its content; its name says nothing."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib

from portal.logs.uploads.files.table import FileError
from portal.logs.uploads.limits import LIMITS

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_REFUSED = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a document of a word processor",
    b"\x7fELF": "a program",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"Rar!": "a compressed file",
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_PROGRAM, _ZIP = b"MZ", (b"PK\x03\x04", b"PK\x05\x06")
_MARKUP = re.compile(rb"<[a-z!?]", re.IGNORECASE)
_BEGINNING = 1024
_LOCKED = b"encryption-data"
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
_DAMAGED = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
_SMALL = 1024 * 1024
SAVE_AS = "Save it as CSV, XLSX or ODS and upload that."


def format_of(content: bytes) -> str:
    """csv, xlsx, xlsm or ods; anything else is refused with what it seems to be."""
    if not content.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise FileError("empty", "The file is empty")
    if len(content) > LIMITS.bytes:
        raise FileError("too_large", f"The file is larger than {LIMITS.bytes // 1024 // 1024} MB")
    if content.startswith(_ZIP):
        return _format_of_zip(content)
    if content.startswith(_OLD_OFFICE):
        text = "The file is a workbook with a password, or of an Excel version before 2007."
        raise FileError("old_office", f"{text} {SAVE_AS}")
    start = content[:_BEGINNING]
    found = next((what for magic, what in _REFUSED.items() if start.lstrip().startswith(magic)), "")
    if found or (start.startswith(_PROGRAM) and b"\x00" in start):
        raise FileError("wrong_type", f"The file is {found or 'a program'}, not a spreadsheet. {SAVE_AS}")
    if _MARKUP.match(start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"")):
        raise FileError("markup", f"The file is a web page or XML, although it may look like a spreadsheet. {SAVE_AS}")
    return "csv"


def _format_of_zip(content: bytes) -> str:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = {part.filename for part in archive.infolist()}
        _refuse_bombs(archive)
        found = _kind_of_archive(archive, names)
        _refuse_entities(archive)
    except (*_DAMAGED, zlib.error, lzma.LZMAError) as error:
        raise FileError("damaged", f"The workbook is damaged and cannot be opened. {SAVE_AS}") from error
    return found


def _kind_of_archive(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        raise FileError("binary_workbook", f"The file is a binary workbook (XLSB). {SAVE_AS}")
    if "xl/workbook.xml" in names:
        return "xlsm" if "xl/vbaProject.bin" in names else "xlsx"
    if "mimetype" in names and archive.read("mimetype")[:80].startswith(_ODS):
        return "ods"
    raise FileError("wrong_type", f"The file is a compressed folder or a document, not a spreadsheet. {SAVE_AS}")


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    unzipped = sum(part.file_size for part in parts)
    steep = any(
        part.file_size > _SMALL and part.file_size > LIMITS.ratio * max(part.compress_size, 1) for part in parts
    )
    if unzipped > LIMITS.unzipped or steep or len(parts) > LIMITS.parts:
        text = "The workbook unpacks to far more than a workbook of this size should."
        raise FileError("bomb", f"{text} Copy the rows to a new workbook and upload that.")
    manifest = "META-INF/manifest.xml"
    locked = manifest in archive.namelist() and _LOCKED in archive.read(manifest)
    if locked or any(part.flag_bits & 1 for part in parts):
        raise FileError("password", "The workbook has a password. Save it without one and upload that.")


def _refuse_entities(archive: zipfile.ZipFile) -> None:
    """No office program writes a document type into a workbook; whoever does wants to overload the reader."""
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                start = stream.read(8192).replace(b"\x00", b"")
            if any(mark in start for mark in _ENTITIES):
                raise FileError("entities", f"The workbook holds definitions that no spreadsheet needs. {SAVE_AS}")
