"""Comparing whole files of upload cases: what is refused, what is wrong with each row, and which logs would be made.

The letter of the reference says what it did with a file. Ours is worked out from what we found in the file and its rows
by the reference's own order of decisions, so that an equal letter means that the same was found; what the portal does
then stands in docs/decisions.md. A letter that differs needs a rule of `upload_file_differences`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from portal.logs.kinds import kind_named
from portal.logs.uploads.delivering import all_layouts
from portal.logs.uploads.files import FileError, read_table
from portal.logs.uploads.files.delivery import Delivery, take
from portal.logs.uploads.files.table import EncodingNeeded, column_letter
from portal.logs.uploads.judging.doubled import fingerprint
from portal.logs.uploads.models import Submission, SubmissionRow
from tests.reference_cases.run import Difference
from tests.reference_cases.uploads import Played, UploadCases, compare_errors

BREAKS_READING = frozenset({"quotes", "nul"})
TWICE, THERE = "spreadsheet_dupe", "bulk_upload.duplicate"
UNSEEN = frozenset({"deleted", "pending"})


@dataclass
class PlayedRow:
    """A row of a file with what was found in it, and what else says the same."""

    number: int
    cells: Mapping[int, str]
    played: Played
    identity: str
    doubled: bool = False
    by_codes: bool = False
    alike: bool = False

    @property
    def there(self) -> bool:
        """Whether a log is there that the row is about, or that says the same."""
        return self.by_codes or self.alike


@dataclass
class PlayedFile:
    """A file with what came of it."""

    cases: UploadCases
    case: Mapping[str, Any]
    refusal: FileError | None = None
    delivery: Delivery | None = None
    encoding: str = ""
    rows: list[PlayedRow] = field(default_factory=list)

    @cached_property
    def letter(self) -> str:
        """What the reference would do with what we found."""
        if self.refusal is not None:
            return "A" if self.refusal.code in BREAKS_READING else "B"
        found = {category for row in self.rows for category in row.played.ours.values()}
        return decided(found, doubled=any(row.doubled for row in self.rows), there=any(row.there for row in self.rows))

    @cached_property
    def letter_of_their_errors(self) -> str:
        """What their own errors of rows amount to: where it is their letter, the rows tell all that differs."""
        errors = self.case.get("errors", ())
        told = [error for error in errors if not _says(error, TWICE, THERE)]
        return decided(
            {error["category"] for error in told},
            doubled=any(_says(error, TWICE) for error in errors),
            there=any(_says(error, THERE) for error in errors),
        )

    @cached_property
    def errors_by_row(self) -> Mapping[int, list[Mapping[str, Any]]]:
        """The errors of the case at the rows that they are about, whichever way those are counted there."""
        found: dict[int, list[Mapping[str, Any]]] = {}
        for error in self.case.get("errors", ()):
            number = int(error["row"]) if "row" in error else self.rows[0].number
            found.setdefault(self.counted.get(number, number), []).append(error)
        return found

    @cached_property
    def counted(self) -> Mapping[int, int]:
        """The reference counts no lines without any cell: its number of a row to the one that a spreadsheet shows."""
        assert self.delivery is not None
        table = self.delivery.table
        with_cells = [number for cells, number in zip(table.rows, table.numbers, strict=True) if cells]
        return dict(enumerate(with_cells, 1))


def decided(categories: set[Any], *, doubled: bool, there: bool) -> str:
    """The reference's order of decisions over a whole file: the first that holds decides."""
    if "setup" in categories or doubled:
        return "C"
    if there:
        return "E"
    if categories - {"soft_validation"}:
        return "H"
    return "G" if categories else "I"


def _says(error: Mapping[str, Any], *kinds: str) -> bool:
    return str(error.get("kind", "")).endswith(kinds)


def content_of(case: Mapping[str, Any]) -> bytes:
    """The bytes of the file."""
    if "content_base64" in case:
        return base64.b64decode(case["content_base64"])
    return str(case["content"]).encode()


def play_file(cases: UploadCases, case: Mapping[str, Any]) -> PlayedFile:
    """Read the file and judge its rows."""
    played = PlayedFile(cases, case)
    content = content_of(case)
    try:
        try:
            table = read_table(content)
        except EncodingNeeded as needed:
            played.encoding = needed.proposals[0].name
            table = read_table(content, played.encoding)
        played.delivery = take(table, cases.layout, all_layouts())
    except FileError as refusal:
        played.refusal = refusal
        return played
    _judge_rows(played)
    return played


