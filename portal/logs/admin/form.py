"""From the questions that are asked now to one GOV.UK form, and from what was sent to changes of answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.logs.admin.address import AddressFields
from portal.logs.admin.options import OptionSource
from portal.logs.answers_json import plain
from portal.questionnaire.answers import Answers
from portal.questionnaire.document import Kind, Question
from portal.questionnaire.evaluation import Evaluation
from portal.questionnaire.messages import not_a_number
from portal.questionnaire.parsing import Bad
from portal.questionnaire.program import Program
from portal.theme.forms import (
    FieldWarning,
    GovCheckboxesField,
    GovDateField,
    GovDecimalField,
    GovForm,
    GovIntegerField,
    GovMoneyField,
    GovRadiosField,
    GovReadOnlyField,
    GovSearchSelectField,
    GovTextField,
    Option,
)

MANY_LOCATIONS = 20
"""From here on locations are searched instead of all being shown (section 6.4)."""


@dataclass(frozen=True)
class Placed:
    """A question on the page with what surrounds it."""

    question: Question
    heading: str = ""
    guidance: str = ""


def questions_on_page(
    program: Program, subsection_id: str, evaluation: Evaluation, context: Any, also: Sequence[str] = ()
) -> list[Placed]:
    """Every question of the groups now asked, those that an option reveals included.

    `also` names questions that the role of the user brings onto the page (who owns, manages, completes).
    """
    answers = evaluation.answers
    routed, _, _ = program.route(program.values_of(answers), context.facts_for(answers))
    index = [subsection.id for subsection in program.questionnaire.subsections].index(subsection_id)
    groups = dict(enumerate(routed))
    placed: list[Placed] = []
    seen: set[str] = set()
    number_of_group = {entry.question: entry.group for entry in program.entries[index]}
    for group in program.questionnaire.subsections[index].groups:
        for position, question in enumerate(group.questions):
            asked = groups[number_of_group[question]] or question.id in also
            if not asked or question.id in seen or (question.derived is True and question.id not in also):
                continue
            seen.add(question.id)
            first = position == 0
            placed.append(Placed(question, group.heading if first else "", group.guidance if first else ""))
    return placed


class SubsectionForm(GovForm):
    """One subsection of a log. Nothing is required by the form itself: half a page can be saved."""

    def __init__(
        self,
        *args: Any,
        placed: Sequence[Placed],
        evaluation: Evaluation,
        program: Program,
        options: OptionSource,
        **kwargs: Any,
    ) -> None:
        self.placed = list(placed)
        self.evaluation = evaluation
        self.program = program
        self.options = options
        self.address = AddressFields()
        answers = evaluation.answers
        kwargs.setdefault("initial", {p.question.id: initial_of(p.question, answers) for p in placed})
        super().__init__(*args, **kwargs)
        children: dict[str, dict[Any, list[str]]] = {}
        for item in placed:
            if item.question.shown_for:
                parent, codes = item.question.shown_for
                for code in codes:
                    children.setdefault(parent, {}).setdefault(code, []).append(item.question.id)
        for item in placed:
            if item.question.kind is Kind.ADDRESS:
                self.fields.update(self.address.search_fields(item.question, self.data, answers))
            else:
                self.fields[item.question.id] = self.build(item.question, children.get(item.question.id, {}))
        self.fields.update(self.address.way_back({item.question.id for item in placed}))
        self.place_warnings()

    def build(self, question: Question, reveal: Mapping[Any, list[str]]) -> Any:
        """The GOV.UK field of a question, filled with labels of the log's own year."""
        answers = self.evaluation.answers
        derived = question.derived if isinstance(question.derived, bool) else question.derived.test(answers, {})
        common: dict[str, Any] = {
            "label": question.ask,
            "short_label": question.label,
            "hint": question.hint,
            "number": question.number,
            "required": False,
            "error_messages": {"required": question.not_answered},
        }
        if question.kind is Kind.TOTAL or (derived and not question.always_counts and not question.shown_for):
            return GovReadOnlyField(**common, prefix=question.prefix, suffix=self.suffix(question))
        if question.kind is Kind.CHECKBOXES:
            return GovCheckboxesField(**common, options=self.boxes(question), reveal=reveal, live=True)
        if question.kind is Kind.RADIO:
            return GovRadiosField(**common, options=self.radios(question), reveal=reveal, live=True)
        if question.kind is Kind.SELECT:
            options = self.options.for_question(question)
            if question.options_from == "locations" and len(options) < MANY_LOCATIONS:
                return GovRadiosField(**common, options=options, live=True)
            whole = bool(options) and all(isinstance(option.value, int) for option in options)
            return GovSearchSelectField(**common, options=options, coerce=int if whole else str, live=True)
        if question.kind is Kind.NUMBER:
            return self.number(question, common)
        if question.kind is Kind.DATE:
            return GovDateField(**common, live=True)
        return GovTextField(**common, max_length=question.max_length, width=question.width, live=reveal != {})

    def number(self, question: Question, common: dict[str, Any]) -> Any:
        """Money, whole numbers and others; limits are the engine's."""
        suffix = self.suffix(question)
        common["error_messages"] |= {"invalid": not_a_number(question)}
        if question.prefix == "£":
            return GovMoneyField(**common, suffix=suffix, width=question.width, decimal_places=2)
        if question.whole:
            return GovIntegerField(**common, suffix=suffix, width=question.width)
        places = max(0, -int(Decimal(question.step or "0.01").as_tuple().exponent))
        return GovDecimalField(**common, suffix=suffix, width=question.width, decimal_places=places)

    def suffix(self, question: Question) -> str:
        """The suffix whose condition holds."""
        answers = self.evaluation.answers
        for condition, text in question.suffix:
            if condition is None or condition.test(answers, {}):
                return text
        return ""

    def radios(self, question: Question) -> list[Option]:
        """The options offered now, with the divider where the questionnaire puts it; the current one always."""
        answers = self.evaluation.answers
        current = answers[question.id]
        shown = self.options.limited(question)
        offered = [
            option
            for option in question.options
            if option.code == current
            or (
                option.offered
                and (shown is None or option.code in shown)
                and (option.offered_when is None or option.offered_when.test(answers, {}))
            )
        ]
        first_after = next((o.code for o in offered if o.code in question.after_divider), None)
        return [
            Option(option.code, option.label, option.hint, divider_before=option.code == first_after)
            for option in offered
        ]

    def boxes(self, question: Question) -> list[Option]:
        """The boxes of a group; those after the divider exclude the others."""
        first_after = next((o.code for o in question.options if o.code in question.after_divider), None)
        return [
            Option(
                option.code,
                option.label,
                option.hint,
                divider_before=option.code == first_after and len(question.options) > 1,
                exclusive=option.code in question.after_divider,
            )
            for option in question.options
        ]

    def place_warnings(self) -> None:
        """Put each warning beside the first question on this page that it is about."""
        subsection = {check.confirm for checks in self.program.checks for check in checks}
        pending = {**self.evaluation.confirmed, **self.evaluation.warnings}
        for confirm in (name for name in pending if name in subsection):
            about = [name for name in self.evaluation.warning_fields[confirm] if name in self.fields]
            if not about:
                continue
            text = self.program.questionnaire.warning_texts[confirm]
            problems = [*self.evaluation.warnings.get(confirm, ()), *self.evaluation.confirmed.get(confirm, ())]
            message = " ".join(dict.fromkeys(problem.message for problem in problems))
            warning = FieldWarning(
                text=message,
                name=confirm,
                confirm_label=text.confirm or "Yes, this is right",
                value="0",
                confirmed=self.evaluation.answers[confirm] == 0,
            )
            last = about[-1] if not self.is_bound else about[0]
            self.fields[last].warnings.append(warning)

    def changes(self, stored: Answers) -> dict[str, Any]:
        """What the person changed: answers that differ from the stored ones, unrevealed children emptied."""
        changes: dict[str, Any] = {}
        hidden = self.unrevealed_names
        for item in self.placed:
            question = item.question
            if question.id not in self.fields or isinstance(self.fields[question.id], GovReadOnlyField):
                continue
            for name, value in self.values(question, question.id in hidden).items():
                if not same(value, stored[name]):
                    changes[name] = value
        for name, value in self.address.changes(self.cleaned_data).items():
            if value != stored[name]:
                changes[name] = value
        for confirm, ticked in self.confirmations.items():
            value = 0 if ticked else None
            if value != stored[confirm]:
                changes[confirm] = value
        return changes

    def values(self, question: Question, hidden: bool) -> dict[str, Any]:
        """The answers that a question's widget stands for."""
        value = None if hidden else self.cleaned_data.get(question.id)
        if question.kind is Kind.CHECKBOXES:
            ticked = {str(code) for code in value or ()}
            if not ticked:
                return dict.fromkeys(question.fields)
            return {name: int(name in ticked) for name in question.fields}
        return {question.id: None if value in ("", []) else value}

    def seen(self, stored: Answers) -> str:
        """The stored answers this page shows, to notice changes by others meanwhile."""
        names = [name for item in self.placed for name in item.question.fields]
        return json.dumps({name: plain(stored[name]) for name in names}, default=float)


def initial_of(question: Question, answers: Answers) -> Any:
    """The value that a question's widget starts with."""
    if question.kind is Kind.CHECKBOXES:
        return [name for name in question.fields if answers[name] == 1]
    value = answers[question.id]
    if isinstance(value, Decimal) and question.step == "0.01" and value is not None:
        return f"{value:.2f}" if value % 1 else f"{value:f}".split(".")[0]
    return value


def same(value: Any, stored: Any) -> bool:
    """Whether two answers are the same, whatever type a widget gives them."""
    if value is None or stored is None or isinstance(value, Bad):
        return value is stored
    if isinstance(value, str) and isinstance(stored, str):
        return value.strip() == stored.strip()
    return bool(value == stored)
