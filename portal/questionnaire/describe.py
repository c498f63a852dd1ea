"""A questionnaire and its rules in plain words, for people who check or change them."""

from __future__ import annotations

import linecache
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from portal.questionnaire.document import Group, Kind, Question, Questionnaire, Subsection
from portal.questionnaire.expressions import Expression
from portal.questionnaire.program import Program
from portal.questionnaire.rules import Rule, Severity

FACTS = {
    "owner.provider_type": ("stock owner", {"LA": "a local authority", "PRP": "a private registered provider"}),
    "scheme.active_locations": ("number of active locations of the scheme", {}),
}

NEVER = "false"


class Words:
    """Conditions in words, with the labels of one year."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire

    def label(self, name: str, value: Any) -> tuple[str, str]:
        """The labels of a field and of one of its codes."""
        if name in FACTS:
            label, values = FACTS[name]
            return label, values.get(value, str(value))
        if isinstance(value, bool):
            return self.questionnaire.label(name), "yes" if value else "no"
        for question in self.questionnaire.by_field.get(name, ()):
            if question.id == name and value in question.label_of:
                return question.label, question.label_of[value]
        stored = self.questionnaire.stored.get(name)
        text = stored.options.get(value, str(value)) if stored else str(value)
        if any(question.kind is Kind.CHECKBOXES for question in self.questionnaire.by_field.get(name, ())):
            text = "ticked" if value == 1 else "not ticked"
        return self.questionnaire.label(name), text

    def say(self, condition: Expression | None) -> str:
        """One condition."""
        return condition.in_words(self.label) if condition else ""

    def route(self, subsection: Subsection, group: Group, question: Question) -> str:
        """When the question is asked."""
        if asked_at_start(group, question):
            return "always"
        parts = [self.say(condition) for condition in (subsection.when, group.when) if condition]
        if question.shown_for:
            parent, codes = question.shown_for
            labels = [self.label(parent, code) for code in sorted(codes, key=str)]
            parts.append(f"{labels[0][0]} is {' or '.join(f'“{text}”' for _, text in labels)}")
        return " and ".join(f"({part})" if " or " in part and len(parts) > 1 else part for part in parts) or "always"

    def flag(self, value: Expression | bool) -> str:
        """Whether something holds: yes, no, or when."""
        return ("yes" if value else "no") if isinstance(value, bool) else f"when {self.say(value)}"


def asked_at_start(group: Group, question: Question) -> bool:
    """What always counts although no page of the questionnaire asks it: the page that begins a log does."""
    return question.always_counts and group.when is not None and group.when.source == NEVER


def rules_naming(rules: Iterable[Rule]) -> dict[str, list[str]]:
    """Field to the ids of the rules that may put an error or a warning on it, or need it."""
    found: dict[str, list[str]] = {}
    for rule in rules:
        for person in rule.persons or (None,):
            names = [*rule.fields_for(person)]
            names += [name if person is None else name.replace("{n}", str(person)) for name in rule.needs]
            for name in names:
                if rule.id not in found.setdefault(name, []):
                    found[name].append(rule.id)
    return found


def describe(program: Program) -> Iterator[dict[str, Any]]:
    """Every place of every question, in order."""
    questionnaire = program.questionnaire
    words = Words(questionnaire)
    naming = rules_naming(program.rules.values())
    for subsection, group, question in questionnaire.placements():
        yield {
            "id": question.id,
            "subsection": subsection.id,
            "number": question.number,
            "kind": question.kind.value,
            "ask": question.ask,
            "label": question.label,
            "options": _options(question),
            "options_from": question.options_from,
            "asked_when": words.route(subsection, group, question),
            "after_setup": subsection.after_setup and not group.ungated,
            "optional": words.flag(question.optional),
            "derived": words.flag(question.derived),
            "limits": {"min": question.minimum, "max": question.maximum, "step": question.step},
            "export_elements": [element.name for element in question.cds],
            "upload_fields": sorted({number for column in question.bulk for number in column.fields}),
            "download_columns": [column.support or column.others for column in question.csv],
            "rules": sorted({rule for name in {question.id, *question.fields} for rule in naming.get(name, ())}),
        }


def _options(question: Question) -> Mapping[str, str]:
    return {str(option.code): option.label for option in question.options}


def code_of(program: Program) -> Iterator[str]:
    """The functions that were written for a year, as Python, the way tracebacks show their lines."""
    made = (program.route, program.unasked, program.unasked_of_usual, *program.counts, *program.listings)
    for function in (*made, program.judge_hard, program.judge_soft, program.beyond):
        yield "".join(linecache.getlines(f"<{function.__name__}>"))


def years_of(rule: Rule, years: Iterable[int]) -> tuple[int, ...]:
    """The years with a questionnaire in which the rule holds."""
    return tuple(year for year in years if rule.applies_to(year))


def severity_word(rule: Rule) -> str:
    """How a rule stops the user."""
    return "error" if rule.severity is Severity.HARD else "warning"