def _judge_rows(played: PlayedFile) -> None:
    assert played.delivery is not None
    cases, case = played.cases, played.case
    kind = kind_named(cases.log_type)
    columns = {str(number): at for number, at in played.delivery.letters().items()}
    submission = Submission(log_type=cases.log_type, year=cases.year, columns=columns)
    for (number, cells), (_, sent) in zip(played.delivery.kept, played.delivery.rows(), strict=True):
        judged = cases.play(case, {n: sent.get(n) for n in cases.layout.types})
        row = SubmissionRow(number=number, cells=list(cells))
        identity = kind.duplicate_key(judged.judged.evaluation.answers) or fingerprint(submission, row)
        played.rows.append(PlayedRow(number, sent, judged, identity))
    first: set[str] = set()
    logs = [_existing(cases, log) for log in case.get("existing_logs", ()) if log["status"] not in UNSEEN]
    for row in played.rows:
        row.doubled = row.identity in first
        first.add(row.identity)
        row.by_codes = any(_about(cases, row, log) for log in logs)
        row.alike = any(row.identity == kind.duplicate_key(log) for log in logs)


def _existing(cases: UploadCases, log: Mapping[str, Any]) -> Mapping[str, Any]:
    return cases.play({"base": log["from_base"], "cells": {}}).judged.evaluation.answers


def _about(cases: UploadCases, row: PlayedRow, stored: Mapping[str, Any]) -> bool:
    """By what tells one log of an owner from another."""
    ours = row.played.judged.evaluation.answers
    names = ("owning_organisation_id", *cases.rules.identified_by)
    return all(ours[name] is not None and ours[name] == stored[name] for name in names)


def compare_file(cases: UploadCases, case: Mapping[str, Any]) -> Iterator[Difference]:
    """Everything in which a file comes out otherwise."""
    from tests.reference_cases.upload_file_differences import reason_for_file

    played = play_file(cases, case)
    if played.letter != case["outcome"]:
        yield Difference(case["name"], "outcome", case["outcome"], _said(played), reason_for_file(played))
    if played.refusal is not None or case["outcome"] in "AB":
        return
    for row in played.rows:
        yield from _row_differences(played, row)
    yield from _places(played)
    yield from _logs(played)


def _said(played: PlayedFile) -> str:
    return f"{played.letter} ({played.refusal.code})" if played.refusal is not None else played.letter


def _row_differences(played: PlayedFile, row: PlayedRow) -> Iterator[Difference]:
    """The errors of a row, without those that only say that it is there twice or already."""
    of_row = played.errors_by_row.get(row.number, ())
    theirs = [error for error in of_row if not _says(error, TWICE, THERE)]
    case = {
        **played.case,
        "name": f"{played.case['name']}, row {row.number}",
        "base": next(iter(played.cases.base_rows)),
        "cells": {str(number): row.cells.get(number) for number in played.cases.layout.types},
        "errors": theirs,
    }
    yield from compare_errors(played.cases, case)
    from tests.reference_cases.upload_file_differences import reason_for_row

    for kind, ours in ((TWICE, row.doubled), (THERE, row.there)):
        was = any(_says(error, kind) for error in of_row)
        if was != ours:
            yield Difference(case["name"], kind, was, ours, reason_for_row(played, row, kind))


def _places(played: PlayedFile) -> Iterator[Difference]:
    """Row and column of each error as a spreadsheet shows them."""
    assert played.delivery is not None
    from tests.reference_cases.upload_file_differences import reason_for_place

    letters = {number: column_letter(at) for number, at in played.delivery.letters().items()}
    numbers = {row.number for row in played.rows}
    for error in played.case.get("errors", ()):
        if "row" not in error:
            continue
        theirs = error["row"], error["col"]
        ours = str(played.counted.get(int(error["row"]), error["row"])), letters[error["field"]]
        if theirs != ours or int(ours[0]) not in numbers:
            name = f"place of field {error['field']}"
            yield Difference(played.case["name"], name, theirs, ours, reason_for_place(played, theirs, ours))


def _logs(played: PlayedFile) -> Iterator[Difference]:
    """The logs that the reference made, against those of our rows that have no error."""
    from tests.reference_cases.upload_file_differences import reason_for_log

    made: Sequence[Mapping[str, Any]] = played.case["logs_created"]
    if not made:
        return
    if len(made) != len(played.rows):
        yield Difference(played.case["name"], "logs", len(made), len(played.rows), None)
        return
    for log, row in zip(made, played.rows, strict=True):
        if set(row.played.ours.values()) - {"soft_validation"}:
            continue
        evaluation = row.played.judged.evaluation
        names = {"reference": "tenancycode" if played.cases.log_type == "lettings" else "purchid"}
        ours = {
            "reference": evaluation.answers[names["reference"]],
            "address_line1": evaluation.answers["address_line1"],
            "status_cache": evaluation.status.value,
        }
        for name, value in ours.items():
            if value != log[name]:
                label = f"{name} of row {row.number}"
                reason = reason_for_log(played, row, name, log[name], value)
                yield Difference(played.case["name"], label, log[name], value, reason)
