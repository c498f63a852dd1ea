"""A file arrives: read, held against the template, and kept as rows; nothing is kept of a file that is refused."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from accounts.models import User
from accounts.staff_sessions import note
from orgs.access import can
from orgs.models import Organisation
from portal.clock import today
from portal.files.scan import Refused, scan
from portal.jobs.work import hand_out
from portal.logs.answers_json import as_json
from portal.logs.kind import LogKind
from portal.logs.kinds import kind_named, kinds
from portal.logs.uploads.files import FileError, read_table
from portal.logs.uploads.files.delivery import Delivery, take
from portal.logs.uploads.judging.matching import LOG_NUMBER, REFERENCE
from portal.logs.uploads.models import HeaderMapping, Submission, SubmissionRow
from portal.logs.uploads.rows.layout import Layout, layout_of
from portal.windows import load_windows

_NAMED = {
    LOG_NUMBER: re.compile(r"log(\s+(number|id))?\Z", re.IGNORECASE),
    REFERENCE: re.compile(r"external[\s_]+reference\Z", re.IGNORECASE),
}


_OWN_NUMBER = re.compile(r"id\Z", re.IGNORECASE)
_SENT = ("number", "cells")
MOST_AT_ONCE = 1_000


@dataclass(frozen=True)
class Upload:
    """What somebody sends: the file, what it is meant to be, and what was answered about it."""

    name: str
    content: bytes
    log_type: str
    year: int
    encoding: str = ""


def open_years(kind: LogKind) -> list[int]:
    """The collection years whose logs can be added today, newest first, that have a template."""
    open_now = load_windows().years_open_for_new(today())
    return [year for year in sorted(kind.years, reverse=True) if year in open_now]


def all_layouts() -> list[Layout]:
    """The template of every kind and year."""
    return [layout_of(kind.program(year).questionnaire) for kind in kinds() for year in kind.years]


def read_upload(upload: Upload, organisation: Organisation) -> Delivery:
    """The verdict on the file at once; FileError says what is wrong with it."""
    kind = kind_named(upload.log_type)
    try:
        scan(upload.content)
    except Refused as refusal:
        raise FileError(refusal.code, refusal.message) from refusal
    layout = layout_of(kind.program(upload.year).questionnaire)
    return take(read_table(upload.content, upload.encoding), layout, all_layouts(), mapped_before(organisation, layout))


def mapped_before(organisation: Organisation, layout: Layout) -> dict[str, int]:
    """What the organisation has said of its headers."""
    known = HeaderMapping.objects.filter(
        organisation=organisation, log_type=layout.questionnaire.log_type, year=layout.year
    )
    return dict(known.values_list("header", "number"))


def remember_mapping(organisation: Organisation, layout: Layout, mapping: Mapping[str, int]) -> None:
    """Keep what somebody said of headers, so that the next file is taken as it is."""
    HeaderMapping.objects.bulk_create(
        [
            HeaderMapping(
                organisation=organisation,
                log_type=layout.questionnaire.log_type,
                year=layout.year,
                header=header,
                number=number,
            )
            for header, number in mapping.items()
        ],
        update_conflicts=True,
        unique_fields=["organisation", "log_type", "year", "header"],
        update_fields=["number"],
    )


def deliver(*, upload: Upload, actor: User, organisation: Organisation, delivery: Delivery | None = None) -> Submission:
    """Keep the rows of a file and have them judged; `delivery` is what was read of it, where that was done before."""
    require(actor, organisation)
    if upload.year not in open_years(kind_named(upload.log_type)):
        raise FileError("closed", "Logs of this collection year cannot be added any more")
    delivery = delivery or read_upload(upload, organisation)
    with transaction.atomic():
        submission = Submission.objects.create(
            log_type=upload.log_type,
            year=upload.year,
            organisation=organisation,
            created_by=actor,
            file_name=upload.name[:255],
            size=len(upload.content),
            checksum=hashlib.sha256(upload.content).hexdigest(),
            notes=delivery.table.notes,
            header=delivery.table.rows[: delivery.first],
            columns=_columns(delivery),
            row_count=len(delivery.kept),
        )
        keep_rows(submission, delivery.kept)
        note(model="upload", name=str(submission), action="sent", pk=submission.pk)
        hand_out(submission)
    return submission


def keep_rows(submission: Submission, rows: Sequence[tuple[int, Sequence[str | None]]]) -> None:
    """Keep cells as they were sent, many rows in a statement: one by one, they alone would take the answer's time."""
    blank = SubmissionRow(submission=submission)
    names: list[str] = []
    values: list[Any] = []
    for field in SubmissionRow._meta.concrete_fields:
        if field.column not in ("id", *_SENT):
            names.append(str(field.column))
            values.append(field.get_db_prep_save(getattr(blank, field.attname), connection))
    with connection.cursor() as cursor:
        for start in range(0, len(rows), MOST_AT_ONCE):
            cursor.execute(
                f"INSERT INTO uploads_submissionrow ({', '.join([*_SENT, *names])}) "  # noqa: S608 - names of columns are ours
                f"SELECT (sent->>0)::int, sent->1, {', '.join(['%s'] * len(names))} FROM jsonb_array_elements(%s::jsonb) AS sent",
                [*values, as_json(rows[start : start + MOST_AT_ONCE])],
            )


def require(actor: User, organisation: Organisation) -> None:
    """Only for organisations for which the person may create logs."""
    own = actor.organisation_id == organisation.pk
    if not (own or actor.is_support) or not can(actor, "create_log", organisation):
        raise PermissionDenied


def _columns(delivery: Delivery) -> dict[str, int]:
    columns = {str(number): at for number, at in delivery.letters().items()}
    header = delivery.table.rows[: delivery.first]
    if delivery.is_own:  # results that were put in front have a “Log” as well, which is blank where none was found
        at = _position(header, _OWN_NUMBER, set())
        return {} if at is None else {LOG_NUMBER: at}
    for name, pattern in _NAMED.items():  # “ID” is not among them: other systems call their own numbers so
        at = _position(header, pattern, set(columns.values()))
        if at is not None:
            columns[name] = at
    return columns


def _position(header: Sequence[Sequence[str | None]], pattern: re.Pattern[str], taken: set[int]) -> int | None:
    for cells in header:
        for at, cell in enumerate(cells):
            if at not in taken and cell and pattern.match(cell.strip()):
                return at
    return None
