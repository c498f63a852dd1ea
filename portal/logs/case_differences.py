"""Where the portal differs from the reference on purpose, declared by rule and condition (docs/decisions.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.logs.kind import LogKind
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


@on_purpose("only yes confirms a warning")
def _only_yes(seen: Seen) -> bool:
    rejected = {
        name for name in seen.evaluation.answers if name.endswith("_check") and seen.evaluation.answers[name] == 1
    }
    if not rejected & set(seen.evaluation.warnings):
        return False
    return seen.part == "status" or (seen.part == "incomplete" and seen.field in rejected)
