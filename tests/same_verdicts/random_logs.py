"""Random logs that every door is given: as the cells of a file, the answers they mean, and the verdict of the file.

A complete row of the reference with some of its cells changed: to another code, to a number, to nothing. What the
cells mean is what a page or a program would send, so any door can be held against the same verdict.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.logs.kinds import kind_named
from portal.logs.uploads.correcting.cell_fields import TICKED, Places
from portal.logs.uploads.judging import ChunkJudge
from portal.logs.uploads.models import Submission, SubmissionRow
from portal.logs.uploads.rows.layout import Layout, layout_of
from portal.logs.uploads.rows.row import Row
from portal.logs.uploads.rows.verdict import NOT_AN_OPTION, Judged
from portal.questionnaire.columns import CellType
from portal.questionnaire.document import Kind
from portal.questionnaire.evaluation import Evaluation
from portal.questionnaire.program import Program
from tests.portal.logs.uploads.files import row

YEAR = 2026
MOST_CHANGES = 4
BASES = {"lettings": ("general_needs", "renewal"), "sales": ("shared_initial", "staircasing")}


@dataclass(frozen=True)
class RandomLog:
    """One log, as it can be sent through any door, with the verdict of the file."""

    cells: Mapping[int, str]
    answers: Mapping[str, Any]
    evaluation: Evaluation
    program: Program
    not_options: frozenset[str] = frozenset()
    """Codes that another place of their question has: those asked here do not offer them, as their cells are told."""

    @property
    def said(self) -> dict[str, tuple[str, ...]]:
        """The errors of the verdict, as they are compared: of what is not asked a page cannot say anything."""
        by_id, by_field = self.program.questionnaire.by_id, self.program.questionnaire.by_field
        asked = {field for name in self.evaluation.asked for place in by_id[name] for field in place.fields}
        told = dict.fromkeys(self.not_options, (NOT_AN_OPTION,)) | errors_of(self.evaluation)
        return {name: rules for name, rules in told.items() if name in asked or name not in by_field}


def errors_of(evaluation: Evaluation) -> dict[str, tuple[str, ...]]:
    """Answer to the rules that it breaks."""
    return {name: tuple(sorted(one.rule for one in problems)) for name, problems in evaluation.errors.items()}


def random_logs(log_type: str, person: Any, count: int, seed: int) -> list[RandomLog]:
    """So many logs of the person's organisation; the same for the same seed."""
    chosen = random.Random(seed)
    layout = layout_of(kind_named(log_type).program(YEAR).questionnaire)
    return logs_of(log_type, person, [_random_cells(log_type, layout, person, chosen) for _ in range(count)])


def logs_of(log_type: str, person: Any, rows: Sequence[dict[int, str]]) -> list[RandomLog]:
    """The logs that the cells of rows mean."""
    program = kind_named(log_type).program(YEAR)
    layout = layout_of(program.questionnaire)
    submission = Submission(
        log_type=log_type,
        year=YEAR,
        organisation=person.organisation,
        created_by=person,
        columns={str(number): number for number in layout.types},
    )
    width = len(layout.types) + 1
    kept = [
        SubmissionRow(submission=submission, number=at, cells=[cells.get(n) or None for n in range(width)])
        for at, cells in enumerate(rows, 2)
    ]
    judged = ChunkJudge(submission).verdicts(kept)
    return [_log(cells, read, each, program) for cells, (_, read, each) in zip(rows, judged, strict=True)]


def _log(cells: dict[int, str], read: Row, judged: Judged, program: Program) -> RandomLog:
    answers = {name: value for name, value in read.answers.items() if value is not None}
    verdict = judged.evaluation
    told = {name for error in judged.errors for name in read.layout.answers_at[error.number]}
    return RandomLog(cells, answers, verdict, program, frozenset(told & verdict.cleared.keys() & set(verdict.missing)))


def _random_cells(log_type: str, layout: Layout, person: Any, chosen: random.Random) -> dict[int, str]:
    base = chosen.choice(BASES[log_type])
    cells = row(person.organisation, log_type, YEAR, base)
    places = Places(layout)
    for number in chosen.sample(_changeable(layout), chosen.randint(0, MOST_CHANGES)):
        cells[number] = _other_value(layout, places, number, chosen)
    return cells


def _changeable(layout: Layout) -> Sequence[int]:
    """Cells after the set-up; what the set-up is about decides which log it is at all."""
    return [number for number in layout.types if number not in layout.setup]


def _other_value(layout: Layout, places: Places, number: int, chosen: random.Random) -> str:
    place = places.at(number, {})
    if place.kind is Kind.CHECKBOXES:
        return chosen.choice(("", TICKED))
    options = place.options
    if options and chosen.random() < 0.8:
        return str(chosen.choice(options).value)
    if layout.types[number] is CellType.TEXT:
        return ""
    return chosen.choice(["", str(chosen.randint(0, 120)), str(chosen.randint(0, 3))])
