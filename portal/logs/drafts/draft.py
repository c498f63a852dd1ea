"""A draft: what one person is doing to one part of one log.

The log, what was sent, the changes that it means, the verdict on them, and the form to show. `Draft.open` is a page as
it is stored, `Draft.of` one as it was filled in; both are built by one function with one evaluation, and neither
needs a request.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from portal.logs.address_lookup import search_available
from portal.logs.choices import following_manager
from portal.logs.contexts import Contexts
from portal.logs.drafts.address import BY_HAND_ANSWER, AddressFields
from portal.logs.drafts.form import SubsectionForm, lay_out
from portal.logs.drafts.options import OptionSource
from portal.logs.drafts.reading import AGREED, REMOVED, Reading, Sent, read
from portal.logs.drafts.removals import removals
from portal.logs.locks import LogLocks
from portal.logs.models import Log
from portal.logs.record import LogChange, Merged, judge, merge
from portal.questionnaire.answers import Answers, is_blank
from portal.questionnaire.document import Kind
from portal.questionnaire.evaluation import Evaluation, SubsectionState
from portal.questionnaire.program import Program
from portal.theme.forms import GovReadOnlyField

if TYPE_CHECKING:
    from accounts.models import User
    from portal.windows import Windows


@dataclass
class Draft:
    """One person's work on one subsection of one log."""

    log: Log
    person: User
    subsection_id: str
    contexts: Contexts
    locks: LogLocks
    merged: Merged
    evaluation: Evaluation
    sent: Sent | None = None
    reading: Reading = field(default_factory=Reading)
    memory: dict[Any, Any] = field(default_factory=dict)
    form: SubsectionForm = field(init=False)

    def __post_init__(self) -> None:
        self.form = self.lay_out(self.evaluation, self.sent, self.merged.sent)

    @classmethod
    def open(cls, log: Log, person: User, subsection_id: str, windows: Windows | None = None) -> Draft:
        """The page as it is stored, or as a new log starts."""
        return _build(log, person, subsection_id, None, Contexts(log.kind, person, windows), LogLocks(log.kind))

    @classmethod
    def of(
        cls,
        log: Log,
        person: User,
        subsection_id: str,
        sent: Sent,
        windows: Windows | None = None,
        locks: LogLocks | None = None,
    ) -> Draft:
        """The page as it was filled in; `NotWhole` when it does not say which questions it held."""
        contexts = Contexts(log.kind, person, windows)
        return _build(log, person, subsection_id, sent, contexts, locks or LogLocks(log.kind))

    @property
    def program(self) -> Program:
        """The questionnaire that the answers on the page are held against."""
        return self.merged.program

    @property
    def stored(self) -> Answers:
        """What is stored, nothing for a new log."""
        return self.merged.stored

    @property
    def changes(self) -> Mapping[str, Any]:
        """What the person changed, as it was sent."""
        return self.merged.sent

    @property
    def state(self) -> SubsectionState:
        """How far the subsection is with these answers."""
        return self.evaluation.subsections[self.subsection_id]

    @property
    def agreed_to_clear(self) -> frozenset[str] | None:
        """The answers that the person agreed to lose with the button that says so; a new log has none to lose."""
        if not self.log.pk:
            return None
        return frozenset(str(self.sent.get(AGREED, "")).split(",")) if self.sent else frozenset()

    def unreadable(self) -> set[str]:
        """Questions whose widget could make nothing of what was typed."""
        return {*self.reading.unreadable, *self.form.errors} if self.form.is_bound else set()

    @property
    def not_open(self) -> set[str]:
        """Answers that were sent although this person's page lets nobody give them here, whatever it says it held."""
        open_ = {"uprn", BY_HAND_ANSWER, *self.program.questionnaire.confirm_fields}
        for item in self.form.placed:
            widget = self.form.fields.get(item.question.id)
            if widget is not None and not isinstance(widget, GovReadOnlyField):
                open_.update(item.question.fields)
        return set(self.reading.answers) - open_

    def lay_out(
        self, evaluation: Evaluation, sent: Sent | None = None, changed: Collection[str] = ()
    ) -> SubsectionForm:
        """The form of the page as a verdict has it: this one's, or for instance that after it was saved."""
        stored = self.log.typed_answers() if self.log.pk else Answers()
        program = self.log.kind.program_for(evaluation.answers[self.log.kind.date_field] or self.log.date)
        context = self.contexts.of_one(evaluation.answers, stored)
        options = OptionSource(self.log, self.person, program, evaluation, context, self.memory, changed)
        return lay_out(options, self.subsection_id, sent)


def _build(log: Log, person: User, subsection_id: str, sent: Sent | None, contexts: Contexts, locks: LogLocks) -> Draft:
    """From what was sent to the form that shows it.

    The questions that were on the page are known, so reading them needs no verdict; one verdict then says which
    questions follow, and nothing on a question that has only just come up can change it.
    """
    reading = read(sent, log.program, subsection_id) if sent is not None else Reading()
    changes = {**_way_of_the_address(log, subsection_id, sent), **reading.answers}
    if sent is not None:
        changes = {**removals(log.program, sent.getlist(REMOVED)), **changes}
    seen = None if sent is None else reading.seen
    merged = merge(LogChange(log, changes, seen))
    if (manager := _following_manager(person, log, merged)) is not None:
        merged = merge(LogChange(log, {**changes, "managing_organisation_id": manager}, seen))
    return Draft(log, person, subsection_id, contexts, locks, merged, judge(merged, contexts), sent, reading)


def _way_of_the_address(log: Log, subsection_id: str, sent: Sent | None) -> dict[str, Any]:
    """The way an address is entered, searched for or typed in, where it is not stored yet.

    What was on the page that was sent tells which way was taken. Without an address service there is nothing to
    search, so the address is typed in from the start.
    """
    questions = log.program.questionnaire.subsection(subsection_id).questions
    if all(question.kind is not Kind.ADDRESS for question in questions):
        return {}
    way = AddressFields.way_on(sent) if sent is not None else {}
    stored = log.typed_answers()
    if not way and not search_available() and is_blank(stored["uprn"]):
        way = {BY_HAND_ANSWER: True}
    return {name: value for name, value in way.items() if stored[name] != value}


def _following_manager(person: User, log: Log, merged: Merged) -> int | None:
    """Choosing an owner also sets the manager where there is nothing to choose (docs/domain/organisations.md#2.3)."""
    if "owning_organisation_id" not in merged.sent or "managing_organisation_id" in merged.sent:
        return None
    return following_manager(person, log, merged.answers["owning_organisation_id"])
