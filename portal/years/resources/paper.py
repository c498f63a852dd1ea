"""The paper form: every question in its order as a page to print, with the boxes to tick and when to skip it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from portal.questionnaire.describe import Words
from portal.questionnaire.document import Group, Kind, Question, Questionnaire, Subsection
from portal.windows.dates import year_end, year_start

_MANY = 40


@dataclass(frozen=True)
class Asked:
    """One question on paper."""

    number: int | None
    text: str
    hint: str
    when: str
    options: tuple[tuple[str, str], ...]
    several: bool
    list_elsewhere: bool
    blanks: tuple[str, ...]
    unit: str


def sections_on_paper(questionnaire: Questionnaire) -> Iterator[tuple[str, list[tuple[str, list[Asked]]]]]:
    """Section title to its subsections with their questions; what is only worked out is left out."""
    words = Words(questionnaire)
    for section in questionnaire.sections:
        parts = []
        for subsection in section.subsections:
            asked = [
                _asked(words, subsection, group, question)
                for group in subsection.groups
                for question in group.questions
                if question.derived is not True or question.always_counts
            ]
            if asked:
                parts.append((subsection.title, asked))
        yield section.title, parts


def _asked(words: Words, subsection: Subsection, group: Group, question: Question) -> Asked:
    offered = [option for option in question.options if option.offered]
    when = words.route(subsection, group, question)
    return Asked(
        number=question.number,
        text=question.ask,
        hint=question.hint,
        when="" if when == "always" else when,
        options=tuple((option.label, option.hint) for option in offered) if len(offered) <= _MANY else (),
        several=question.kind is Kind.CHECKBOXES,
        list_elsewhere=len(offered) > _MANY or bool(question.options_from),
        blanks=("Day", "Month", "Year") if question.kind is Kind.DATE else (),
        unit=question.prefix,
    )


def paper_form(questionnaire: Questionnaire, *, on_screen: bool = True) -> str:
    """The whole form as a page of its own; what goes to a printer needs no styles of the screen."""
    year = questionnaire.year
    context: dict[str, Any] = {
        "questionnaire": questionnaire,
        "on_screen": on_screen,
        "first": year_start(year),
        "last": year_end(year),
        "sections": list(sections_on_paper(questionnaire)),
        "guidance": questionnaire.guidance,
    }
    return render_to_string("years/paper_form.html", context)
