"""What a year asks otherwise than the year before, for the people who fill in logs."""

from __future__ import annotations

from portal.years.models import QuestionnaireVersion
from portal.years.operations import Operation, Set
from portal.years.words import Sentence, compared

# What only developers and the department's own systems have to do with.
_INSIDE = frozenset(
    {"cds", "columns", "rule", "year", "title", "derived", "always_counts", "keep", "person", "ungated", "carried_from"}
)
_INSIDE_KINDS = ("stored value", "rule text")


def versions_to_compare(log_type: str, year: int) -> tuple[QuestionnaireVersion, QuestionnaireVersion] | None:
    """The newest of the year before and of the year, also where its moment is still to come."""
    before = QuestionnaireVersion.objects.latest_standing(log_type, year - 1)
    after = QuestionnaireVersion.objects.latest_standing(log_type, year)
    return (before, after) if before and after else None


def changes_for_landlords(old: QuestionnaireVersion, new: QuestionnaireVersion) -> list[Sentence]:
    """The difference without what only concerns the inside of the service."""
    return compared(old.tree, new.tree, but=_is_inside)


def _is_inside(operation: Operation) -> bool:
    if operation.target.startswith(tuple(f"{kind}:" for kind in _INSIDE_KINDS)):
        return True
    return isinstance(operation, Set) and operation.attr in _INSIDE
