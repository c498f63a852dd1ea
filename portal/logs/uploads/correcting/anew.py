"""Judging rows that were changed anew, with those that stood there twice because of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from portal.logs.uploads.judging import ChunkJudge, Verdict, count_rows, write_rows
from portal.logs.uploads.judging.comparing import SIMILAR
from portal.logs.uploads.judging.doubled import mark_doubled_among
from portal.logs.uploads.limits import CHUNK
from portal.logs.uploads.models import Submission, SubmissionRow

Outcome = SubmissionRow.Outcome
Change = Callable[[SubmissionRow], None]


def judge_changed(
    submission: Submission, rows: Sequence[SubmissionRow], change: Change, confirmed: Mapping[str, bool]
) -> list[Verdict]:
    """Change these rows and judge them; what was confirmed before stays where the change does not touch it."""
    judge = ChunkJudge(submission)
    verdicts: list[Verdict] = []
    touched = Q(identity__in={row.identity for row in rows if row.identity})
    touched |= Q(log_id__in={row.log_id for row in rows if row.log_id})
    for chunk in chunks(rows):
        confirmed_before = [row for row in chunk if row.confirmed]
        identities = {row.pk: row.identity for row in chunk}
        before = _answers(judge, confirmed_before)
        for row in chunk:
            change(row)
        after = _answers(judge, confirmed_before)
        for row in confirmed_before:
            row.confirmed = _still_confirmed(judge, row.confirmed, before[row.pk], after[row.pk])
        for row in chunk:
            for name, yes in confirmed.items():
                row.confirmed = [*(each for each in row.confirmed if each != name), *([name] if yes else [])]
        verdicts += judge(chunk)
        _similar_again(judge, chunk, identities)
        write_rows(chunk, ("corrections", "confirmed"))
    _judge_doubles(submission, judge, rows, touched)
    count_rows(submission)
    return verdicts


def _similar_again(judge: ChunkJudge, rows: Sequence[SubmissionRow], before: Mapping[int, str]) -> None:
    """That a row is another log than a similar one was said of what it said then."""
    anew = [row for row in rows if SIMILAR in row.confirmed and before[row.pk] not in ("", row.identity)]
    for row in anew:
        row.confirmed = [name for name in row.confirmed if name != SIMILAR]
    if anew:
        judge(anew)


def _answers(judge: ChunkJudge, rows: Sequence[SubmissionRow]) -> dict[int, Mapping[str, Any]]:
    """What these rows come to, derived answers included."""
    return {row.pk: judged.evaluation.answers for row, _, judged in judge.verdicts(rows)} if rows else {}


def _still_confirmed(
    judge: ChunkJudge, confirmed: Collection[str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[str]:
    return [name for name in confirmed if all(before.get(each) == after.get(each) for each in _looked_at(judge, name))]


def _looked_at(judge: ChunkJudge, confirm: str) -> set[str]:
    """The answers that the warnings behind a confirmation look at."""
    rules = judge.program.rules
    found: set[str] = set()
    for checks in judge.program.checks:
        for check in checks:
            if check.confirm == confirm:
                rule = rules[check.key[0]]
                found.update(rule.fields_for(check.key[1]), rule.needs)
    return found


def _judge_doubles(submission: Submission, judge: ChunkJudge, rows: Sequence[SubmissionRow], touched: Q) -> None:
    """Rows that doubled what has changed are judged again, then all but the first of those that say the same marked."""
    own = {row.pk for row in rows}
    peers = list(submission.rows.filter(touched, outcome=Outcome.DOUBLED).exclude(pk__in=own))
    for chunk in chunks(peers):
        judge(chunk)
    mark_doubled_among(submission, [*rows, *peers])
    marked = submission.rows.filter(outcome=Outcome.DOUBLED).in_bulk(own)
    for row in rows:
        if (now := marked.get(row.pk)) is not None:
            row.outcome, row.errors, row.error_count = now.outcome, now.errors, now.error_count


def chunks(rows: Sequence[SubmissionRow]) -> Iterable[Sequence[SubmissionRow]]:
    """So many rows at once as are judged together."""
    return (rows[at : at + CHUNK] for at in range(0, len(rows), CHUNK))
