"""Elements that a questionnaire names itself: a question added to a year brings its element along."""

from __future__ import annotations

from portal.logs.kinds import kind_named


def added_elements(collection: str, year: int) -> tuple[tuple[str, str], ...]:
    """(element, answer) for every question of the year's questionnaire that names an element.

    A year without a questionnaire of its own has none: its logs are held against the last one, but the department
    has not been told of elements for it.
    """
    kind = kind_named(collection)
    if year not in kind.years:
        return ()
    return named_in(kind.program(year).questionnaire)


def named_in(questionnaire: object) -> tuple[tuple[str, str], ...]:
    """(element, answer) pairs of a questionnaire, each once, in the order of its questions."""
    found: dict[str, str] = {}
    for question in questionnaire.questions:  # type: ignore[attr-defined]
        for element in question.cds:
            found.setdefault(element.name, element.answer)
    return tuple(found.items())
