"""From codes to words: answers with the labels of the log's own year."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from accounts.models import User
from orgs.areas.lookup import load_areas
from orgs.models import Organisation
from portal.logs.kinds import kind_named
from portal.logs.references import reference_to
from portal.questionnaire.answers import Answers, is_blank
from portal.questionnaire.document import Kind, Question
from portal.questionnaire.evaluation import Evaluation, Status, SubsectionState
from portal.questionnaire.program import Program
from portal.words import day_in_words

STATUS_WORDS = {
    Status.CANNOT_START: "Cannot start yet",
    Status.NOT_STARTED: "Not started",
    Status.IN_PROGRESS: "In progress",
    Status.COMPLETED: "Completed",
}


@dataclass
class Row:
    """One line of check answers."""

    field: str
    label: str
    value: str
    answered: bool
    optional: bool
    extra: list[str] = dataclasses.field(default_factory=list)
    warning: str = ""


@dataclass
class Card:
    """Rows that belong to one person, or to nobody in particular."""

    title: str
    rows: list[Row]


class Wording:
    """Says answers of one log in words; references are read once."""

    def __init__(self, program: Program, answers: Answers, day: date | None = None) -> None:
        self.program = program
        self.questionnaire = program.questionnaire
        self.answers = answers
        self.day = day
        self._names: dict[tuple[str, Any], str] = {}

    def of(self, name: str, value: Any) -> str:
        """One answer in words, whatever kind of field it is; empty for no answer."""
        if is_blank(value):
            return ""
        placements = self.questionnaire.by_id.get(name)
        if placements:
            return self.of_question(placements[0], value, placements)
        if name in self.questionnaire.by_field:
            return "Yes" if value == 1 else "No"
        if name in self.questionnaire.confirm_fields:
            return "Confirmed" if value == 0 else "Not confirmed"
        stored = self.questionnaire.stored.get(name)
        if stored and value in stored.options:
            return stored.options[value]
        if stored and stored.type == "decimal":  # amounts of money, all of them
            return f"£{value:,.2f}" if isinstance(value, Decimal) else str(value)
        return self.plain(value)

    def label(self, name: str) -> str:
        """The short label of an answer; of two with the same one, the first is called by its whole question."""
        label = self.questionnaire.label(name)
        placements = self.questionnaire.by_id.get(name)
        if placements and self._first_of_label.get(label) == name and self._shared[label] > 1:
            return placements[0].ask
        return label

    @cached_property
    def _shared(self) -> Counter[str]:
        return Counter(placements[0].label for placements in self.questionnaire.by_id.values())

    @cached_property
    def _first_of_label(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, placements in self.questionnaire.by_id.items():
            found.setdefault(placements[0].label, name)
        return found

    def of_question(self, question: Question, value: Any, placements: tuple[Question, ...] = ()) -> str:
        """An answer to a question, with the label of its code or its unit."""
        if question.options_from:
            return self.reference(question, value)
        if question.kind is Kind.CHECKBOXES:
            return "Yes" if value == 1 else "No"
        # One question can stand in several places, each with options of its own (the ethnic backgrounds of a group).
        for placement in (question, *(placements or self.questionnaire.by_id.get(question.id, ()))):
            if value in placement.label_of:
                return placement.label_of[value]
        if question.kind in (Kind.NUMBER, Kind.TOTAL):
            return f"{question.prefix}{self.number(question, value)}{self.suffix(question)}"
        return self.plain(value)

    def number(self, question: Question, value: Any) -> str:
        """Money with pence and thousands separators, other numbers as they are."""
        try:
            return f"{Decimal(value):,.2f}" if question.prefix == "£" else f"{Decimal(value):,f}"
        except ArithmeticError:
            return str(value)

    def suffix(self, question: Question) -> str:
        """The unit whose condition holds."""
        for condition, text in question.suffix:
            if condition is None or condition.test(self.answers, {}):
                return text if text == "%" else f" {text}"
        return ""

    def reference(self, question: Question, value: Any) -> str:
        """The name behind an id or an authority's code."""
        key = (question.options_from or "", value)
        if key not in self._names:
            self._names[key] = self._reference(key[0], value)
        return self._names[key]

    def _reference(self, source: str, value: Any) -> str:
        if source == "organisations":
            organisation = Organisation.objects.filter(pk=value).prefetch_related("name_changes").first()
            return organisation.name_on(self.day) if organisation else f"ORG{value}"
        if source == "users":
            person = User.objects.filter(pk=value).first()
            return f"{person.name} ({person.email})" if person else str(value)
        if reference := reference_to(source):
            return reference.name(value)
        return load_areas().name(str(value))

    @staticmethod
    def plain(value: Any) -> str:
        """Dates in words, yes or no for truths, the rest as text."""
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, date):
            return day_in_words(value)
        return str(value)

    def of_stored(self, name: str, value: Any) -> str:
        """A value from history, where dates are ISO text."""
        parser = self.program.parsers.get(name)
        return self.of(name, parser(value) if parser and value is not None else value)


def cards_of(
    program: Program, subsection_id: str, evaluation: Evaluation, wording: Wording, role_questions: list[str]
) -> list[Card]:
    """The check answers of a subsection: one card per person, the rest in one without a title."""
    subsection = program.questionnaire.subsection(subsection_id)
    state = evaluation.subsections[subsection_id]
    asked = {question.id for question in state.asked} | set(state.applicable) | set(role_questions)
    cards: dict[int | None, Card] = {}
    done: set[str] = set()
    for question in subsection.questions:
        if question.id not in asked or question.id in done or _hidden(question, evaluation.answers):
            continue
        if question.always_counts and question.id not in role_questions:
            continue
        done.add(question.id)
        card = cards.setdefault(question.person, Card(_card_title(program, question.person, evaluation.answers), []))
        card.rows.append(_row(question, state, evaluation, wording))
    return [card for card in cards.values() if card.rows]


def _hidden(question: Question, answers: Answers) -> bool:
    hidden = question.hidden_in_check_answers
    return hidden if isinstance(hidden, bool) else hidden.test(answers, {})


def _card_title(program: Program, person: int | None, answers: Answers) -> str:
    if person is None:
        return ""
    return kind_named(program.questionnaire.log_type).words.person_title(person, answers)


def _row(question: Question, state: SubsectionState, evaluation: Evaluation, wording: Wording) -> Row:
    answers = evaluation.answers
    if question.kind is Kind.CHECKBOXES:
        labels = [option.label for option in question.options if answers[str(option.code)] == 1]
        value = "Yes" if labels and len(question.options) == 1 else ", ".join(labels)
    else:
        value = wording.of_question(question, answers[question.id]) if answers[question.id] is not None else ""
    for condition, text in question.shown_as:
        if condition.test(answers, {}):
            value = text
            break
    extra = [
        wording.of(name, answers[name])
        for condition, name in question.also_show
        if condition.test(answers, {}) and answers[name] is not None
    ]
    warnings = [
        problems[0].message
        for confirm, problems in evaluation.warnings.items()
        if evaluation.warning_fields[confirm] and question.id == evaluation.warning_fields[confirm][0]
    ]
    optional = question.optional is True or (
        not isinstance(question.optional, bool) and question.optional.test(answers, {})
    )
    return Row(
        field=question.id,
        label=question.label,
        value=value,
        answered=bool(value),
        optional=optional,
        extra=[text for text in extra if text],
        warning=warnings[0] if warnings else "",
    )
