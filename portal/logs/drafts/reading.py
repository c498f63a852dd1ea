"""From what a page sent to answers: only the questions it held, and nothing made of what did not arrive.

A page says at its end which questions it held and what it showed of them. What is not among them, or was not sent,
is not emptied by silence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.exceptions import ValidationError

from portal.logs.drafts.address import BY_HAND, BY_SEARCH, AddressFields
from portal.questionnaire.answers import is_blank
from portal.questionnaire.document import Kind, Question
from portal.questionnaire.program import Program
from portal.theme.forms import GovDateField, GovDecimalField, GovIntegerField
from portal.theme.forms.dates import GovDateInput

HELD, SEEN, AGREED, REMOVED = "held", "seen", "agreed_to_clear", "remove"
CONFIRMED = "0"


class Sent(Protocol):
    """What a form sent: Django's QueryDict, or one made by a program."""

    def get(self, name: str, default: Any = None) -> Any: ...

    def __iter__(self) -> Iterator[str]: ...

    def getlist(self, name: str) -> Sequence[Any]: ...

    def __contains__(self, name: object) -> bool: ...


class NotWhole(Exception):
    """The page did not arrive whole: it does not say which questions it held."""


@dataclass
class Reading:
    """The answers that a page holds, as they were sent."""

    answers: dict[str, Any] = field(default_factory=dict)
    """Answer by name, blank where it was emptied; those that a widget could not read are left out."""
    unreadable: set[str] = field(default_factory=set)
    """Questions with something that no answer could be made of; the form says what is wrong."""
    seen: dict[str, Any] = field(default_factory=dict)


def read(sent: Sent, program: Program, subsection_id: str) -> Reading:
    """Read a page of this subsection."""
    held, seen = held_names(sent), _seen(sent)
    found = Reading(seen=seen)
    questions = {
        question.id: question
        for question in program.questionnaire.subsection(subsection_id).questions
        if question.id in held
    }
    for question in questions.values():
        if question.kind in (Kind.ADDRESS, Kind.TOTAL):
            continue
        if _is_folded_away(question, questions, sent):
            found.answers.update(dict.fromkeys(question.fields))
            continue
        try:
            found.answers.update(_answers_to(question, sent, seen))
        except ValidationError:
            found.unreadable.add(question.id)
    found.answers.update(_address(sent, questions))
    for confirm in program.questionnaire.confirm_fields & held:
        found.answers[confirm] = 0 if sent.get(confirm) == CONFIRMED else None
    # What was not shown before and is still blank says nothing.
    found.answers = {name: value for name, value in found.answers.items() if name in seen or not is_blank(value)}
    return found


def held_names(sent: Sent) -> frozenset[str]:
    """The questions and confirmations that the page says it held."""
    if HELD not in sent or SEEN not in sent:
        raise NotWhole
    return frozenset(str(sent.get(HELD)).split(","))


def _seen(sent: Sent) -> dict[str, Any]:
    try:
        seen = json.loads(str(sent.get(SEEN)))
    except (ValueError, RecursionError) as error:
        raise NotWhole from error
    if not isinstance(seen, dict):
        raise NotWhole
    return seen


def _is_folded_away(question: Question, questions: Mapping[str, Question], sent: Sent) -> bool:
    """Whether the question stands inside an option of another one that was not chosen."""
    if not question.shown_for:
        return False
    parent, codes = question.shown_for
    return parent in questions and not {str(code) for code in codes} & {str(each) for each in sent.getlist(parent)}


def _answers_to(question: Question, sent: Sent, seen: Mapping[str, Any]) -> dict[str, Any]:
    if question.kind is Kind.CHECKBOXES:
        # Boxes that are not ticked send nothing, so the whole group counts as sent.
        ticked = set(sent.getlist(question.id))
        if not ticked and not any(seen.get(name) == 1 for name in question.fields):
            return {}
        return {name: int(name in ticked) if ticked else None for name in question.fields}
    if question.kind is Kind.DATE:
        if not any(f"{question.id}-{part}" in sent for part in ("day", "month", "year")):
            return {}
        day = GovDateField(required=False)
        return {question.id: day.clean(GovDateInput().value_from_datadict(sent, {}, question.id))}
    if question.id not in sent:
        return {}
    raw = sent.get(question.id)
    if question.kind is Kind.NUMBER:
        number = GovIntegerField if question.whole else GovDecimalField
        return {question.id: number(required=False).clean(raw)}
    return {question.id: str(raw).strip() or None}


def _address(sent: Sent, questions: Mapping[str, Question]) -> dict[str, Any]:
    """The answers that the ways of finding an address stand for."""
    if not any(question.kind is Kind.ADDRESS or question.id == "postcode_full" for question in questions.values()):
        return {}
    chosen = {"uprn": sent.get("uprn"), BY_HAND: sent.get(BY_HAND), BY_SEARCH: sent.get(BY_SEARCH)}
    return AddressFields.changes(chosen)
