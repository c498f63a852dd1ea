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
    return seen.part in ("cleared", "value", "status") and not seen.evaluation.setup_complete


@on_purpose("clearing goes on until nothing unasked is left")
def _cleared_to_the_end(seen: Seen) -> bool:
    """The reference clears twice at most: what only a second answer's going takes away waits for the next save."""
    if seen.part != "cleared" or seen.expected or seen.field is None:
        return False
    after = seen.evaluation.answers
    gone = {name for name, value in seen.given.items() if value is not None and after[name] is None}
    program = seen.kind.program_for(after[seen.kind.date_field])
    return bool(program.dependencies.get(seen.field, frozenset()) & gone)


@on_purpose("only yes confirms a warning")
def _only_yes(seen: Seen) -> bool:
    rejected = {
        name for name in seen.evaluation.answers if name.endswith("_check") and seen.evaluation.answers[name] == 1
    }
    if not rejected & set(seen.evaluation.warnings):
        return False
    if seen.part == "unconfirmed_soft_checks":
        return set(seen.got) - set(seen.expected) <= rejected
    return seen.part == "status" or (seen.part == "incomplete" and seen.field in rejected)


@on_purpose("a confirmation holds for the values it was given for")
def _taken_back(seen: Seen) -> bool:
    taken = {
        name
        for name in seen.evaluation.warnings
        if seen.case.get("mode") == "update" and seen.given.get(name) == 0 and seen.evaluation.answers[name] is None
    }
    if seen.part == "unconfirmed_soft_checks":
        return bool(taken) and set(seen.got) ^ set(seen.expected) <= taken
    return bool(taken) and (seen.part == "status" or (seen.part == "value" and seen.field in taken))


@on_purpose("answers to questions that only another year asks are not kept")
def _of_another_year(seen: Seen) -> bool:
    on = seen.evaluation.answers[seen.kind.date_field]
    if seen.part != "value" or on is None or seen.got is not None:
        return False
    return seen.field not in seen.kind.program(collection_year(on)).known_fields


@on_purpose("a code that the question does not have is refused, not dropped")
def _unknown_code(seen: Seen) -> bool:
    refused = {
        name
        for name, problems in seen.evaluation.errors.items()
        if any(problem.rule in ("unknown_code", "L-H-CODE") for problem in problems)
    }
    if seen.part == "saved":
        return bool(refused) and refused == set(seen.evaluation.errors)
    return seen.part == "error_fields" and bool(refused) and set(seen.got) - set(seen.expected) == refused


@on_purpose("a date or number that cannot be read is told once, without errors that follow from it")
def _unreadable(seen: Seen) -> bool:
    named = ("unreal_date", "not_a_number")
    generic = {
        rule
        for year in seen.kind.years
        for what, rule in seen.kind.program(year).questionnaire.generic_rules.items()
        if what.split()[0] in named
    }
    told = any(problem.rule in generic for problems in seen.evaluation.errors.values() for problem in problems)
    return seen.part == "error_fields" and told and set(seen.got) < set(seen.expected)


@on_purpose("commas between thousands are understood")
def _thousands(seen: Seen) -> bool:
    return any(isinstance(value, str) and "," in value for value in _overrides(seen).values()) and seen.part in (
        "saved",
        "error_fields",
        "unconfirmed_soft_checks",
    )


@on_purpose("blank text is no answer: the question is asked again")
def _blank_text(seen: Seen) -> bool:
    blank = {name for name, value in _overrides(seen).items() if value == ""}
    if seen.part == "saved":
        return bool(blank) and bool(blank & set(seen.evaluation.missing))
    return seen.part == "error_fields" and bool(blank) and set(seen.expected) == blank


@on_purpose("a nationality that followed from a group goes with it, so that it is asked")
def _nationality_goes_with_its_group(seen: Seen) -> bool:
    names = [name for name in ("nationality_all", "nationality_all_buyer2") if name in seen.evaluation.cleared]
    if seen.part == "value":
        return seen.field in names
    return seen.part == "status" and bool(names) and set(names) <= set(seen.evaluation.missing)


@on_purpose("what another answer rules out goes with it, not only on the page")
def _ruled_out(seen: Seen) -> bool:
    answers = seen.evaluation.answers
    program = seen.kind.program_for(answers[seen.kind.date_field])
    gone = set()
    for name in seen.evaluation.cleared:
        for question in program.questionnaire.by_field.get(name, ()):
            if question.shown_for and answers[question.shown_for[0]] not in question.shown_for[1]:
                gone.add(name)
    following = program.derived_fields | program.questionnaire.confirm_fields
    return seen.part == "value" and bool(gone) and (seen.field in gone or seen.field in following)


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


@on_purpose("blank text is no answer")
def _blank_is_nothing(seen: Seen) -> bool:
    """An optional text left blank is not stored as a text without characters."""
    blank = seen.part == "value" and seen.field is not None and _overrides(seen).get(seen.field) == ""
    return blank and seen.expected == "unchanged" and seen.got is None
