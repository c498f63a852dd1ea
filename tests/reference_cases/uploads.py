"""Comparing upload cases: the fields in error with their category, and the answers that the row would be stored as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from portal.logs.kinds import kind_named
from portal.logs.uploads.judge import convert, judge
from portal.logs.uploads.layout import Layout
from portal.logs.uploads.registry import rules_for
from portal.logs.uploads.row import Row
from portal.logs.uploads.verdict import Category, Judged
from tests.reference_cases.upload_world import UploadWorld

GRAVEST = ("setup", None, "not_answered", "soft_validation")
_OURS = {Category.SETUP: "setup", Category.WRONG: None, Category.NOT_ANSWERED: "not_answered", Category.SOFT: "soft_validation"}


@dataclass
class Played:
    """A case with what came out of it."""

    case: Mapping[str, Any]
    row: Row
    judged: Judged

    def errors(self) -> dict[int, Any]:
        """Our errors: field to category."""
        return {error.number: _OURS[error.category] for error in self.judged.errors}

    def expected(self) -> dict[int, Any]:
        """Those of the case; of several at a field the gravest."""
        found: dict[int, Any] = {}
        for error in self.case.get("errors", ()):
            field, category = error["field"], error["category"]
            if field not in found or GRAVEST.index(category) < GRAVEST.index(found[field]):
                found[field] = category
        return found


def play(world: UploadWorld, base_rows: Mapping[str, Any], case: Mapping[str, Any]) -> Played:
    """Judge the row of a case."""
    kind = kind_named(world.log_type)
    program, rules = kind.program(world.year), rules_for(world.log_type)
    layout = Layout(program.questionnaire)
    cells = {**base_rows[case["base"]]["cells"], **case["cells"]}
    sent = {int(number): value for number, value in cells.items()}
    row = convert(layout, rules, sent, world.directory(case))
    return Played(case, row, judge(row, rules, program, world.context(case)))
