"""What one log adds to the figures: worked out from the log, its verdict and the day it was first completed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from portal.clock import LONDON
from portal.logs.status import LogStatus
from portal.questionnaire.document import Kind, Question
from portal.statistics.models import Contribution

if TYPE_CHECKING:
    from portal.logs.models import Log
    from portal.questionnaire.answers import Answers
    from portal.questionnaire.evaluation import Evaluation

NOT_ASKED, ANSWERED, MISSING, UNKNOWN, REFUSED = "-", "a", "m", "k", "r"
MEASURE_OF = {MISSING: "missing", UNKNOWN: "unknown", REFUSED: "refused"}
LONGEST = 9_999
LIMITS = (30, 60, 90)
LATER, OPEN = "later", "open"
_REFUSED = re.compile(r"prefers? not to say|refused", re.IGNORECASE)
_UNKNOWN = re.compile(r"don.t know|not known|not sure", re.IGNORECASE)

Cell = tuple[str, str, str, str]
"""Breakdown, member, measure and item of one number."""


def contribution_of(
    log: Log,
    evaluation: Evaluation,
    *,
    landlord: str,
    completed_on: date | None,
    numbers: Mapping[str, int],
) -> Contribution:
    """The contribution of a log that has a collection year."""
    assert log.date is not None
    assert log.collection_year is not None
    completed = completed_on if log.status == LogStatus.COMPLETED else None
    part = getattr(log, log.kind.part_field)
    return Contribution(
        log_type=log.kind.log_type,
        log_id=log.pk,
        year=log.collection_year,
        owner_id=log.owning_organisation_id,
        manager_id=log.managing_organisation_id,
        area=log.la or "",
        part="" if part is None else str(part),
        landlord=landlord,
        status=log.status,
        version=log.program.version,
        started_on=log.created_at.astimezone(LONDON).date(),
        completed_on=completed,
        month=f"{log.date:%Y-%m}",
        days=None if completed is None else min(max((completed - log.date).days, 0), LONGEST),
        items=_items(evaluation, numbers),
    )


def asked_items(evaluation: Evaluation) -> Iterator[tuple[str, str]]:
    """Each question that was asked, and what came of it."""
    for state in evaluation.subsections.values():
        for question in state.asked:
            if not question.is_worked_out:
                yield question.id, outcome_of(question, evaluation.answers)


def outcome_of(question: Question, answers: Answers) -> str:
    """Answered, missing, not known or refused; the labels of the year say which codes mean the latter two."""
    if question.kind is Kind.CHECKBOXES:
        chosen = [name for name in question.fields if answers.get(name) == 1]
    else:
        chosen = [value for name in question.fields if (value := answers.get(name)) is not None]
    if not chosen:
        return MISSING
    return _meaning(question.label_of.get(chosen[0], "")) if len(chosen) == 1 else ANSWERED


def _meaning(label: str) -> str:
    if _REFUSED.search(label):
        return REFUSED
    return UNKNOWN if _UNKNOWN.search(label) else ANSWERED


def _items(evaluation: Evaluation, numbers: Mapping[str, int]) -> str:
    """One letter for each question of the kind, in the order of their numbers."""
    letters: dict[int, str] = {}
    for name, outcome in asked_items(evaluation):
        letters[numbers[name]] = outcome
    return "".join(letters.get(number, NOT_ASKED) for number in range(max(letters, default=-1) + 1))


def add_up(counts: Counter[tuple[int, Cell]], one: Contribution, names: Mapping[int, str], sign: int) -> None:
    """Add a contribution to the sums of its year, or take it away."""
    counted = list(counted_by(one, names))
    for breakdown, member in breakdowns_of(one):
        for measure, item in counted:
            counts[one.year, (breakdown, member, measure, item)] += sign


def breakdowns_of(one: Any) -> Iterator[tuple[str, str]]:
    """Where a log (or an event) is counted: each breakdown puts it with one member, so that members add up to all.

    What an organisation manages for others stands apart, because it would be counted twice among owners.
    """
    yield "all", ""
    yield "part", one.part
    yield "landlord", one.landlord
    yield "area", one.area
    yield "owner", str(one.owner_id or "")
    if one.manager_id and one.manager_id != one.owner_id:
        yield "managed", str(one.manager_id)


def counted_by(one: Contribution, names: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """Measure and item of everything that a contribution is counted under."""
    yield "status", str(one.status)
    yield "started", week_of(one.started_on)
    yield "bands", f"{one.month}:{band_of(one.days)}"
    if one.completed_on is not None:
        yield "completed", week_of(one.completed_on)
        yield "days", f"{one.month}:{one.days}"
    for number, letter in enumerate(one.items):
        if letter != NOT_ASKED:
            yield "asked", names[number]
            if letter in MEASURE_OF:
                yield MEASURE_OF[letter], names[number]


def band_of(days: int | None) -> str:
    """30, 60 or 90 for up to so many days to completion, else later; open while a log is not completed."""
    if days is None:
        return OPEN
    return next((str(limit) for limit in LIMITS if days <= limit), LATER)


def week_of(day: date) -> str:
    """The Monday of the day's week."""
    return (day - timedelta(days=day.weekday())).isoformat()
