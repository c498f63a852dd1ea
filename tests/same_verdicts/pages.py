"""A log entered page by page, as a person does who knows all the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from portal.logs.choices import creation_presets
from portal.logs.drafts.draft import Draft
from portal.logs.drafts.saving import save
from portal.logs.kinds import kind_named
from portal.questionnaire.document import Kind, Question

MOST_ROUNDS = 8


@dataclass
class Entered:
    """The log at the end, and what its pages refused on the way."""

    log: Any
    errors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    """Of these the answer is a right code that the page does not offer, as `offered_when` has it: nobody can choose it."""


def enter(log_type: str, year: int, person: Any, answers: Mapping[str, Any]) -> Entered:
    """Every part of the log in order; each page is filled in until nothing more comes up, then saved."""
    kind = kind_named(log_type)
    entered = Entered(kind.model(created_by=person))
    for column, value in creation_presets(person, entered.log).items():
        setattr(entered.log, column, value)
    for subsection in kind.program(year).questionnaire.subsections:
        sent = _filled(entered.log, person, subsection.id, answers)
        saved = save(entered.log, person, subsection.id, sent)
        entered.log = saved.log
        # What no widget offers was never read; it is wrong, as the file says.
        unread = saved.draft.unreadable() - saved.errors.keys()
        entered.errors.update(dict.fromkeys(unread, ()))
        asked = saved.draft.evaluation.asked_for
        entered.hidden |= {name for name in unread if any(answers.get(name) in each.codes for each in asked(name))}
        for name, problems in saved.errors.items():
            entered.errors[name] = tuple(sorted(one.rule for one in problems))
        if entered.log.pk is None:
            break
        entered.log.refresh_from_db()
    return entered


def _filled(log: Any, person: Any, subsection: str, answers: Mapping[str, Any]) -> QueryDict:
    draft = Draft.open(log, person, subsection)
    sent = _as_sent(draft, answers)
    for _ in range(MOST_ROUNDS):
        draft = Draft.of(log, person, subsection, sent)
        fresh = _as_sent(draft, answers)
        if fresh == sent:
            break
        sent = fresh
    return sent


def _as_sent(draft: Draft, answers: Mapping[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    data["held"], data["seen"] = draft.form.held, draft.form.seen(draft.stored, {}, ())
    fill_in(data, draft.form, answers)
    return data


def fill_in(data: QueryDict, form: Any, answers: Mapping[str, Any]) -> None:
    """Type into a form what its questions ask."""
    for item in form.placed:
        _answer(data, item.question, answers)
    if answers.get("manual_address_entry_selected"):
        data["by_hand"] = "yes"


def _answer(data: QueryDict, question: Question, answers: Mapping[str, Any]) -> None:
    if question.kind is Kind.CHECKBOXES:
        data.setlist(question.id, [name for name in question.fields if answers.get(name) == 1])
        return
    value = answers.get(question.id)
    if value is None:
        return
    if isinstance(value, date):
        for part in ("day", "month", "year"):
            data[f"{question.id}-{part}"] = str(getattr(value, part))
    else:
        data[question.id] = str(value)
