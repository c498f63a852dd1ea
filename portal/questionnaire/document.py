"""The parts of a questionnaire: what one year asks, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from sys import intern
from typing import Any

from portal.questionnaire.columns import BulkColumn, CdsElement, CellType, CsvColumn, in_order
from portal.questionnaire.expressions import Expression

# Rules of the engine itself: values that cannot be read, are beyond limits or exclude each other.
ENGINE_RULES = frozenset(
    {
        "not_a_number",
        "step",
        "unreal_date",
        "too_long",
        "unreadable_text",
        "unknown_code",
        "out_of_range",
        "contradicting_boxes",
    }
)


class Kind(StrEnum):
    """How a question is answered."""

    RADIO = "radio"
    CHECKBOXES = "checkboxes"
    SELECT = "select"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    ADDRESS = "address"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen; `offered_when` hides it from the page but not from the valid codes."""

    code: int | str
    label: str
    hint: str = ""
    offered_when: Expression | None = None
    offered: bool = True
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class CarriedFrom:
    """Which answer of the year before becomes an answer here; a code that is not named stays itself."""

    question: str
    codes: Mapping[Any, Any]


@dataclass(frozen=True, eq=False)
class Question:
    """One question where it stands. The same id may stand in several places, of which normally one is asked.

    A place is itself only, however alike another may look.
    """

    id: str
    kind: Kind
    label: str
    ask: str
    missing: str = ""
    hint: str = ""
    number: int | None = None
    options: tuple[Option, ...] = ()
    options_from: str | None = None
    after_divider: tuple[int | str, ...] = ()
    shown_for: tuple[str, frozenset[Any]] | None = None
    minimum: int | Decimal | None = None
    maximum: int | Decimal | None = None
    step: str | None = None
    whole: bool = False
    prefix: str = ""
    suffix: tuple[tuple[Expression | None, str], ...] = ()
    width: int | None = None
    max_length: int = 255
    optional: Expression | bool = False
    derived: Expression | bool = False
    always_counts: bool = False
    keep: bool = False
    shown_as: tuple[tuple[Expression, str], ...] = ()
    also_show: tuple[tuple[Expression, str], ...] = ()
    hidden_in_check_answers: Expression | bool = False
    person: int | None = None
    carried_from: CarriedFrom | None = None
    bulk: tuple[BulkColumn, ...] = ()
    csv: tuple[CsvColumn, ...] = ()
    cds: tuple[CdsElement, ...] = ()
    line: int | None = None

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The answers that the question fills: its own id, or one for each box of a checkbox group."""
        if self.kind is Kind.CHECKBOXES:
            return tuple(intern(str(option.code)) for option in self.options)
        return (self.id,)

    @property
    def not_answered(self) -> str:
        """What is said when the question was left out."""
        if self.missing:
            return self.missing
        verb = "Select" if self.kind in (Kind.RADIO, Kind.CHECKBOXES, Kind.SELECT, Kind.ADDRESS) else "Enter"
        return f"{verb} an answer to “{self.ask}”"

    @property
    def is_worked_out(self) -> bool:
        """Nobody can enter it: it adds up, or always follows from other answers."""
        return self.kind is Kind.TOTAL or self.derived is True

    @property
    def exclusive(self) -> tuple[str, ...]:
        """The boxes that stand for none of the others, such as “Don’t know”."""
        if self.kind is not Kind.CHECKBOXES or len(self.options) < 2:
            return ()
        return tuple(name for name in self.fields if name in self.after_divider)

    @cached_property
    def conditions(self) -> tuple[Expression, ...]:
        """Every condition of the question itself; that of its group comes on top."""
        flags = (self.optional, self.derived, self.hidden_in_check_answers)
        return (
            *(flag for flag in flags if isinstance(flag, Expression)),
            *(condition for condition, _ in (*self.shown_as, *self.also_show, *self.suffix) if condition),
            *(option.offered_when for option in self.options if option.offered_when),
        )

    @cached_property
    def columns(self) -> tuple[BulkColumn | CsvColumn, ...]:
        """Its fields and columns in files, which may have conditions of their own."""
        return (*self.bulk, *self.csv)

    @cached_property
    def reads(self) -> frozenset[str]:
        """The answers that decide how far the question is dealt with: its own and those its conditions name."""
        named = frozenset().union(*(condition.depends_on for condition in self.conditions))
        return named.union(self.fields, self.shown_for[:1] if self.shown_for else ())

    @cached_property
    def exact_step(self) -> Decimal | None:
        """What the number must be a multiple of."""
        return None if self.step is None else Decimal(self.step)

    @cached_property
    def codes(self) -> frozenset[Any]:
        """Every valid code, shown or not."""
        return frozenset(option.code for option in self.options)

    @cached_property
    def label_of(self) -> Mapping[Any, str]:
        """Code to label."""
        return {option.code: option.label for option in self.options}


@dataclass(frozen=True)
class Group:
    """Questions that are asked together under one condition."""

    id: str
    when: Expression | None
    questions: tuple[Question, ...]
    heading: str = ""
    guidance: str = ""
    ungated: bool = False


@dataclass(frozen=True)
class WarningCheck:
    """A place where a soft rule may ask for confirmation, for one person or for the log."""

    confirm: str
    rule: str
    person: int | None
    when: Expression | None


@dataclass(frozen=True)
class Subsection:
    """One page of the log: a task in the task list."""

    id: str
    title: str
    after_setup: bool
    when: Expression | None
    shown_when: Expression | None
    groups: tuple[Group, ...]
    warnings: tuple[WarningCheck, ...]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions in order."""
        return tuple(question for group in self.groups for question in group.questions)


