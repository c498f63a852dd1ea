"""Judging the rows of a submission, a chunk at a time; each chunk commits, so a worker that dies loses one at most."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count

from portal.clock import now
from portal.csv_files import as_meant
from portal.jobs.collecting import collected_by_hand
from portal.logs.answers_json import AnswersEncoder, as_json
from portal.logs.contexts import Contexts
from portal.logs.kind import LogKind
from portal.logs.kinds import kind_named
from portal.logs.uploads.comparing import compare_with, plain_error, warn_of_similar
from portal.logs.uploads.directory import Directory
from portal.logs.uploads.judge import convert, judge
from portal.logs.uploads.limits import CHUNK
from portal.logs.uploads.matching import LOG_NUMBER, REFERENCE, Judgement, cell_of, find_logs, reference_of
from portal.logs.uploads.models import SAID_ALIKE, Submission, SubmissionRow
from portal.logs.uploads.own import OwnFile
from portal.logs.uploads.people import Names, load_directory, names_in
from portal.logs.uploads.registry import RowRules, rules_for
from portal.logs.uploads.row import Row
from portal.logs.uploads.tally import tally
from portal.logs.uploads.verdict import Judged
from portal.questionnaire.answers import Answers, is_blank
from portal.questionnaire.evaluation import parse
from portal.windows import load_windows

MOST_ERRORS = 60
SAME = ("identity", "log_id", "reference")
"""What rows have in common of which one is enough."""
Outcome = SubmissionRow.Outcome
_READ = ("number", "cells", "given", "corrections", "confirmed", "submission_id")
_WRITTEN = (
    "outcome",
    "errors",
    "error_count",
    "not_kept",
    "answers",
    "seen",
    "identity",
    "reference",
    "log_id",
    "judged_at",
)

Verdict = tuple[SubmissionRow, Row, Judged]
"""A row, what its cells mean, and what is wrong with it."""


def judge_submission(submission: Submission, progress: Callable[[int], None] = lambda done: None) -> None:
    """Judge every row that has not been judged, then mark what stands in the file twice, and count."""
    judge_rows = ChunkJudge(submission)
    done = submission.rows.exclude(outcome=Outcome.WAITING).count()
    waiting = submission.rows.filter(outcome=Outcome.WAITING).only(*_READ).order_by("number")
    with collected_by_hand() as collect:
        while rows := list(waiting[:CHUNK]):
            with transaction.atomic():
                judge_rows(rows)
            done += len(rows)
            progress(done)
            collect()
    mark_doubled(submission)
    count_rows(submission)


class ChunkJudge:
    """Judges chunks of rows of one submission; what is the same for all of them is read once."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self.kind: LogKind = kind_named(submission.log_type)
        self.rules: RowRules = rules_for(submission.log_type)
        self.program = self.kind.program(submission.year)
        self.layout = submission.layout
        self.uploader = submission.uploader
        self.contexts = Contexts(self.kind, windows=load_windows())
        self._known: tuple[Names, Directory] | None = None
        self._own = OwnFile.of(submission)

    def __call__(self, rows: Sequence[SubmissionRow]) -> list[Verdict]:
        """Judge these rows and write what was found: a fixed number of queries, however many there are."""
        at = now()
        verdicts = self.verdicts(rows)
        for row, read, judged in verdicts:
            self._lay_out(row, read, judged, at)
        self._compare(rows)
        write_rows(rows, _WRITTEN)
        return verdicts

    def verdicts(self, rows: Sequence[SubmissionRow]) -> list[Verdict]:
        """The rows with what they mean and what is wrong with them; nothing is written.

        Each step for all rows before the next: measured a tenth faster than each row for itself.
        """
        sent = [row.sent(self.submission.field_columns) for row in rows]
        directory = self._directory(sent)
        read = [convert(self.layout, self.rules, cells, directory) for cells in sent]
        wanted = self._own.read(rows, read) if self._own else []
        for row, each in zip(rows, read, strict=True):
            self._as_given(row, each)
            each.answers.update(dict.fromkeys(self._confirmations(row), 0))
        context = self.contexts.of_many([(each.answers, Answers()) for each in read])
        judged = [
            judge(each, self._rules_for(row), self.program, context) for row, each in zip(rows, read, strict=True)
        ]
        if self._own:
            judged = list(map(self._own.hold_to, read, judged, wanted))
        return list(zip(rows, read, judged, strict=True))

    def _directory(self, sent: Sequence[Mapping[int, str | None]]) -> Directory:
        """Who is named; a file names the same few from its first row to its last."""
        names = names_in(self.layout, sent)
        if self._known is None or self._known[0] != names:
            directory = load_directory(
                names,
                uploader=self.uploader,
                organisation=self.submission.organisation,
                places=self.rules.schemes,
            )
            self._known = names, directory
        return self._known[1]

    def _as_given(self, row: SubmissionRow, read: Row) -> None:
        """What a system sent counts as it was sent, except where a person has corrected it since in a cell.

        Whom and what it names is looked up by the codes in the cells, so that nothing is named that may not be.
        """
        if row.given is None:
            return
        corrected = {name for number in row.corrections for name in self.layout.answers_at[int(number)]}
        corrected |= {name for name in self.layout.named if not is_blank(row.given.get(name))}
        typed, bad = parse(self.program, row.given)
        from_cells = {name: read.answers[name] for name in corrected}
        read.answers.clear()
        read.answers.update(typed)
        read.answers.update({name: row.given[name] for name in bad})
        read.answers.update(from_cells)

    def _rules_for(self, row: SubmissionRow) -> RowRules:
        """What holds for cells only says nothing of answers that a system sent as answers, or that a log had before."""
        if self._own:
            return replace(self.rules, checks=())
        return self.rules if row.given is None else replace(self.rules, checks=self.rules.naming)

    def _confirmations(self, row: SubmissionRow) -> list[str]:
        return [name for name in row.confirmed if name in self.program.questionnaire.confirm_fields]

    def _lay_out(self, row: SubmissionRow, read: Row, judged: Judged, at: datetime) -> None:
        evaluation = judged.evaluation
        row.outcome = Outcome(judged.result.value)
        row.errors = [plain_error(error) for error in judged.errors[:MOST_ERRORS]]
        row.error_count = len(judged.errors)
        row.not_kept = judged.not_kept
        final, known = evaluation.answers, self.program.parsers
        row.answers = {name: value for name in read.answers if (value := final[name]) is not None and name in known}
        row.identity = self.kind.duplicate_key(evaluation.answers) or fingerprint(self.submission, row)
        row.reference = reference_of(self.submission, row) or ""
        row.judged_at = at
        row.seen, row.log_id = None, None

    def _compare(self, rows: Sequence[SubmissionRow]) -> None:
        """New, changed or unchanged, and similar to what others have entered."""
        taken = [Judgement(row, row.answers) for row in rows]
        visible = self.submission.logs_for(self.uploader)
        logs = find_logs(self.submission, self.kind, self.rules, taken, visible)
        for row in rows:
            log = logs.get(row.number)
            if log is not None and not compare_with(row, log, self.submission) and row.outcome != Outcome.WRONG:
                row.outcome = Outcome.UNCHANGED
        warn_of_similar(rows, self.kind, self.layout, visible)


