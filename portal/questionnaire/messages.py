"""Messages of the engine itself: values that cannot be read, numbers out of range."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from portal.questionnaire.document import Question, Questionnaire
from portal.questionnaire.parsing import Bad

Limit = int | Decimal | None


def bad_value(questionnaire: Questionnaire, name: str, bad: Bad) -> str:
    """Say what is wrong with a value that is no answer, in the user's words."""
    label = questionnaire.label(name)
    shown = _shown(bad.raw)
    if bad.what == "unreal_date":
        return f"{label} must be a real date, for example 14 9 {questionnaire.year}; you entered “{shown}”"
    if bad.what == "too_long":
        placements = questionnaire.by_field.get(name, ())
        longest = max((question.max_length for question in placements), default=255)
        return f"{label} must be {longest} characters or fewer; you entered {len(str(bad.raw)):,}"
    if bad.what == "unknown_code":
        return f"“{shown}” is not one of the answers to {label}; choose one from the list"
    if bad.what == "step":
        placements = questionnaire.by_field.get(name, ())
        return wrong_step(placements[0], shown) if placements else f"{label} has too many digits to be stored exactly"
    if bad.what == "unreadable_text":
        return f"{label} contains characters that cannot be stored; type it again"
    return f"{label} must be a number, like 120 or 95.50; you entered “{shown}”"


def _shown(raw: Any) -> str:
    """What was entered, shortened; a number of thousands of digits or half a character cannot be shown."""
    if isinstance(raw, str | int | float) and not (isinstance(raw, int) and abs(raw) > 10**50):
        return str(raw)[:50].encode("utf-8", "replace").decode()
    return type(raw).__name__ if not isinstance(raw, int) else "a very large number"


def out_of_range(question: Question, number: int | Decimal) -> str:
    """Name both limits where there are two, and what was entered."""
    low, high = question.minimum, question.maximum
    if low is not None and high is not None:
        limits = f"between {_amount(question, low)} and {_amount(question, high)}"
    elif low is not None:
        limits = f"{_amount(question, low)} or more"
    else:
        limits = f"{_amount(question, high)} or less"
    return f"{question.label} must be {limits}; you entered {_amount(question, number)}"


def _amount(question: Question, number: Limit) -> str:
    return f"{question.prefix}{number:,}"


def wrong_step(question: Question, entered: str) -> str:
    """Say how exact the number may be, and what was entered."""
    if question.step == "0.01":
        exact = "in pounds and pence, with at most two decimal places"
    elif question.step == "0.1":
        exact = "a number with at most one decimal place"
    elif question.step not in (None, "1"):
        exact = f"given to the nearest {question.prefix}{question.step}"
    else:
        exact = "a whole number"
    return f"{question.label} must be {exact}; you entered “{entered}”"
