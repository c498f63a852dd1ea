"""What differs between a log that came by file and the same log entered on its pages."""

from __future__ import annotations

from typing import Any

from portal.questionnaire.answers import Answers
from portal.questionnaire.document import Kind
from tests.factories.accounts import CoordinatorFactory
from tests.same_verdicts.browsing import enter_in_browser
from tests.same_verdicts.pages import Entered, enter
from tests.same_verdicts.random_logs import YEAR, RandomLog, random_logs


def differences(log_type: str, person: Any, *, count: int, seed: int) -> list[str]:
    """One line for each log of which page and file do not say the same."""
    logs = random_logs(log_type, person, count, seed)
    return [f"{at}: {line}" for at, log in enumerate(logs) for line in differences_of(log, log_type, person)]


def differences_of(log: RandomLog, log_type: str, person: Any) -> list[str]:
    """What the pages say otherwise of a log that came by file."""
    return _compared(log, enter(log_type, YEAR, person, log.answers))


def browser_differences(log_type: str, organisation: Any, *, count: int, seed: int) -> tuple[list[str], int]:
    """One line for each log that HTML pages keep otherwise than the saves behind them; and how many became logs."""
    first, second = (CoordinatorFactory(organisation=organisation) for _ in range(2))
    found, kept = [], 0
    for number, log in enumerate(random_logs(log_type, first, count, seed)):
        answers = {**log.answers, "assigned_to_id": first.pk}
        saved = enter(log_type, YEAR, first, answers)
        browsed = enter_in_browser(log_type, YEAR, second, answers)
        kept += browsed.log is not None
        if bool(browsed.errors) != bool(saved.errors):
            found.append(f"{number}: pages say {browsed.errors}, saves {saved.errors}")
        elif _stored(browsed.log) != _stored(saved.log):
            found.append(f"{number}: pages keep {_stored(browsed.log)}, saves {_stored(saved.log)}")
        type(saved.log).objects.filter(created_by__in=(first, second)).delete()
    return found, kept


def _stored(log: Any) -> Any:
    return None if log is None or log.pk is None else (log.status, dict(log.typed_answers().items()))


def _compared(log: RandomLog, entered: Entered) -> list[str]:
    hidden = entered.hidden - log.said.keys()
    errors = {name: rules for name, rules in entered.errors.items() if name not in hidden}
    if bool(log.said) != bool(errors):
        return [f"file says {log.said}, pages say {errors}"]
    if log.said:
        unsaid = {
            name: rules
            for name, rules in errors.items()
            if not (set(rules) <= _rules(log) if rules else name in log.said) and not _worked_out(log, name)
        }
        return [f"pages say {unsaid}, the file {log.said}"] if unsaid else []
    stored: Answers = entered.log.typed_answers()
    answers = log.evaluation.answers
    names = {name for name in _compared_answers(log) - hidden if _plain(stored[name]) != _plain(answers[name])}
    lines = [f"{name}: file {answers[name]!r}, pages {stored[name]!r}" for name in sorted(names)]
    status = entered.log.get_status_display()
    # A code that is none, where nothing is asked, is left out when the row is added.
    if not hidden and not log.evaluation.errors and status.lower().replace(" ", "_") != log.evaluation.status.value:
        lines.append(f"file {log.evaluation.status.value}, pages {status}")
    return lines


def _worked_out(log: RandomLog, name: str) -> bool:
    """What is wrong with an answer that nobody gave is wrong with the one that it follows from, of which it is told."""
    return log.answers.get(name) is None and name in log.program.derived_fields


def _plain(value: Any) -> Any:
    """That nothing was worked out is said in two ways."""
    return None if value is False else value


def _compared_answers(log: RandomLog) -> set[str]:
    """Those of questions that are asked, and what was worked out.

    Not what only files leave behind (the address as it was entered, that an authority was not given beside a postcode);
    and on a page a group of boxes without a tick has no answer, while a file can say no to each.
    """
    asked = {place for name in log.evaluation.asked for place in log.program.questionnaire.by_id[name]}
    boxes = {
        name
        for place in asked
        if place.kind is Kind.CHECKBOXES and not any(log.evaluation.answers[field] == 1 for field in place.fields)
        for name in place.fields
    }
    by_field = log.program.questionnaire.by_field
    never_asked = {name for name in log.program.derived_fields if name not in by_field}
    return {*(name for place in asked for name in place.fields), *never_asked} - boxes


def _rules(log: RandomLog) -> set[str]:
    return {rule for rules in log.said.values() for rule in rules}
