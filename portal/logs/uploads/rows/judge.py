"""From the cells of rows to verdicts: convert, evaluate with the facts around read once, find errors, tell the cells.

Everything here is a function of what it is given; a chunk of rows asks the database a fixed number of times (for the
directory and the context), a row never.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from portal.logs.uploads.rows.cells import Cells
from portal.logs.uploads.rows.checks import hold_to_year
from portal.logs.uploads.rows.conversions import steps_of
from portal.logs.uploads.rows.directory import Directory
from portal.logs.uploads.rows.layout import Layout
from portal.logs.uploads.rows.registry import RowRules
from portal.logs.uploads.rows.row import Row
from portal.logs.uploads.rows.verdict import NOT_AN_OPTION, UNANSWERED, UNREADABLE, Category, Judged
from portal.questionnaire.columns import CellType
from portal.questionnaire.document import Kind
from portal.questionnaire.evaluation import evaluate
from portal.questionnaire.program import Program
from portal.questionnaire.rules import Problem

if TYPE_CHECKING:
    from portal.questionnaire.routing import Context


_ADDRESS = ("address_line1", "address_line2", "town_or_city", "postcode_full")
_OF_BOXES = frozenset({"first_ticked", "other_need", "any_need"})
_LONGEST_SHOWN = 100
_BAD_VALUES = frozenset({"unknown_code", "not_a_number", "unreal_date", "too_long", "unreadable_text"})


def convert(layout: Layout, rules: RowRules, sent: Mapping[int, str | None], directory: Directory) -> Row:
    """The answers that the cells of a row mean."""
    cells = Cells(layout.types, sent)
    described = layout.described(cells.filled)
    if moved := layout.moved(described, rules.persons):
        cells.move(moved)
        described = layout.described(cells.filled)
    row = Row(layout, cells, directory, described)
    answers, filled, steps = row.answers, cells.filled, steps_of(layout)
    answers.update(layout.no_answers)
    answers.update(cells.integers(steps.numbers))
    answers.update([(name, cells.text(number)) for name, number in steps.texts if number in filled])
    for column, value_of, needed in steps.others:
        if (needed is None or needed in filled) and (column.when is None or row.counts(column)):
            answers[column.answer] = value_of(row, column)
    _find_address(row)
    return row


def _find_address(row: Row) -> None:
    """An address without UPRN is looked for; what is not found for sure stays as it was typed."""
    answers = row.answers
    if answers["uprn"] is not None or not any(answers[name] for name in _ADDRESS):
        return
    line, _, town, postcode = (answers[name] for name in _ADDRESS)
    searched = ", ".join(answers[name] for name in _ADDRESS if answers[name])
    found = row.directory.address_found(searched) if line and town and postcode else None
    if found is None:
        answers["manual_address_entry_selected"] = True
    else:
        answers.update(uprn=found, uprn_known=1, uprn_confirmed=1)


def judge(row: Row, rules: RowRules, program: Program, context: Context) -> Judged:
    """The verdict on a row: every error of it, each at its cell."""
    hold_to_year(row)
    row.evaluation = evaluate(program, row.answers, context)
    if not row.evaluation.setup_complete:
        row.behind_the_set_up = _behind_the_set_up(row, program, context)
    for check in rules.checks:
        check(row)
    _not_options(row)
    _bad_answers(row)
    _unanswered(row, rules)
    _rules_of_logs(row, rules, program)
    _show_every_broken_rule(row, program)
    _warnings(row, rules)
    _unreadable(row)
    return Judged(row.evaluation, row.errors, _not_kept(row))


def _behind_the_set_up(row: Row, program: Program, context: Context) -> frozenset[str]:
    """What would be asked if the set-up were complete: a cell that cannot be read waits for nothing else to be told."""
    answers = row.evaluation.answers
    values, facts = program.values_of(answers), context.facts_for(answers)
    routed, _, _ = program.route(values, facts)
    asked = {question.id for listing in program.listings for question in listing(values, facts, routed)[0]}
    return frozenset().union(*(row.layout.names_of[one] for one in asked))


def _not_options(row: Row) -> None:
    """A code in a cell that stands for no answer, where the question is still without one."""
    if not row.cells.not_an_option:
        return
    missing = row.behind_the_set_up.union(row.evaluation.missing)
    for number, code in row.cells.not_an_option.items():
        (answer, *_) = names = row.layout.answers_at[number]
        if missing.intersection(names):
            row.fail(NOT_AN_OPTION, f"“{code}” is not one of the codes for {row.label(answer)}", number)


def _bad_answers(row: Row) -> None:
    """Answers that cannot be what they are, where they are asked for and nothing else has taken their place."""
    for name, problems in row.evaluation.errors.items():
        bad = next((problem for problem in problems if problem.rule in _BAD_VALUES), None)
        if bad is None:
            continue
        row.bad.add(name)
        # A box that is not ticked counts as 0, and so does a charge; a code that took another's place was worked out.
        is_code = bad.rule == "unknown_code" and name in row.layout.questionnaire.by_id
        if row.concerned(name) and (not is_code or row.evaluation.answers[name] is None):
            row.fail(bad.rule, bad.message, *row.fields(name))


def _unanswered(row: Row, rules: RowRules) -> None:
    """Questions that are asked and have no answer, told at the part that is blank unless something is told there."""
    date_field = row.layout.questionnaire.date_field
    for name in row.evaluation.missing:
        fields = rules.places(row, name)
        if not fields or row.in_error((*fields, *row.fields(name))) or row.cells.unreadable.keys() & set(fields):
            continue
        blank = tuple(number for number in fields if not row.cells.given(number))
        begun = fields == row.fields(name) and 0 < len(blank) < len(fields)
        marked = blank if begun or (blank and name == date_field) else fields[:1]
        text = row.cells.text(marked[0])
        if text is None:
            row.fail(UNANSWERED, f"You must answer {row.label(name)}", *marked)
        else:
            shown = text[:_LONGEST_SHOWN]
            row.fail(NOT_AN_OPTION, f"“{shown}” cannot be the answer to {row.label(name)} in this row", *marked)


def _rules_of_logs(row: Row, rules: RowRules, program: Program) -> None:
    """What the rules of logs say, at every field of the answers that they speak of."""
    for name, problems in row.evaluation.errors.items():
        said = next((problem for problem in problems if _is_said(row, problem, name, program)), None)
        if said is None or name in row.bad:
            continue
        fields = _missing_half(row, name) or rules.places(row, name)
        row.fail(said.rule, said.message, *(number for number in fields if not row.in_error([number])))


def _show_every_broken_rule(row: Row, program: Program) -> None:
    """A rule that is broken is told somewhere, even if nothing else would tell it."""
    for name, problems in row.evaluation.errors.items():
        said = [problem for problem in problems if _is_said(row, problem, name, program)]
        if said and name not in row.bad and not row.errors:
            row.fail(said[0].rule, said[0].message, *(row.fields(name) or sorted(row.layout.setup))[:1])


def _missing_half(row: Row, name: str) -> tuple[int, ...]:
    """The blank cells of an answer that is made of several and was begun: what is wrong with it is told there."""
    fields = row.fields(name)
    blank = tuple(number for number in fields if not row.cells.given(number))
    return blank if len(blank) < len(fields) else ()


def _is_said(row: Row, problem: Problem, name: str, program: Program) -> bool:
    """Not what files leave to another cell, nor what follows from a date that is told already."""
    rule = program.rules.get(problem.rule)
    if rule is None:
        return True
    on_date = row.date_stands_in and row.layout.questionnaire.date_field in rule.fields
    return name not in rule.silent_in_bulk_upload and not on_date


def _warnings(row: Row, rules: RowRules) -> None:
    """Warnings that stand, at the first cell of each question they are about, where nothing is told yet."""
    evaluation = row.evaluation
    if row.date_stands_in:
        return
    for confirm, problems in evaluation.warnings.items():
        for name in evaluation.warning_fields[confirm]:
            fields = rules.places(row, name)
            if fields and row.asked(name) and not row.in_error(fields):
                row.fail(problems[0].rule, problems[0].message, fields[0], category=Category.SOFT)


def _unreadable(row: Row) -> None:
    """A cell that cannot be read is told once, instead of whatever follows from its having no answer."""
    for number, value in row.cells.unreadable.items():
        names = row.layout.answers_at[number]
        if row.concerned(*names):
            what = "a number" if row.layout.types[number] is CellType.DECIMAL else "a whole number"
            shown = value.strip()[:_LONGEST_SHOWN]
            row.replace(UNREADABLE, f"“{shown}” in {row.label(names[0])} is not {what}", number)


def _not_kept(row: Row) -> list[int]:
    """Fields that hold something of which the log keeps nothing, because it does not ask for it."""
    cells, layout = row.cells, row.layout
    filled, columns_of = cells.filled, layout.of_answer
    columns = [column for name in row.evaluation.cleared for column in columns_of.get(name, ())]
    columns += [column for column in layout.conditional if cells.given(*column.fields) and not row.counts(column)]
    columns += [column for name in row.evaluation.errors for column in columns_of.get(name, ())]
    unused = {number for column in columns for number in column.fields if number in filled}
    unused = {number for number in (*unused, *cells.unreadable, *cells.not_an_option) if not row.in_error([number])}
    return sorted(cells.place(number) for number in unused if not _is_kept(row, number) and not _is_no(row, number))


def _is_kept(row: Row, number: int) -> bool:
    """One cell may bring several answers, of which the log asks for one and not for another."""
    answers, cleared = row.evaluation.answers, row.evaluation.cleared
    return any(
        answers[column.answer] is not None and column.answer not in cleared and row.counts(column)
        for column in row.layout.questionnaire.bulk_fields[number]
    )


def _is_no(row: Row, number: int) -> bool:
    """A box with a 0 says nothing that could be lost."""
    questionnaire = row.layout.questionnaire
    return row.cells.text(number) == "0" and all(
        column.convert in _OF_BOXES
        or any(place.kind is Kind.CHECKBOXES for place in questionnaire.by_field.get(column.answer, ()))
        for column in questionnaire.bulk_fields[number]
    )
