"""Refused logs that are kept: a submission like an uploaded file, which staff correct in the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from accounts.models import User
from portal.api.calls import Call, Collection
from portal.api.deliver import Came, Result
from portal.clock import now
from portal.logs.uploads.delivering import require
from portal.logs.uploads.judging import ChunkJudge, count_rows, mark_doubled
from portal.logs.uploads.judging.matching import REFERENCE
from portal.logs.uploads.judging.people import agents_of, allowed_owners
from portal.logs.uploads.limits import CHUNK
from portal.logs.uploads.models import Submission, SubmissionRow, SubmissionState
from portal.logs.uploads.rows.cells import REFUSED
from portal.logs.uploads.rows.layout import Layout, layout_of
from portal.questionnaire.columns import BulkColumn
from portal.questionnaire.parsing import parse_date

FIRST_ROW = 1
MOST_ID = 2**63
REFUSED_WHEN_1 = frozenset({"age_refused", "amount_refused"})
AS_ANSWERED = frozenset(
    {
        "",
        "location",
        "upper_case",
        "country",
        "age",
        "amount",
        "charge",
        "positive",
        "tenure",
        "whole_pounds",
        "with_all_charges",
        "known_when_given",
        "preference_reason",
    }
)
"""The conversions of files after which a cell holds what an answer says."""


def keep(call: Call, place: Collection, results: Sequence[Result]) -> Submission | None:
    """Keep what was refused, with everything that was sent; in the caller's transaction.

    What has no shape of a log has nothing that staff could correct, and stays refused.
    """
    refused = [result for result in results if result.came is Came.REFUSED and not result.item.misshapen]
    if not refused:
        return None
    require(call.user, call.user.organisation)
    layout = layout_of(place.program.questionnaire)
    numbers = sorted(layout.types)
    columns = {str(number): at for at, number in enumerate(numbers)}
    submission = Submission.objects.create(
        state=SubmissionState.JUDGED,
        door=Submission.Door.API,
        is_test=call.is_test,
        log_type=place.kind.log_type,
        year=place.year,
        organisation=call.user.organisation,
        created_by=call.user,
        file_name=f"Sent by {call.user.name}",
        columns={**columns, REFERENCE: len(numbers)},
        row_count=len(refused),
        finished_at=now(),
    )
    emails = _emails(call, refused)
    rows = [_row(submission, layout, numbers, result, emails) for result in refused]
    SubmissionRow.objects.bulk_create(rows)
    judge = ChunkJudge(submission)
    for start in range(0, len(rows), CHUNK):
        judge(rows[start : start + CHUNK])
    mark_doubled(submission)
    count_rows(submission)
    for result in refused:
        result.came = Came.KEPT
    return submission


def _row(
    submission: Submission, layout: Layout, numbers: Sequence[int], result: Result, emails: Mapping[Any, str]
) -> SubmissionRow:
    """The answers as they were sent, and the same in the cells of a file as far as a cell can say them."""
    item = result.item
    cells: dict[int, str] = {}
    for column in layout.columns:
        cells |= _cells(column, item.answers, emails)
    return SubmissionRow(
        submission=submission,
        number=item.position + FIRST_ROW,
        cells=[*(cells.get(number) for number in numbers), item.reference],
        given=item.answers,
    )


def _emails(call: Call, refused: Sequence[Result]) -> dict[Any, str]:
    """How files name people; of organisations that the caller works with, as the addresses of others are not told."""
    named = {result.item.answers.get("assigned_to_id") for result in refused}
    ids = [pk for pk in named if isinstance(pk, int) and 0 < pk < MOST_ID]
    owners = allowed_owners(call.user.organisation)
    near = owners.union([call.user.organisation_id], *agents_of(owners).values())
    people = User.objects.usable().filter(pk__in=ids, organisation__in=near)
    return dict(people.values_list("pk", "email"))


def _cells(column: BulkColumn, answers: Mapping[str, Any], emails: Mapping[Any, str]) -> dict[int, str]:
    value = answers.get(column.answer)
    if value is None or value == "":
        return {}
    if column.convert == "date" and len(column.fields) == 3:
        day = parse_date(value)
        parts = (day.day, day.month, day.year) if isinstance(day, date) else ()
        return dict(zip(column.fields, map(str, parts), strict=False))
    if column.convert == "organisation":
        return {column.fields[0]: f"ORG{value}"}
    if column.convert in ("postcode", "whole_postcode") and len(column.fields) == 2:
        return dict(zip(column.fields, str(value).split(maxsplit=1), strict=False))
    if column.convert == "scheme":
        return {column.fields[0]: f"S{value}"}
    if column.convert == "person":
        return {column.fields[0]: emails.get(value, str(value))}
    if column.convert in REFUSED_WHEN_1:
        return {column.fields[0]: REFUSED} if str(value) == "1" else {}
    if column.convert not in AS_ANSWERED or len(column.fields) != 1:
        return {}
    codes = {str(code): cell for cell, code in (column.codes or {}).items()}
    return {column.fields[0]: str(codes.get(str(value), value))}


def submission_json(submission: Submission) -> dict[str, Any]:
    """Where staff correct what was kept."""
    return {
        "id": submission.pk,
        "logs": submission.row_count,
        "page": reverse("admin:uploads_submission_change", args=[submission.pk]),
    }
