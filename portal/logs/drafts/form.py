"""From the questions that are asked now to one GOV.UK form, and from what was sent to changes of answers."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from portal.logs.answers_json import plain
from portal.logs.drafts.address import UPRN, AddressFields
from portal.logs.drafts.options import OptionSource
from portal.logs.drafts.reading import CONFIRMED, Sent, held_names
from portal.logs.drafts.removals import SETUP
from portal.questionnaire.answers import Answers
from portal.questionnaire.document import Kind, Question
from portal.questionnaire.messages import not_a_number
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
from portal.theme.presenters import warning_view

if TYPE_CHECKING:
    pass


MANY_LOCATIONS = 20
"""From here on locations are searched instead of all being shown (docs/domain/organisations.md#6.4)."""


@dataclass(frozen=True)
class Placed:
    """A question on the page with what surrounds it."""

    question: Question
    heading: str = ""
    guidance: str = ""


def lay_out(options: OptionSource, subsection_id: str, sent: Sent | None = None) -> SubsectionForm:
    """The page of a subsection with the questions that are now asked."""
    placed = questions_on_page(options, subsection_id)
    data = None if sent is None else with_come_up(sent, placed, options.evaluation.answers)
    return SubsectionForm(data, subsection_id=subsection_id, placed=placed, options=options)


def questions_on_page(options: OptionSource, subsection_id: str) -> list[Placed]:
    """Every question of the groups now asked, those that an option reveals and the person's role brings included."""
    program, answers = options.program, options.evaluation.answers
    also = options.role_questions() if subsection_id == SETUP else []
    routed, _, _ = program.route(program.values_of(answers), options.context.facts_for(answers))
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
        subsection_id: str,
        placed: Sequence[Placed],
        options: OptionSource,
        **kwargs: Any,
    ) -> None:
        self.options, self.program, self.evaluation = options, options.program, options.evaluation
        self.index = [each.id for each in self.program.questionnaire.subsections].index(subsection_id)
        self.placed = list(placed)
        self.other_warnings: list[FieldWarning] = []
        self.address = AddressFields()
        answers = self.evaluation.answers
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
            return GovMoneyField(**common, live=True, suffix=suffix, width=question.width, decimal_places=2)
        if question.whole:
            return GovIntegerField(**common, live=True, suffix=suffix, width=question.width)
        places = max(0, -int(Decimal(question.step or "0.01").as_tuple().exponent))
        return GovDecimalField(**common, live=True, suffix=suffix, width=question.width, decimal_places=places)

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
        current = self.options.current[question.id]
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
        """Put each warning beside the last question on this page that it is about.

        One of this subsection that is about answers of other pages only stands by itself at the end: it is here that
        it has to be confirmed.
        """
        here = {check.confirm for check in self.program.checks[self.index]}
        pending = {**self.evaluation.confirmed, **self.evaluation.warnings}
        for confirm in pending:
            about = [name for name in self.evaluation.warning_fields[confirm] if name in self.fields]
            if about:
                field: Any = self.fields[about[-1]]
                field.warnings.append(self.warning(confirm))
            elif confirm in here:
                self.other_warnings.append(self.warning(confirm))

    def warning(self, confirm: str) -> FieldWarning:
        """What is unusual, and the box that says that it is right."""
        text = self.program.questionnaire.warning_texts[confirm]
        problems = [*self.evaluation.warnings.get(confirm, ()), *self.evaluation.confirmed.get(confirm, ())]
        return FieldWarning(
            text=" ".join(dict.fromkeys(problem.message for problem in problems)),
            name=confirm,
            confirm_label=text.confirm or "Yes, this is right",
            value=CONFIRMED,
            confirmed=self.evaluation.answers[confirm] == 0,
        )

    @property
    def held(self) -> str:
        """The questions and confirmations on this page, by which it says that it arrived whole."""
        questions = [item.question.id for item in self.placed if item.question.id in self.fields]
        return ",".join([*questions, *([UPRN] if AddressFields.is_on(self.fields) else []), *self.confirms])

    @property
    def confirms(self) -> list[str]:
        """The boxes on this page that confirm an unusual answer."""
        boxes = [warning for field in self.fields.values() for warning in getattr(field, "warnings", ())]
        return [warning.name for warning in [*boxes, *self.other_warnings]]

    def seen(self, stored: Answers, before: Mapping[str, Any], anew: Collection[str]) -> str:
        """The stored answers this page shows, to notice changes by others meanwhile.

        Of a question that was on the page `before` it still shows what it showed then, unless the page has told of
        it `anew`.
        """
        names = [*(name for item in self.placed for name in item.question.fields), *self.confirms]
        shown = {name: before[name] if name in before and name not in anew else plain(stored[name]) for name in names}
        return json.dumps(shown, default=float)

    def add_error_text(self, name: str, text: str) -> None:
        """An error of a field, once, whether or not the form was sent."""
        if text not in self.errors.get(name, ()):
            self.errors.setdefault(name, self.error_class()).append(text)

    def revealed_by(self, name: str) -> set[str]:
        """The questions inside the options of another one."""
        inside = getattr(self.fields.get(name), "reveal", {})
        return {each for names in inside.values() for each in names}

    @property
    def other_warning_views(self) -> list[dict[str, Any]]:
        """The warnings that stand by themselves, as their template draws them."""
        return [warning_view(self, warning) for warning in self.other_warnings]


def with_come_up(sent: Sent, placed: Sequence[Placed], answers: Answers) -> QueryDict:
    """What was sent, with the answers to questions that were not on the page yet."""
    data = QueryDict(mutable=True)
    for name in sent:
        data.setlist(name, list(sent.getlist(name)))
    held = held_names(sent)
    for question in (item.question for item in placed):
        value = initial_of(question, answers)
        if question.id in held or value is None:
            continue
        if isinstance(value, date):
            for part in ("day", "month", "year"):
                data[f"{question.id}-{part}"] = str(getattr(value, part))
        else:
            data.setlist(question.id, value if isinstance(value, list) else [str(value)])
    return data


def initial_of(question: Question, answers: Answers) -> Any:
    """The value that a question's widget starts with."""
    if question.kind is Kind.CHECKBOXES:
        return [name for name in question.fields if answers[name] == 1]
    value = answers[question.id]
    if isinstance(value, Decimal) and question.step == "0.01" and value is not None:
        return f"{value:.2f}" if value % 1 else f"{value:f}".split(".")[0]
    return value
