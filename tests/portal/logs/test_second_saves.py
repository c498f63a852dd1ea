"""Thousands of random edits: nothing that was sent is lost untold, nothing is a ghost, a second save of nothing changes nothing."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from lettings.kind import LETTINGS
from portal.questionnaire.answers import Answers, is_blank
from portal.questionnaire.document import Kind, Question
from portal.questionnaire.evaluation import Evaluation, evaluate
from sales.kind import SALES
from tests.lettings import world as w
from tests.sales import world as s

WORLDS: dict[str, tuple[Any, Any, str]] = {
    "lettings": (LETTINGS, w.world, "startdate"),
    "sales": (SALES, s.sales_context, "saledate"),
}
# What was worked out, and what it cannot be without.
SOURCES = {"la": ("is_la_inferred", "postcode_full"), "prevloc": ("is_previous_la_inferred", "ppostcode_full")}
POSTCODES = ("M1 1AE", "SW1A 1AA", "TN23 1AA")


def some_value(question: Question, chance: random.Random) -> Any:
    if question.kind in (Kind.RADIO, Kind.SELECT) and question.options:
        return chance.choice(question.options).code
    if question.kind is Kind.CHECKBOXES:
        return 1
    if question.kind is Kind.NUMBER:
        low, high = int(question.minimum or 0), int(question.maximum or 500)
        return chance.choice((low, high, chance.randint(low, high), 1))
    if question.kind is Kind.TEXT:
        return chance.choice(POSTCODES) if "postcode" in question.id else chance.choice(("Some text", "Other"))
    return None


def edits(log_type: str, year: int, chance: random.Random) -> dict[str, Any]:
    """One to four answers, given or emptied."""
    kind = WORLDS[log_type][0]
    questions = kind.program(year).questionnaire.questions
    found: dict[str, Any] = {}
    for question in chance.sample(questions, chance.randint(1, 4)):
        if question.kind in (Kind.DATE, Kind.ADDRESS, Kind.TOTAL) or question.options_from or question.derived is True:
            continue
        value = None if chance.random() < 0.25 else some_value(question, chance)
        found.update(dict.fromkeys(question.fields[:1], value))
    if chance.random() < 0.2:
        found |= {"manual_address_entry_selected": chance.random() < 0.7, "uprn": chance.choice((None, "1", "100"))}
    return found


def start(log_type: str, year: int) -> dict[str, Any]:
    if log_type == "lettings":
        return w.complete(year)
    return {**s.SHARED, "saledate": date(year, 5, 1)}


def save(log_type: str, year: int, stored: Answers, changes: dict[str, Any]) -> Evaluation:
    kind, context, _ = WORLDS[log_type]
    return evaluate(kind.program(year), {**stored, **changes}, context(), stored, given=changes.keys())


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize("log_type", list(WORLDS))
def test_random_edits(log_type: str, year: int) -> None:
    chance = random.Random(f"{log_type} {year}")
    for _ in range(25):
        stored = save(log_type, year, Answers(), start(log_type, year)).answers
        for _ in range(20):
            changes = edits(log_type, year, chance)
            before, result = stored, save(log_type, year, stored, changes)
            stored = result.answers
            what = f"{changes} on { ({name: before[name] for name in changes}) }"
            for name, value in changes.items():
                lost = not is_blank(value) and is_blank(stored[name])
                told = name in result.cleared or name in result.errors or name in result.derived_fields
                assert not lost or told, f"{name} was sent and is lost untold: {what}"
            for name, (inferred, source) in SOURCES.items():
                if stored[inferred] and not is_blank(stored[name]):
                    own = stored[source] or (log_type == "lettings" and stored["location_id"])
                    assert own, f"{name} without {source}: {what}"
            again = save(log_type, year, stored, {})
            assert dict(again.answers) == dict(stored), f"a save of nothing changes: {what}"
            assert again.status is result.status, what
            assert {name: {p.rule for p in found} for name, found in again.errors.items()} == {
                name: {p.rule for p in found} for name, found in result.errors.items() if name not in bad(result)
            }, what


def bad(result: Evaluation) -> set[str]:
    """Answers that were refused as no answers: they are not kept, so a second save cannot refuse them."""
    kinds = {"unknown_code", "not_a_number", "unreal_date", "step"}
    refused = {name for name, found in result.errors.items() if any(problem.rule in kinds for problem in found)}
    return {name for name in refused if is_blank(result.answers[name])}
