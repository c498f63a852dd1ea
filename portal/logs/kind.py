"""What makes a letting a letting and a sale a sale, for the code that serves both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.clock import today
from portal.questionnaire.answers import Answers
from portal.questionnaire.derivations import Derivations
from portal.questionnaire.document import Questionnaire
from portal.questionnaire.program import Program
from portal.questionnaire.rules import Registry
from portal.windows.dates import collection_year
from portal.years.live import program_of, questionnaire_in_force, years_of

if TYPE_CHECKING:
    from portal.logs.context import LogContext
    from portal.logs.models import Log


@dataclass(frozen=True)
class LogWords:
    """What people read of a kind of log where its pages differ."""

    title: str
    noun: str
    date_label: str
    date_heading: str
    manager_label: str
    reference_headings: Mapping[str, str]
    """The columns with the landlord's own references, and what each is called."""
    person_title: Callable[[int, Answers], str]
    """What a member of the household is called, by number."""
    may_lose: str = ""
    """What is taken from a log when it is deactivated elsewhere; the model then has a column `unresolved`."""


@dataclass(frozen=True)
class LogKind:
    """One kind of log: its questionnaires, rules, derivations, context and the answers it keeps in columns."""

    log_type: str
    model: type[Log]
    words: LogWords
    date_field: str
    part_field: str
    """The answer by which figures are told apart first: for whom lettings are, how homes are sold."""
    questionnaires: Path
    rules: Registry
    derivations: Derivations
    context_for: Callable[..., LogContext]
    """The facts around some logs, in a handful of queries however many logs there are."""
    context_type: type[LogContext]
    """What `context_for` gives, for worlds that are invented."""
    duplicate_key: Callable[[Mapping[str, Any]], str | None]
    reference_columns: Mapping[str, str]
    copied_columns: Mapping[str, str]
    duplicates_compared: tuple[str, ...]
    """The answers set side by side on the page of duplicates, in their order there."""
    owners_hold_stock: bool
    """Whether a related organisation is offered as owner only when it holds stock itself."""
    assignees_from_manager_only: bool
    """Whether only people of the managing organisation complete a log, whoever owns the stock."""
    details_unknown: int
    """The code of “details of this person are not known”."""
    related_columns: tuple[str, ...] = ()
    """Columns of its own that lead to what files tell besides."""
    related_values: Callable[[Sequence[Mapping[str, Any]]], Mapping[int, Mapping[str, Any]]] | None = None
    """What files tell of these rows besides their answers: log id to values by name, in a fixed number of queries."""
    view_columns: tuple[tuple[str, str, str, str], ...] = ()
    """What SQL views show of it besides: name, SQL type, expression on `log`, comment."""
    limited_options: Mapping[str, Callable[[Any, Answers], frozenset[Any] | None]] = field(default_factory=dict)
    """Questions whose options depend on the organisations of the log: the codes that may be offered."""

    @property
    def years(self) -> tuple[int, ...]:
        """The collection years that have a questionnaire, in order."""
        return years_of(self)

    def program(self, year: int, version: int | None = None) -> Program:
        """The questionnaire of a year, made ready; a later year than the last uses the last one.

        That is the version in force, or the one that is named.
        """
        return program_of(self, year, version)

    def questionnaire(self, year: int) -> Questionnaire:
        """What stands in the questionnaire of a year, for who does not judge answers by it."""
        return questionnaire_in_force(self, year)

    def program_for(self, day: date | None) -> Program:
        """The questionnaire that a log with this date uses; without a date, that of the current year."""
        return self.program(collection_year(day or today()))

    def __hash__(self) -> int:
        return hash(self.log_type)