@dataclass(frozen=True)
class Section:
    """A heading of the task list."""

    id: str
    title: str
    subsections: tuple[Subsection, ...]


@dataclass(frozen=True)
class WarningText:
    """How a confirmation is worded: what it is called, what is asked, and what the user says to keep the values."""

    title: str
    text: str = ""
    confirm: str = ""
    label: str = ""
    csv: tuple[CsvColumn, ...] = ()
    cds: tuple[CdsElement, ...] = ()


@dataclass(frozen=True)
class StoredField:
    """A value that is kept with the log without being a question of its own (derived or inferred)."""

    id: str
    type: str
    label: str
    options: Mapping[Any, str] = field(default_factory=dict)
    bulk: tuple[BulkColumn, ...] = ()
    csv: tuple[CsvColumn, ...] = ()
    cds: tuple[CdsElement, ...] = ()


@dataclass(frozen=True)
class Columns:
    """What files of a year hold besides answers, and the orders in which they have always come.

    What an order does not name follows what was asked before it, so a new question needs no place here.
    """

    csv_facts: tuple[CsvColumn, ...] = ()
    csv_support_order: tuple[str, ...] = ()
    csv_others_order: tuple[str, ...] = ()
    cds_order: tuple[str, ...] = ()


@dataclass(frozen=True)
class Questionnaire:
    """What one kind of log asks in one collection year."""

    log_type: str
    year: int
    title: str
    date_field: str
    sections: tuple[Section, ...]
    conditions: Mapping[str, Expression]
    setup_ignores: frozenset[str]
    stored: Mapping[str, StoredField]
    warning_texts: Mapping[str, WarningText]
    guidance: Mapping[str, str]
    columns: Columns = field(default_factory=Columns)
    source: str = ""

    @cached_property
    def subsections(self) -> tuple[Subsection, ...]:
        """All subsections in order."""
        return tuple(subsection for section in self.sections for subsection in section.subsections)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every placement of every question, in order."""
        return tuple(question for subsection in self.subsections for question in subsection.questions)

    @cached_property
    def by_id(self) -> Mapping[str, tuple[Question, ...]]:
        """Question id to its placements."""
        found: dict[str, list[Question]] = {}
        for question in self.questions:
            found.setdefault(question.id, []).append(question)
        return {name: tuple(placements) for name, placements in found.items()}

    @cached_property
    def by_field(self) -> Mapping[str, tuple[Question, ...]]:
        """Answer field (a box of a checkbox group counts by itself) to the questions that fill it."""
        found: dict[str, list[Question]] = {}
        for question in self.questions:
            for name in question.fields:
                found.setdefault(name, []).append(question)
        return {name: tuple(placements) for name, placements in found.items()}

    @cached_property
    def codes_of(self) -> Mapping[str, frozenset[Any]]:
        """Answer to every code that it can have, where that is known: chosen from options here, or ticked."""
        found: dict[str, set[Any]] = {}
        for question in self.questions:
            if question.kind is Kind.CHECKBOXES:
                found.update((name, {0, 1}) for name in question.fields)
            elif question.kind in (Kind.RADIO, Kind.SELECT) and question.options:
                found.setdefault(question.id, set()).update(question.codes)
        found.update((name, set(stored.options)) for name, stored in self.stored.items() if stored.options)
        return {name: frozenset(codes) for name, codes in found.items()}

    @cached_property
    def confirm_fields(self) -> frozenset[str]:
        """The fields that hold confirmations of warnings."""
        return frozenset(check.confirm for subsection in self.subsections for check in subsection.warnings)

    @cached_property
    def _with_columns(self) -> tuple[Question | StoredField | WarningText, ...]:
        return (*self.questions, *self.stored.values(), *self.warning_texts.values())

    @cached_property
    def bulk_columns(self) -> tuple[BulkColumn, ...]:
        """How an upload gives each answer, in the order of the questions; an answer may have several."""
        of_stored = (column for stored in self.stored.values() for column in stored.bulk)
        return (*(column for question in self.questions for column in question.bulk), *of_stored)

    @cached_property
    def bulk_fields(self) -> Mapping[int, tuple[BulkColumn, ...]]:
        """Field number of the upload template to the answers that the field carries, in the order of the numbers."""
        found: dict[int, list[BulkColumn]] = {}
        for column in self.bulk_columns:
            for number in column.fields:
                found.setdefault(number, []).append(column)
        return {number: tuple(found[number]) for number in sorted(found)}

    @cached_property
    def bulk_cell_types(self) -> Mapping[int, CellType]:
        """What a cell of each field must hold; of several answers that it carries, the one least particular decides."""
        return {
            number: max((column.type for column in columns), key=list(CellType).index)
            for number, columns in self.bulk_fields.items()
        }

    def csv_columns(self, *, support: bool) -> tuple[CsvColumn, ...]:
        """The columns of a download, in order, for support or for everybody else."""
        asked = (column for part in self._with_columns for column in part.csv)
        order = self.columns.csv_support_order if support else self.columns.csv_others_order
        named = ((column.support if support else column.others, column) for column in (*self.columns.csv_facts, *asked))
        return tuple(column for _, column in in_order([pair for pair in named if pair[0]], order))

    @cached_property
    def cds_elements(self) -> tuple[CdsElement, ...]:
        """The elements that carry answers, in document order."""
        named = {element.name: element for part in self._with_columns for element in part.cds}
        return tuple(element for _, element in in_order(named.items(), self.columns.cds_order))

    def subsection(self, subsection_id: str) -> Subsection:
        """The subsection of this id; KeyError when there is none."""
        for subsection in self.subsections:
            if subsection.id == subsection_id:
                return subsection
        raise KeyError(subsection_id)

    def placements(self) -> Iterator[tuple[Subsection, Group, Question]]:
        """Every question with the place where it stands."""
        for subsection in self.subsections:
            for group in subsection.groups:
                for question in group.questions:
                    yield subsection, group, question

    def label(self, name: str) -> str:
        """The short label of an answer in this year, whatever kind of field it is."""
        if placements := self.by_id.get(name):
            return placements[0].label
        if boxes := self.by_field.get(name):
            return f"{boxes[0].label}: {boxes[0].label_of[name]}"
        if name in self.stored:
            return self.stored[name].label
        if name in self.warning_texts:
            return self.warning_texts[name].label or self.warning_texts[name].title
        return name.replace("_", " ")
