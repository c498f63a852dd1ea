"""Which log a row is about, when it is about one that is there already: by number, by reference, by what tells logs apart.

One query for each way, whatever the number of rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from portal.csv_files import as_meant
from portal.logs.kind import LogKind
from portal.logs.models import Log
from portal.logs.uploads.models import SAID_ALIKE, ExternalReference, Submission, SubmissionRow
from portal.logs.uploads.rows.registry import RowRules
from portal.lookups import Wanted
from portal.parameters import whole_number
from portal.questionnaire.answers import is_blank

LOG_NUMBER, REFERENCE = "log", "reference"
_LONGEST_REFERENCE = 100


@dataclass
class Judgement:
    """A row with the answers it would be stored as."""

    row: SubmissionRow
    answers: Mapping[str, Any]


def find_logs(
    submission: Submission, kind: LogKind, rules: RowRules, rows: Sequence[Judgement], visible: QuerySet[Any]
) -> dict[int, Log]:
    """Row number to the log that it is about, among those that whoever uploads may see."""
    wanted: dict[int, int] = {}
    wanted.update(_by_number(submission, rows))
    wanted.update((number, log) for number, log in _by_reference(submission, rows).items() if number not in wanted)
    wanted.update((number, log) for number, log in _by_all_said(submission, rows).items() if number not in wanted)
    ids = set(wanted.values())
    logs = {log.pk: log for log in visible.filter(pk__in=ids)} if ids else {}
    found = {number: logs[pk] for number, pk in wanted.items() if pk in logs}
    rest = [each for each in rows if each.row.number not in found and reference_of(submission, each.row) is None]
    found.update(_by_answers(kind, rules, rest, visible))
    return found


def cell_of(submission: Submission, row: SubmissionRow, name: str) -> str | None:
    """A cell that carries no answer: the log's number or the reference of another system."""
    at = submission.columns.get(name)
    cell = row.cells[at] if at is not None and at < len(row.cells) else None
    return as_meant(cell).strip() or None if cell else None


def reference_of(submission: Submission, row: SubmissionRow) -> str | None:
    """The name that the system in use gives to the row; of one too long to be kept what tells it from all others."""
    text = cell_of(submission, row, REFERENCE)
    if text and len(text) > _LONGEST_REFERENCE:
        whole = hashlib.sha256(text.encode()).hexdigest()[:40]
        return f"{text[: _LONGEST_REFERENCE - len(whole)]}{whole}"
    return text


def log_number_of(submission: Submission, row: SubmissionRow) -> int | None:
    """The number of the log that a row names; spreadsheets write it with decimals at times."""
    return whole_number((cell_of(submission, row, LOG_NUMBER) or "").removesuffix(".0"))


def _by_number(submission: Submission, rows: Iterable[Judgement]) -> dict[int, int]:
    named = ((each.row.number, log_number_of(submission, each.row)) for each in rows)
    found = {row: log for row, log in named if log is not None}
    if not found:
        return found
    logs = submission.logs_by_number_for(submission.uploader).filter(pk__in=set(found.values()))
    theirs = set(logs.values_list("pk", flat=True))
    return {number: pk for number, pk in found.items() if pk in theirs}


def _by_reference(submission: Submission, rows: Iterable[Judgement]) -> dict[int, int]:
    names = {each.row.number: name for each in rows if (name := reference_of(submission, each.row))}
    if not names:
        return {}
    known = ExternalReference.objects.filter(
        organisation=submission.organisation_id, log_type=submission.reference_space, reference__in=set(names.values())
    )
    logs = dict(known.values_list("reference", "log_id"))
    return {number: logs[name] for number, name in names.items() if name in logs}


def _by_all_said(submission: Submission, rows: Iterable[Judgement]) -> dict[int, int]:
    """The log that a row became which said the same, where rows do not say enough to be told apart otherwise."""
    said = {each.row.number: each.row.identity for each in rows if each.row.identity.startswith(SAID_ALIKE)}
    if not said:
        return {}
    added = SubmissionRow.objects.filter(
        identity__in=set(said.values()),
        outcome=SubmissionRow.Outcome.ADDED,
        submission__organisation=submission.organisation_id,
        submission__log_type=submission.log_type,
        submission__year=submission.year,
        submission__is_test=submission.is_test,
    )
    logs = dict(added.order_by("-pk").values_list("identity", "log_id"))
    return {number: log for number, name in said.items() if (log := logs.get(name)) is not None}


def _by_answers(kind: LogKind, rules: RowRules, rows: Iterable[Judgement], visible: Any) -> dict[int, Log]:
    """Those with the same owner, codes and date.

    Logs are looked up by codes and date alone, and their owners compared here: other indexes begin with the owner too, and
    the planner takes one of them where it believes that an owner has one log.
    """
    columns = {name: "date" if name == kind.date_field else kind.copied_columns[name] for name in rules.identified_by}
    keys: dict[int, tuple[Any, ...]] = {}
    for each in rows:
        values = tuple(each.answers.get(name) for name in ("owning_organisation_id", *rules.identified_by))
        if not any(is_blank(value) for value in values):
            keys[each.row.number] = values
    if not keys:
        return {}
    names = ("owning_organisation_id", *columns.values())
    wanted = Wanted.of(columns.values(), (values for _, *values in keys.values()))
    logs: dict[tuple[Any, ...], Log] = {}
    for log in visible.filter(pk__having=wanted).order_by("-pk"):
        logs[tuple(getattr(log, name) for name in names)] = log
    return {number: logs[key] for number, key in keys.items() if key in logs}


def similar_logs(keys: Iterable[str], visible: QuerySet[Any]) -> dict[str, list[int]]:
    """Logs that say the same as a row, by the duplicate key."""
    wanted = Wanted.of(["duplicate_key"], ((key,) for key in keys if key))
    found: dict[str, list[int]] = {}
    if wanted.values:
        for key, pk in visible.filter(pk__having=wanted).order_by("pk").values_list("duplicate_key", "pk"):
            found.setdefault(key, []).append(pk)
    return found
