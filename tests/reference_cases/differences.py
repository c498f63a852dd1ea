"""Where the portal differs from the reference on purpose, declared by rule and condition (docs/decisions.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.logs.kind import LogKind, collection_year
from portal.questionnaire.evaluation import Evaluation


@dataclass(frozen=True)
class Seen:
    """All there is to know about one difference."""

    kind: LogKind
    part: str
    field: str | None
    expected: Any
    got: Any
    evaluation: Evaluation
    given: Mapping[str, Any]
    case: Mapping[str, Any]

    @property
    def year(self) -> int:
        """The year of the questionnaire that the case was judged by."""
        on = self.evaluation.answers[self.kind.date_field]
        year = self.case.get("start_year") or (self.case["year"] if on is None else collection_year(on))
        return self.kind.program(year).year


Judge = Callable[[Seen], bool]
_DIFFERENCES: list[tuple[str, Judge]] = []


def on_purpose(reason: str) -> Callable[[Judge], Judge]:
    """Declare a difference with the reason that docs/decisions.md gives for it."""

    def keep(judge: Judge) -> Judge:
        _DIFFERENCES.append((reason, judge))
        return judge

    return keep


def reason_for(
    kind: LogKind,
    part: str,
    field: str | None,
    expected: Any,
    got: Any,
    evaluation: Evaluation,
    given: Mapping[str, Any],
    case: Mapping[str, Any],
) -> str | None:
    """Why a difference is wanted, or None when it is not."""
    seen = Seen(kind, part, field, expected, got, evaluation, given, case)
    for reason, judge in _DIFFERENCES:
        if judge(seen):
            return reason
    return None


@on_purpose("a locked section keeps its answers")
def _locked_section(seen: Seen) -> bool:
    """In a state of a form; in a rule case the quirk of the reference tells it."""
    if seen.part != "cleared" or seen.evaluation.setup_complete or not seen.expected:
        return False
    program = seen.kind.program(seen.year)
    return seen.field in program.locked_fields or seen.field in program.questionnaire.confirm_fields


@on_purpose("clearing goes on until nothing unasked is left")
def _cleared_to_the_end(seen: Seen) -> bool:
    """The reference clears twice at most: what only a second answer's going takes away waits for the next save."""
    if seen.part != "cleared" or seen.expected or seen.field is None:
        return False
    after = seen.evaluation.answers
    gone = {name for name, value in seen.given.items() if value is not None and after[name] is None}
    program = seen.kind.program(seen.year)
    return bool(program.dependencies.get(seen.field, frozenset()) & gone)


@on_purpose("only yes confirms a warning")
def _only_yes(seen: Seen) -> bool:
    """In a state of a form; in a rule case the quirk of the reference tells it."""
    warnings, answers = seen.evaluation.warnings, seen.evaluation.answers
    rejected = {name for name in warnings if answers[name] == 1}
    if seen.part == "status":
        return bool(rejected) and (seen.expected, seen.got) == ("completed", "in_progress")
    return seen.part == "incomplete" and seen.field in rejected


@on_purpose("a date or number that cannot be read is told once, without errors that follow from it")
def _unreadable(seen: Seen) -> bool:
    if seen.part != "error_fields" or not set(seen.got) < set(seen.expected):
        return False
    program = seen.kind.program(seen.year)
    errors = seen.evaluation.errors
    bad = {
        name
        for name, problems in errors.items()
        if any(problem.rule in ("unreal_date", "not_a_number") for problem in problems)
    }
    following = {name for rule in program.hard if bad & set(rule.fields) for name in rule.fields}
    return set(seen.expected) - set(seen.got) <= following


@on_purpose("blank text is no answer: the question is asked again")
def _blank_text(seen: Seen) -> bool:
    blank = {name for name, value in _overrides(seen).items() if value == ""}
    errors = set(seen.case.get("error_fields", ()))
    return seen.part in ("saved", "error_fields") and bool(blank) and errors == blank <= set(seen.evaluation.missing)


@on_purpose("a nationality that followed from a group goes with it, so that it is asked")
def _nationality_goes_with_its_group(seen: Seen) -> bool:
    names = [name for name in ("nationality_all", "nationality_all_buyer2") if name in seen.evaluation.cleared]
    if seen.part == "value":
        return seen.field in names
    return seen.part == "status" and bool(names) and set(names) <= set(seen.evaluation.missing)


@on_purpose("a log is deleted by deleting it, not by an answer")
def _deleted(seen: Seen) -> bool:
    return seen.part == "status" and "discarded_at" in _overrides(seen)


def _overrides(seen: Seen) -> Mapping[str, Any]:
    overrides: Mapping[str, Any] = seen.case.get("overrides", {})
    return overrides


@on_purpose("clearing goes on until nothing unasked is left")
def _confirmation_goes_with_its_values(seen: Seen) -> bool:
    """Nor is anything left to confirm of answers that only went after others had gone."""
    if seen.part != "cleared" or seen.expected or seen.field is None:
        return False
    rules = [rule for rule in seen.kind.rules.rules if rule.confirm == seen.field]
    fields = {name for rule in rules for person in rule.persons or (None,) for name in rule.fields_for(person)}
    return any(seen.given.get(name) is not None and seen.evaluation.answers[name] is None for name in fields)
