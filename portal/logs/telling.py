"""What a person is told of errors: each thing once, where it can be put right.

The verdict names every answer that a rule is about, because files and programs need that. On a page the same sentence
at five questions helps nobody, nor does a link to a total that nobody can enter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portal.questionnaire.document import ENGINE_RULES, Kind, Question, Questionnaire
from portal.questionnaire.rules import Problem


def each_message_once(errors: Mapping[str, list[Problem]], on_page: Iterable[str] = ()) -> dict[str, list[Problem]]:
    """The errors with each message at one answer, those of the page before others.

    A value that cannot be read or is beyond its limits is told as that; what only follows from it is left out.
    """
    amiss = {
        name: [problem for problem in problems if problem.rule in ENGINE_RULES][:1] for name, problems in errors.items()
    }
    following = {problem.rule for name, problems in errors.items() if amiss[name] for problem in problems}
    found: dict[str, list[Problem]] = {}
    said: set[str] = set()
    for name in dict.fromkeys((*(name for name in on_page if name in errors), *errors)):
        problems = amiss[name] or [problem for problem in errors[name] if problem.rule not in following]
        for problem in problems:
            if problem.message not in said:
                said.add(problem.message)
                found.setdefault(name, []).append(problem)
    return found


def where_to_enter(questionnaire: Questionnaire, question: Question) -> Question:
    """The question itself, or for one that is worked out the first amount beside it that can be entered."""
    if not question.is_worked_out:
        return question
    for _, group, placed in questionnaire.placements():
        if placed is question:
            amounts = (other for other in group.questions if other.kind is Kind.NUMBER and not other.is_worked_out)
            return next(amounts, question)
    return question
