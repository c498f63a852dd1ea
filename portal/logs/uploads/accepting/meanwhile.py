"""What others have added since rows were judged, so that what two people send at the same moment becomes one log.

Whoever adds logs for an owner, or under names that an organisation gives, holds the turn of that organisation until the
chunk is committed. Only then are the rows held against what is there, as when they were judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from accounts.models import User
from portal.logs.kind import LogKind
from portal.logs.uploads.judging.comparing import compare_with, error_at, refuse_unseen, warn_of_similar
from portal.logs.uploads.judging.matching import Judgement, find_logs
from portal.logs.uploads.models import Submission, SubmissionRow
from portal.logs.uploads.rows.registry import rules_for
from portal.logs.uploads.rows.verdict import ADDED_MEANWHILE, Category
from portal.questionnaire.evaluation import parse

Outcome = SubmissionRow.Outcome


def wait_for_turn(submission: Submission, rows: Sequence[SubmissionRow]) -> None:
    """Let nobody else add logs for the same organisations before this transaction has ended."""
    organisations = {submission.organisation_id, *(row.answers.get("owning_organisation_id") for row in rows)}
    take_turn(submission.log_type, (pk for pk in organisations if pk is not None))


def take_turn(log_type: str, organisations: Iterable[int]) -> None:
    """The turn of these organisations, whichever door the logs come in by; held until the transaction ends."""
    names = [f"uploads {log_type} {pk}" for pk in organisations]
    with connection.cursor() as cursor:  # in order, so that two never wait for each other
        cursor.execute(
            "SELECT pg_advisory_xact_lock(key) FROM"
            " (SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest(%s::text[]) AS name ORDER BY 1) AS keys",
            [names],
        )


def not_added_meanwhile(
    submission: Submission, kind: LogKind, rows: Sequence[SubmissionRow], actor: User
) -> list[SubmissionRow]:
    """Those of the rows that are still to be added; the others now say why they are not."""
    new = [row for row in rows if row.log_id is None]
    program, rules = kind.program(submission.year), rules_for(submission.log_type)
    visible = submission.logs_for(actor)
    taken = []
    for row in new:
        telling = {name: row.answers.get(name) for name in ("owning_organisation_id", *rules.identified_by)}
        taken.append(Judgement(row, parse(program, telling)[0]))
    logs = find_logs(submission, kind, rules, taken, submission.logs_to_find_for(actor))
    unseen = {row.number for row in refuse_unseen(new, logs, submission.layout, visible)}
    for row in new:
        if (log := logs.get(row.number)) is not None and row.number not in unseen:
            row.answers, _ = parse(program, row.answers)
            differing = compare_with(row, log, submission)
            text = f"Somebody else has added this as log {log.pk} meanwhile, with another answer here"
            row.outcome = Outcome.CONFLICT if differing else Outcome.UNCHANGED
            row.errors = [
                error_at(submission.layout, name, Category.WRONG, ADDED_MEANWHILE, text) for name in differing
            ]
            row.error_count = len(row.errors)
    rest = [row for row in new if row.number not in logs]
    warned = {row.number for row in warn_of_similar(rest, kind, submission.layout, visible)}
    return [row for row in rows if row.number not in logs and row.number not in warned]
