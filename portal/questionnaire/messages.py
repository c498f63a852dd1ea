"""Messages of the engine itself: questions left out, values that cannot be read, numbers out of range, boxes at odds.

They follow the GOV.UK style for errors: what to do, in the words of the question, with its limits in its own unit.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from portal.questionnaire.document import Question, Questionnaire
from portal.questionnaire.parsing import Bad

Number = int | Decimal


def bad_value(questionnaire: Questionnaire, name: str, bad: Bad) -> str:
    """Say what is wrong with a value that is no answer, in the user's words."""
    placements = questionnaire.by_field.get(name, ())
    question = placements[0] if placements else None
    label = questionnaire.label(name)
    subject = label[:1].upper() + label[1:]
    shown = _shown(bad.raw)
    if bad.what == "unreal_date":
        return f"{subject} must be a real date, like 14 9 {questionnaire.year}; you entered “{shown}”"
    if bad.what == "too_long":
        longest = max((placement.max_length for placement in placements), default=255)
        return f"{subject} must be {longest} characters or fewer; you entered {len(str(bad.raw)):,}"
    if bad.what == "unknown_code":
        sentences = {placement.not_answered for placement in placements}
        what = sentences.pop() if len(sentences) == 1 else f"Select {label[:1].lower()}{label[1:]}"
        return f"{what}: “{shown}” is not one of the answers"
    if bad.what == "step":
        return wrong_step(question, shown) if question else f"{subject} must have fewer digits"
    if bad.what == "unreadable_text":
        return f"{subject} must be typed again, because it has characters that cannot be kept"
    like = not_a_number(question) if question else f"{subject} must be a number"
    return f"{like}; you entered “{shown}”"


def not_a_number(question: Question) -> str:
    """Show a number that the question would take."""
    return f"{question.label} must be a number, like {_example(question)}"


def _shown(raw: Any) -> str:
    """What was entered, shortened; a number of thousands of digits or half a character cannot be shown."""
    if isinstance(raw, str | int | float | Decimal) and not (isinstance(raw, int) and abs(raw) > 10**50):
        return str(raw)[:50].encode("utf-8", "replace").decode()
    return type(raw).__name__ if not isinstance(raw, int) else "a very large number"


def _example(question: Question) -> str:
    low, high = question.minimum or 0, question.maximum
    if question.prefix:
        usual = Decimal("95.50") if question.step == "0.01" else Decimal(25_000)
        return amount(question, usual if low <= usual and (high is None or usual <= high) else low)
    return amount(question, low + 2 if high is None or low + 2 <= high else low)


def out_of_range(question: Question, number: Number) -> str:
    """Name both limits where there are two, and what was entered."""
    low, high = question.minimum, question.maximum
    if low is not None and high is not None:
        bare = f"{low:,}" if _unit(question).startswith(" ") else amount(question, low)
        limits = f"between {bare} and {amount(question, high)}"
    elif low is not None:
        limits = f"{amount(question, low)} or more"
    else:
        limits = f"{amount(question, high or 0)} or less"
    return f"{question.label} must be {limits}; you entered {amount(question, number)}"


def amount(question: Question, number: Number) -> str:
    """A number in the unit of its question: £25, 25%, 1 year."""
    unit = _unit(question)
    if unit == " years" and abs(number) == 1:
        unit = " year"
    sign = "-" if number < 0 else ""
    return f"{sign}{question.prefix}{abs(number):,}{unit}"


def _unit(question: Question) -> str:
    """Per cent or years; how often money is paid is no part of the amount."""
    texts = {text for _, text in question.suffix}
    return "%" if "%" in texts else " years" if "years" in texts else ""


def wrong_step(question: Question, entered: str) -> str:
    """Say how exact the number may be, and what was entered."""
    if question.step == "0.01":
        exact = "in pounds and pence, with at most 2 decimal places"
    elif question.step == "0.1":
        exact = "a number with at most 1 decimal place"
    elif question.step not in (None, "1"):
        exact = f"to the nearest {question.prefix}{question.step}"
    elif question.prefix:
        exact = "in whole pounds, without pence"
    else:
        exact = "a whole number"
    return f"{question.label} must be {exact}; you entered “{entered}”"


def contradicting_boxes(question: Question, alone: str) -> str:
    """Say that one box stands for none of the others."""
    return f"{question.not_answered}, or only “{question.label_of[alone]}”"
