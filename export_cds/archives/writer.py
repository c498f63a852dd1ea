"""Writing one archive: a stream of records in, a verified zip file out, in constant memory.

Compression runs beside the rendering (zlib lets other threads work), with at most a few chunks waiting.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import file_digest
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from export_cds.archives.names import MANIFEST, part_name
from export_cds.records.text import LONDON
from export_cds.records.xml import DOCUMENT_END, DOCUMENT_START, RECORD_START, manifest

RECORDS_PER_PART = 10_000
CHUNKS_WAITING = 2
READ_SIZE = 1 << 20
# Parts that are read back at the same time, which costs no more than to do it one after the other.
READERS = 2
# Nearly as small as the strongest setting on these repetitive documents, in half the time.
COMPRESSION = 3
_MARKER = RECORD_START.encode()


class ArchiveMismatch(Exception):
    """What can be read back from an archive is not what was written into it."""


@dataclass
class Built:
    """A finished archive."""

    path: Path
    records: int = 0
    size: int = 0
    sha256: str = ""
    parts: list[dict[str, int | str]] = field(default_factory=list)


class ArchiveWriter:
    """Takes records in order, starts a new part when one is full, closes with the manifest."""

    def __init__(self, path: Path, name: str, stamp: datetime) -> None:
        self._built = Built(path)
        self._name = name
        # Every entry carries the start of the run, so that the same records make the same bytes again.
        self._stamp = stamp.astimezone(LONDON).timetuple()[:6]
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION)
        self._part: IO[bytes] | None = None
        self._compressor = ThreadPoolExecutor(1, thread_name_prefix="compress")
        self._waiting: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._compressor.shutdown(wait=True, cancel_futures=True)
        if kind is not None:
            if self._part is not None:
                self._part.close()
            self._zip.close()

    def add(self, records: list[str]) -> None:
        """Write records, over the end of a part where need be."""
        while records:
            parts = self._built.parts
            if self._part is None:
                self._start_part()
            room = RECORDS_PER_PART - int(parts[-1]["records"])
            now, records = records[:room], records[room:]
            self._write("".join(now))
            parts[-1]["records"] = int(parts[-1]["records"]) + len(now)
            self._built.records += len(now)
            if parts[-1]["records"] == RECORDS_PER_PART:
                self._end_part()

    def finish(self) -> Built:
        """Close the archive, read it back, and tell what is in it."""
        if self._part is not None:
            self._end_part()
        with self._entry(MANIFEST) as entry:
            entry.write(manifest(self._built.records).encode())
        self._zip.close()
        verify(self._built, self._name)
        self._built.size = self._built.path.stat().st_size
        self._built.sha256 = checksum(self._built.path)
        return self._built

    def _entry(self, name: str) -> IO[bytes]:
        info = zipfile.ZipInfo(name, self._stamp)
        info.compress_type = zipfile.ZIP_DEFLATED
        info._compresslevel = COMPRESSION  # type: ignore[attr-defined] # not in the stubs
        info.external_attr = 0o644 << 16
        return self._zip.open(info, "w")

    def _start_part(self) -> None:
        name = part_name(self._name, len(self._built.parts) + 1)
        self._part = self._entry(name)
        self._built.parts.append({"name": name, "records": 0})
        self._write(DOCUMENT_START)

    def _end_part(self) -> None:
        assert self._part is not None
        self._write(DOCUMENT_END)
        self._drain(0)
        self._part.close()
        self._part = None

    def _write(self, text: str) -> None:
        self._drain(CHUNKS_WAITING)
        assert self._part is not None
        self._waiting.append(self._compressor.submit(_compress, self._part, text))

    def _drain(self, leave: int) -> None:
        while len(self._waiting) > leave:
            self._waiting.pop(0).result()


def _compress(part: IO[bytes], text: str) -> None:
    part.write(text.encode())


def verify(built: Built, name: str) -> None:
    """Read every entry back: names, order and counts as written, checksums right (reading checks them)."""
    with zipfile.ZipFile(built.path) as archive:
        expected = [str(part["name"]) for part in built.parts]
        if archive.namelist() != [*expected, MANIFEST]:
            raise ArchiveMismatch(f"{name} holds {archive.namelist()}, not {expected}")
        with ThreadPoolExecutor(READERS, thread_name_prefix="verify") as readers:
            counts = readers.map(partial(_records_in, archive), expected)
        for part, found in zip(built.parts, counts, strict=True):
            if found != part["records"]:
                raise ArchiveMismatch(f"{part['name']} holds {found} records, not {part['records']}")
        if archive.read(MANIFEST).decode() != manifest(sum(int(part["records"]) for part in built.parts)):
            raise ArchiveMismatch(f"{name} tells another count than it holds")


def _records_in(archive: zipfile.ZipFile, part: str) -> int:
    with archive.open(part) as entry:
        return count_records(blocks(entry))


def blocks(source: IO[bytes]) -> Iterator[bytes]:
    while block := source.read(READ_SIZE):
        yield block


def count_records(blocks: Iterable[bytes]) -> int:
    """Records in a document that arrives in blocks; the marker cannot occur inside escaped text."""
    found, tail = 0, b""
    for block in blocks:
        text = tail + block
        found += text.count(_MARKER)
        tail = text[-(len(_MARKER) - 1) :]
    return found


def checksum(path: Path) -> str:
    with path.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()
