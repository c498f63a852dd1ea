"""What only a whole questionnaire can show: doubled ids, names that nothing fills, reveals without a parent."""

from __future__ import annotations

from collections.abc import Callable

from portal.questionnaire.document import Question, Questionnaire, Subsection
from portal.questionnaire.expressions import Expression

Fail = Callable[..., Exception]


def check_whole(questionnaire: Questionnaire, fail: Fail) -> None:
    """Raise the first mistake; `fail(message, question=..., line=...)` makes the error with its place."""
    known = {*questionnaire.by_field, *questionnaire.by_id, *questionnaire.stored, *questionnaire.confirm_fields}
    if questionnaire.date_field not in questionnaire.by_id:
        raise fail(f"“date_field” names “{questionnaire.date_field}”, which is not a question")
    for name in questionnaire.setup_ignores:
        if name not in known:
            raise fail(f"“setup_ignores” names “{name}”, which is not a question")
    for name, condition in questionnaire.conditions.items():
        _check_condition(condition, questionnaire, known, fail, f"the named condition {name}: ")
    seen: set[str] = set()
    for subsection in questionnaire.subsections:
        if subsection.id in seen:
            raise fail(f"subsection {subsection.id} stands twice")
        seen.add(subsection.id)
        _check_subsection(subsection, questionnaire, known, fail)
    _check_columns(questionnaire, known, fail)


def _check_columns(questionnaire: Questionnaire, known: set[str], fail: Fail) -> None:
    """No element and no column stands twice, fields of the upload run from 1, and their conditions name answers."""
    elements: set[str] = set()
    headers: dict[bool, set[str]] = {True: set(), False: set()}
    for question in questionnaire.questions:
        for column in question.columns:
            _check_condition(column.when, questionnaire, known, fail, "", question)
        for element in question.cds:
            if element.name in elements:
                raise fail(f"the element “{element.name}” stands twice", question.id, question.line)
            elements.add(element.name)
        for shown in question.csv:
            for support, header in ((True, shown.support), (False, shown.others)):
                if header and header in headers[support]:
                    raise fail(f"the column “{header}” stands twice", question.id, question.line)
                headers[support].add(header)
    numbers = questionnaire.bulk_fields
    for number in range(1, len(numbers) + 1):
        if number not in numbers:
            raise fail(f"no question has field {number} of the upload, although it has {max(numbers)}")


def _check_subsection(subsection: Subsection, questionnaire: Questionnaire, known: set[str], fail: Fail) -> None:
    where = f"subsection {subsection.id}: "
    for condition in (subsection.when, subsection.shown_when):
        _check_condition(condition, questionnaire, known, fail, where)
    for check in subsection.warnings:
        if check.confirm not in questionnaire.warning_texts:
            raise fail(f"warning {check.confirm} has no text in warning_texts")
        _check_condition(check.when, questionnaire, known, fail, f"warning {check.confirm}: ")
    for group in subsection.groups:
        siblings = {other.id: other for other in group.questions}
        for question in group.questions:
            _check_question(question, siblings, known, fail)
            for condition in (group.when, *question.conditions):
                _check_condition(condition, questionnaire, known, fail, "", question)
        if group.guidance and group.guidance not in questionnaire.guidance:
            first = group.questions[0]
            raise fail(f"there is no guidance “{group.guidance}”", first.id, first.line)


def _check_question(question: Question, siblings: dict[str, Question], known: set[str], fail: Fail) -> None:
    if question.shown_for:
        parent, codes = question.shown_for
        if parent not in siblings:
            raise fail(f"“shown_for” names {parent}, which is not in the same group", question.id, question.line)
        for code in codes:
            if siblings[parent].options and code not in siblings[parent].codes:
                raise fail(
                    f"“shown_for” names the code {code!r}, which is not an option of {parent}",
                    question.id,
                    question.line,
                )
    low, high = question.minimum, question.maximum
    if low is not None and high is not None and low > high:
        raise fail("“min” is more than “max”", question.id, question.line)
    for _, other in question.also_show:
        if other not in known:
            raise fail(f"“also_show” names “{other}”, which nothing fills", question.id, question.line)
    for code in question.after_divider:
        if code not in question.codes:
            raise fail(f"“after_divider” names the code {code!r}, which is not an option", question.id, question.line)


def _check_condition(
    condition: Expression | None,
    questionnaire: Questionnaire,
    known: set[str],
    fail: Fail,
    where: str,
    question: Question | None = None,
) -> None:
    """A condition names what something fills, and codes that are options."""
    if condition is None:
        return
    said = f"{where}the condition {condition.source!r}"
    place = (question.id, question.line) if question else ()
    for name in sorted(condition.depends_on):
        if name not in known:
            raise fail(f"{said} names “{name}”, which nothing fills", *place)
    for name, code in sorted(condition.codes, key=repr):
        codes = questionnaire.codes_of.get(name)
        if codes is not None and code not in codes:
            raise fail(f"{said} names the code {code!r}, which is not an option of {name}", *place)
