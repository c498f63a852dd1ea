"""From the cells of rows to verdicts: convert, evaluate with the facts around read once, find errors, tell the cells.

Everything here is a function of what it is given; a chunk of rows asks the database a fixed number of times (for the
directory and the context), a row never.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.logs.uploads.cells import Cells
from portal.logs.uploads.conversions import value_of
from portal.logs.uploads.directory import Directory
from portal.logs.uploads.layout import Layout
from portal.logs.uploads.registry import RowRules
from portal.logs.uploads.row import Row
from portal.logs.uploads.verdict import NOT_AN_OPTION, UNANSWERED, UNREADABLE, Category, Judged
from portal.questionnaire.columns import DATE_PARTS, CellType
from portal.questionnaire.evaluation import evaluate
from portal.questionnaire.program import Program
from portal.questionnaire.rules import Problem

_ADDRESS = ("address_line1", "address_line2", "town_or_city", "postcode_full")
_LONGEST_SHOWN = 100


def convert(layout: Layout, rules: RowRules, sent: Mapping[int, str | None], directory: Directory) -> Row:
    """The answers that the cells of a row mean."""
    row = Row(layout, Cells(layout.types, sent, layout.moved(sent, rules.persons)), directory)
    answers = row.answers
    for column in layout.columns:
        if row.counts(column):
            answers[column.answer] = value_of(row, column)
    _find_address(row)
    return row


def _find_address(row: Row) -> None:
    """An address without UPRN is looked for; what is not found for sure stays as it was typed."""
    answers = row.answers
    if answers["uprn"] is not None:
        return
    line, _, town, postcode = (answers[name] for name in _ADDRESS)
    searched = ", ".join(answers[name] for name in _ADDRESS if answers[name])
    found = row.directory.address_found(searched) if line and town and postcode else None
    if found is None:
        answers["manual_address_entry_selected"] = True
    else:
        answers.update(uprn=found, uprn_known=1, uprn_confirmed=1)


def judge(row: Row, rules: RowRules, program: Program, context: Any) -> Judged:
    """The verdict on a row: every error of it, each at its cell."""
    row.evaluation = evaluate(program, row.answers, context)
    for check in rules.checks:
        check(row)
    _not_options(row)
    _unanswered(row, rules)
    _rules_of_logs(row, rules, program)
    _warnings(row, rules)
    _unreadable(row)
    return Judged(row.evaluation, row.errors, _not_kept(row))


def _not_options(row: Row) -> None:
    """A code in a cell that stands for no answer, where the question is asked."""
    for number, code in row.cells.not_an_option.items():
        (answer, *_) = names = row.layout.answers_at[number]
        if row.asked(*names):
            row.fail(NOT_AN_OPTION, f"“{code}” is not one of the codes for {row.label(answer)}", number)


def _unanswered(row: Row, rules: RowRules) -> None:
    """Questions that are asked and have no answer, told at their first field unless something is told there."""
    date_field = row.layout.questionnaire.date_field
    for name in row.evaluation.missing:
        fields = rules.places(row, name)
        if not fields or row.in_error(fields):
            continue
        blank = tuple(number for number in fields if not row.cells.given(number))
        told = fields[:1]
        if _is_date(row, name) and (name == date_field or len(blank) < len(fields)):
            told = blank or told
        row.fail(UNANSWERED, f"You must answer {row.label(name)}", *told)


def _is_date(row: Row, name: str) -> bool:
    return any(len(column.fields) == len(DATE_PARTS) for column in row.layout.of_answer.get(name, ()))


def _rules_of_logs(row: Row, rules: RowRules, program: Program) -> None:
    """What the rules of logs say, at every field of the answers that they speak of."""
    for name, problems in row.evaluation.errors.items():
        said = next((problem for problem in problems if not _is_silent(problem, name, program)), None)
        if said is not None:
            free = [number for number in rules.places(row, name) if not row.in_error([number])]
            row.fail(said.rule, said.message, *free)


def _is_silent(problem: Problem, name: str, program: Program) -> bool:
    rule = program.rules.get(problem.rule)
    return rule is not None and name in rule.silent_in_bulk_upload


def _warnings(row: Row, rules: RowRules) -> None:
    """Warnings that stand, at the questions they are about, where nothing worse is told."""
    evaluation = row.evaluation
    told: list[tuple[Problem, tuple[int, ...]]] = []
    for confirm, problems in evaluation.warnings.items():
        for name in evaluation.warning_fields[confirm]:
            fields = rules.places(row, name)
            if row.asked(name) and not row.in_error(fields):
                told.append((problems[0], fields))
    for problem, fields in told:
        row.fail(problem.rule, problem.message, *fields, category=Category.SOFT)


def _unreadable(row: Row) -> None:
    """A cell that cannot be read is told once, instead of whatever follows from its having no answer."""
    for number, value in row.cells.unreadable.items():
        names = row.layout.answers_at[number]
        if row.asked(*names):
            what = "a number" if row.layout.types[number] is CellType.DECIMAL else "a whole number"
            shown = value.strip()[:_LONGEST_SHOWN]
            row.replace(UNREADABLE, f"“{shown}” in {row.label(names[0])} is not {what}", number)


def _not_kept(row: Row) -> list[int]:
    """Fields that hold something that the log does not ask for."""
    cleared = row.evaluation.cleared
    names = (name for name in cleared if name in row.layout.of_answer)
    return sorted({row.cells.place(number) for name in names for number in row.fields(name) if row.cells.given(number)})