def write_rows(rows: Sequence[SubmissionRow], names: Sequence[str]) -> None:
    """Write these columns of rows of one submission in one statement; a case for each row, as Django does it, takes ten times as long."""
    columns = {field.name: field for field in SubmissionRow._meta.concrete_fields}
    fields = [columns[name] for name in names]
    types = ", ".join(f"{field.column} {field.db_type(connection)}" for field in fields)
    written = ", ".join(f"{field.column} = new.{field.column}" for field in fields)
    telling = "errors" in names
    values = [{"id": row.pk, **{name: getattr(row, name) for name in names}} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            # What is selected is what stood there before: a statement does not see what it writes itself.
            f"WITH new AS (SELECT * FROM jsonb_to_recordset(%s::jsonb) AS new(id bigint, {types})),"  # noqa: S608 - names of columns are ours
            f" written AS (UPDATE uploads_submissionrow AS old SET {written} FROM new WHERE old.id = new.id)"
            " SELECT old.number, old.errors FROM uploads_submissionrow AS old JOIN new USING (id)"
            f" WHERE {telling} AND old.errors <> '[]'",
            [as_json(values)],
        )
        before = {number: json.loads(errors) for number, errors in cursor.fetchall()}
    if telling and rows:
        tally(rows[0].submission_id, rows, before)


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


def count_rows(submission: Submission) -> None:
    """How many rows came to what, kept with the submission for its page and the list."""
    counted = submission.rows.order_by().values_list("outcome").annotate(count=Count("pk"))
    changed = submission.rows.exclude(log_id=None).filter(outcome__in=[Outcome.READY, Outcome.WARNED]).count()
    submission.counts = {**dict(counted), "changed": changed}
    Submission.objects.filter(pk=submission.pk).update(counts=submission.counts)


def judge_again(row: SubmissionRow) -> None:
    """Judge one row as it now is, for the page that corrects it, and write what was found."""
    with transaction.atomic():
        ChunkJudge(row.submission)([row])
    count_rows(row.submission)
