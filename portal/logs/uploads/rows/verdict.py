"""What is found in a row: the interface between judging rows and the pages that show and correct them.

A `Judged` holds the errors of one row, each with the number of its field, a category, the rule that found it and the
message in the user's words. Errors are plain values: they are stored with the row as (number, category, rule, message)
and read back in the same form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from portal.questionnaire.document import ENGINE_RULES
from portal.questionnaire.evaluation import Evaluation

UNANSWERED = "upload.not_answered"
NOT_AN_OPTION = "upload.not_an_option"
UNREADABLE = "upload.unreadable"
ADDED_MEANWHILE = "upload.added_meanwhile"
DOUBLED = "upload.doubled"


class Category(StrEnum):
    """How much an error weighs: set-up errors decide what else is asked, soft ones can be confirmed."""

    SETUP = "setup"
    WRONG = "wrong"
    NOT_ANSWERED = "not_answered"
    SOFT = "soft_validation"


class RowError(NamedTuple):
    """What is wrong with one cell."""

    number: int
    category: Category
    rule: str
    message: str

    @property
    def kind(self) -> str:
        """What the same thing is called in other rows: the message, or nothing where it speaks of the row itself.

        Warnings do (“£140 every week is usually no more than £110”, “log 17 says the same”): their rule is what they
        have in common, and what a person confirms.
        """
        return "" if self.category == Category.SOFT or self.rule in (ADDED_MEANWHILE, DOUBLED) else self.message


class Result(StrEnum):
    """What a row comes to."""

    READY = "ready"
    WARNED = "warned"
    INCOMPLETE = "incomplete"
    WRONG = "wrong"


@dataclass(slots=True)
class Judged:
    """The verdict on one row; `not_kept` are fields that hold something which the log does not ask for."""

    evaluation: Evaluation
    errors: list[RowError] = field(default_factory=list)
    not_kept: list[int] = field(default_factory=list)

    @property
    def result(self) -> Result:
        """The gravest of what was found; with a rule that is broken no log is kept, whichever cell tells it."""
        hard = [error for error in self.errors if error.category is not Category.SOFT]
        if any(error.rule != UNANSWERED for error in hard) or self._breaks_a_rule:
            return Result.WRONG
        if hard or self.evaluation.missing:
            return Result.INCOMPLETE
        return Result.WARNED if self.errors or self.evaluation.warnings else Result.READY

    @property
    def _breaks_a_rule(self) -> bool:
        """Values that are none are told where they are asked for, and elsewhere not kept."""
        errors = self.evaluation.errors.values()
        return any(problem.rule not in ENGINE_RULES for problems in errors for problem in problems)
