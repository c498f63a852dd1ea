"""What stands in a file twice: of rows that say the same, are about one log or go by one name, all but the first wait."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from portal.csv_files import as_meant
from portal.logs.answers_json import AnswersEncoder
from portal.logs.uploads.judging.matching import LOG_NUMBER, REFERENCE, cell_of
from portal.logs.uploads.models import SAID_ALIKE, Submission, SubmissionRow

SAME = ("identity", "log_id", "reference")
"""What rows have in common of which one is enough."""
Outcome = SubmissionRow.Outcome


def fingerprint(submission: Submission, row: SubmissionRow) -> str:
    """The same for rows that say the same in whatever order, for those that do not say enough to be told apart otherwise."""
    sent = row.sent(submission.field_columns)
    said = {number: text for number, cell in sent.items() if (text := as_meant(cell or "").strip())}
    named = [cell_of(submission, row, name) for name in (LOG_NUMBER, REFERENCE)]
    whole = json.dumps([sorted(said.items()), named, row.given], cls=AnswersEncoder, sort_keys=True)
    return f"{SAID_ALIKE}{hashlib.sha256(whole.encode()).hexdigest()[:40]}"


def mark_doubled(submission: Submission) -> None:
    """Of rows that say the same, are about the same log or go by one name, all but the first: a statement each for the whole file."""
    with connection.cursor() as cursor:
        for same in SAME:
            cursor.execute(
                f"""
                UPDATE uploads_submissionrow SET outcome = %s
                FROM (SELECT id, row_number() OVER (PARTITION BY {same} ORDER BY number) AS turn
                      FROM uploads_submissionrow
                      WHERE submission_id = %s AND outcome <> %s AND nullif({same}::text, '') IS NOT NULL) AS turns
                WHERE uploads_submissionrow.id = turns.id AND turns.turn > 1
                """,  # noqa: S608 - names of columns are ours
                [Outcome.DOUBLED, submission.pk, Outcome.ADDED],
            )


def mark_doubled_among(rows: QuerySet[SubmissionRow], name: str, keys: Collection[Any]) -> None:
    """The same of these rows where one of these values stands under this name: for rows that were changed one by one."""
    alike = rows.filter(**{f"{name}__in": keys}).exclude(outcome=Outcome.ADDED).order_by("number")
    seen: set[Any] = set()
    doubled = []
    for pk, key in alike.values_list("pk", name):
        if key in seen:
            doubled.append(pk)
        seen.add(key)
    if doubled:
        rows.filter(pk__in=doubled).update(outcome=Outcome.DOUBLED)
