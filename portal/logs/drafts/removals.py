"""Answers of other pages that are removed on the spot, because they break a rule together with those of this one."""

from __future__ import annotations

from collections.abc import Iterable

from portal.questionnaire.document import Question
from portal.questionnaire.program import Program

SETUP = "setup"
# What goes together with an answer: without a previous postcode it is open again whether the area is known.
ALONG = {"ppostcode_full": ("previous_la_known",)}


def removals(program: Program, names: Iterable[str]) -> dict[str, None]:
    """The changes that remove these answers. What is no question outside the set-up is passed over."""
    changes: dict[str, None] = {}
    for name in names:
        place = place_of(program, name)
        if place is None or place[0] == SETUP or place[1].id != name:
            continue
        changes.update(dict.fromkeys((*place[1].fields, *ALONG.get(name, ()))))
    return changes


def place_of(program: Program, name: str) -> tuple[str, Question] | None:
    for subsection in program.questionnaire.subsections:
        for question in subsection.questions:
            if name == question.id or name in question.fields:
                return subsection.id, question
    return None
