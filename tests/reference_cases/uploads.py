"""Comparing upload cases: the fields in error with their category, and the answers that the row would be stored as.

A difference is wanted when it goes once the row is read as the reference reads it (`upload_quirks`), or when a rule of
`upload_differences` says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from portal.logs.kinds import kind_named
from portal.logs.sample_world import read_areas
from portal.logs.uploads.rows.judge import convert, judge
from portal.logs.uploads.rows.layout import layout_of
from portal.logs.uploads.rows.registry import RowRules, rules_for
from portal.logs.uploads.rows.row import Row
from portal.logs.uploads.rows.verdict import Category, Judged
from portal.questionnaire.program import Program
from tests.reference_cases.run import Difference, Outcome
from tests.reference_cases.upload_world import UploadWorld

GRAVEST = ("setup", None, "not_answered", "soft_validation")
OURS = {
    Category.SETUP: "setup",
    Category.WRONG: None,
    Category.NOT_ANSWERED: "not_answered",
    Category.SOFT: "soft_validation",
}
NOTHING = "no error"
REFUSED, LOGS_MADE = frozenset("AB"), frozenset("IGH")


@dataclass
class Played:
    """A case with what came out of it."""

    case: Mapping[str, Any]
    row: Row
    judged: Judged
    program: Program
    rules: RowRules

    @cached_property
    def ours(self) -> dict[int, Any]:
        """Our errors: field to category."""
        return {error.number: OURS[error.category] for error in self.judged.errors}

    @cached_property
    def rules_at(self) -> dict[int, str]:
        """Our errors: field to rule."""
        return {error.number: error.rule for error in self.judged.errors}

    @cached_property
    def theirs(self) -> dict[int, Any]:
        """Those of the case; of several at a field the gravest."""
        found: dict[int, Any] = {}
        for error in self.case.get("errors", ()):
            field, category = error["field"], error["category"]
            if field not in found or GRAVEST.index(category) < GRAVEST.index(found[field]):
                found[field] = category
        return found

    def fields_that_differ(self) -> set[int]:
        """Fields in which the two do not say the same."""
        ours, theirs = self.ours, self.theirs
        return {field for field in {*ours, *theirs} if ours.get(field, NOTHING) != theirs.get(field, NOTHING)}


class UploadCases:
    """One file of upload cases."""

    def __init__(self, content: Mapping[str, Any], reference: Path) -> None:
        about = content["about"]
        self.log_type, self.year = about["log_type"], int(about["collection_year"])
        self.content = content
        self.base_rows: Mapping[str, Any] = content["base_rows"]
        self.world = UploadWorld(self.log_type, self.year, content["fixture_world"], read_areas(reference))
        self.program = kind_named(self.log_type).program(self.year)
        self.rules = rules_for(self.log_type)
        self.layout = layout_of(self.program.questionnaire)

    def sent(self, case: Mapping[str, Any]) -> dict[int, str | None]:
        """The cells of the case's row."""
        cells = {**self.base_rows[case["base"]]["cells"], **case["cells"]}
        return {int(number): value for number, value in cells.items()}

    def play(
        self,
        case: Mapping[str, Any],
        sent: Mapping[int, str | None] | None = None,
        rules: RowRules | None = None,
        *,
        areas: Mapping[str, str] | None = None,
    ) -> Played:
        """Judge the row of a case; `areas` are authorities of postcodes other than the world's."""
        rules = rules or self.rules
        cells = self.sent(case) if sent is None else sent
        row = convert(self.layout, rules, cells, self.world.directory(case))
        judged = judge(row, rules, self.program, self.world.context(areas or {}))
        return Played(case, row, judged, self.program, rules)


def compare_errors(cases: UploadCases, case: Mapping[str, Any]) -> Iterator[Difference]:
    """Every field whose error or category differs; a file that was refused as a whole tells no errors of rows."""
    from tests.reference_cases.upload_differences import reason_for
    from tests.reference_cases.upload_quirks import read_as_reference

    played = cases.play(case)
    differing = played.fields_that_differ() if case["outcome"] not in REFUSED else set()
    if not differing:
        return
    reasons = {field: reason_for(played, field) for field in differing}
    if None in reasons.values():
        for reason, other in read_as_reference(cases, case):
            left = {field: reason_for(other, field) for field in other.fields_that_differ()}
            if None in left.values():
                continue
            reasons.update({field: reason for field, known in reasons.items() if known is None})
            break
    for field in sorted(differing):
        theirs, ours = played.theirs.get(field, NOTHING), played.ours.get(field, NOTHING)
        yield Difference(case["name"], f"field {field}", theirs, ours, reasons[field])


NOT_ANSWERS = frozenset({"status", "status_cache", "created_by_id", "creation_method"})


def expected_log(cases: UploadCases, case: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the log that the reference made of the row."""
    log = {**cases.base_rows[case["base"]]["log"], **case.get("log_changes", {})}
    known = cases.program.known_fields
    return {name: plain(value) for name, value in log.items() if name in known and name not in NOT_ANSWERS}


def plain(value: Any) -> Any:
    """A value as it is compared."""
    if value is None or value is False or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, date):
        return value.isoformat()
    return Decimal(str(value)) if isinstance(value, int | float | Decimal) and value is not True else value


def compare_answers(cases: UploadCases, case: Mapping[str, Any]) -> Iterator[Difference]:
    """Every answer that differs, of rows that both take as they are.

    A row with an error becomes no log here; what the reference makes of it by emptying answers is compared with nothing.
    """
    from tests.reference_cases.upload_differences import reason_for_answer
    from tests.reference_cases.upload_quirks import read_as_reference

    if case["outcome"] not in LOGS_MADE or set(cases.play(case).theirs.values()) - {"soft_validation"}:
        return
    played = cases.play(case)
    if set(played.ours.values()) - {"soft_validation"}:
        return
    differing = answers_that_differ(cases, case, played)
    reasons = {name: reason_for_answer(played, name) for name in differing}
    if None in reasons.values():
        for reason, other in read_as_reference(cases, case):
            left = answers_that_differ(cases, case, other)
            unexplained = {name for name in left if reason_for_answer(other, name) is None}
            if not unexplained or set(other.ours.values()) - {"soft_validation"}:
                reasons.update({name: reason for name, known in reasons.items() if known is None})
                break
    for name, (theirs, ours) in sorted(differing.items()):
        yield Difference(case["name"], name, theirs, ours, reasons[name])


def answers_that_differ(cases: UploadCases, case: Mapping[str, Any], played: Played) -> dict[str, tuple[Any, Any]]:
    """Theirs and ours of every answer that is not the same."""
    theirs, answers = expected_log(cases, case), played.judged.evaluation.answers
    ours = {name: plain(value) for name, value in answers.items() if name in cases.program.known_fields}
    return {name: (theirs.get(name), ours.get(name)) for name in {*theirs, *ours} if theirs.get(name) != ours.get(name)}


def run_uploads(content: Mapping[str, Any], reference: Path) -> Iterator[Outcome]:
    """Run the rows and the whole files of a file of upload cases."""
    from tests.reference_cases.upload_files import compare_file

    cases = UploadCases(content, reference)
    bases = ({"name": f"base {name}", "base": name, "cells": {}, "outcome": "I"} for name in cases.base_rows)
    for case in (*bases, *content["row_cases"]):
        found = [*compare_errors(cases, case), *compare_answers(cases, case)]
        yield Outcome(case["name"], tuple(found))
    for case in content.get("file_cases", ()):
        yield Outcome(case["name"], tuple(compare_file(cases, case)))
