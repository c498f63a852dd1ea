"""Options that come from outside the questionnaire: organisations, people, schemes, authorities."""

from __future__ import annotations

from collections.abc import Callable, Collection
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from portal.logs import choices
from portal.logs.models import Log
from portal.logs.references import reference_to
from portal.questionnaire.answers import Answers
from portal.questionnaire.document import Question
from portal.questionnaire.evaluation import Evaluation
from portal.questionnaire.program import Program
from portal.theme.forms import Option

if TYPE_CHECKING:
    from accounts.models import User


ENGLAND = "E"
"""How the codes of English authorities begin."""


def _as_chosen(log: Log, evaluation: Evaluation) -> Log:
    """The log with the organisations and the person chosen on the page: what can be chosen beside them follows.

    A copy, because the log itself must stay as it is stored: a change is what differs from it.
    """
    chosen = copy(log)
    for name, column in log.kind.reference_columns.items():
        setattr(chosen, column, evaluation.answers[name])
    return chosen


@dataclass
class OptionSource:
    """The options of one log for one user; each list is read once, when a question needs it.

    `memory` is shared by the sources of one request, which lay out the same page several times.
    """

    stored: Log
    user: User
    program: Program
    evaluation: Evaluation
    context: Any = None
    memory: dict[Any, Any] = field(default_factory=dict)
    changed: Collection[str] = ()

    def __post_init__(self) -> None:
        self.log = _as_chosen(self.stored, self.evaluation)
        # What the person has only just chosen must be offered by itself; what is stored is offered in any case.
        before = self.stored.typed_answers()
        self.current = Answers(self.evaluation.answers)
        self.current.update({name: before[name] for name in self.changed})

    def choice(self, name: str) -> choices.Choice:
        """Who may own, manage or complete the log."""
        find: dict[str, Callable[[User, Log], choices.Choice]] = {
            "owning_organisation_id": self._owners,
            "managing_organisation_id": choices.manager_choice,
            "assigned_to_id": choices.assignee_choice,
        }
        log = self._but_stored(name)
        key = (name, log.owning_organisation_id, log.managing_organisation_id, log.assigned_to_id)
        found: choices.Choice = self._once(key, lambda: find[name](self.user, log))
        return found

    def _owners(self, user: User, log: Log) -> choices.Choice:
        since = None if self.context is None else self.context.open_dates.first_for_saved
        return choices.owner_choice(user, log, since)

    def _but_stored(self, name: str) -> Log:
        """The log as it was chosen but for one reference: of that the stored one is offered, and none just sent."""
        log, column = copy(self.log), self.log.kind.reference_columns[name]
        setattr(log, column, getattr(self.stored, column))
        return log

    def _once(self, key: Any, find: Callable[[], Any]) -> Any:
        if key not in self.memory:
            self.memory[key] = find()
        return self.memory[key]

    def role_questions(self) -> list[str]:
        """The questions that this user's role brings onto the set-up page."""
        names = ("owning_organisation_id", "managing_organisation_id", "assigned_to_id")
        return [name for name in names if self.choice(name).shown]

    def for_question(self, question: Question) -> list[Option]:
        """The options to choose from, the current one always among them."""
        if reference := reference_to(question.options_from):
            return reference.options(self._but_stored(question.id), self.evaluation.answers, self.context)
        match question.options_from:
            case "organisations" | "users":
                pairs = self.choice(question.id).options
            case "local_authorities_england" | "local_authorities_uk":
                return self.areas(question)
            case _:
                current = self.current[question.id]
                pairs = [(o.code, o.label) for o in question.options if o.offered or o.code == current]
        return [Option(value, label) for value, label in pairs]

    def areas(self, question: Question) -> list[Option]:
        """Authorities that existed when the collection year began."""
        start = date(self.program.year, 4, 1)
        current = self.current[question.id]
        english = question.options_from == "local_authorities_england"
        rows = [
            area
            for area in self.context.areas.by_code.values()
            if area.code == current or (area.live_on(start) and (area.code.startswith(ENGLAND) or not english))
        ]
        return [Option(area.code, area.name) for area in sorted(rows, key=lambda area: area.name)]

    def limited(self, question: Question) -> frozenset[Any] | None:
        """Codes that may be offered where the log's organisations limit them (rent periods)."""
        limit = self.log.kind.limited_options.get(question.id)
        return None if limit is None or self.context is None else limit(self.context, self.evaluation.answers)
