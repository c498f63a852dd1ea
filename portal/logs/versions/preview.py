"""A page of a log as a draft would have it, for a person of each role and a day: looked at, never saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from accounts.models import User
from accounts.models.user import Role
from portal.logs.contexts import Contexts
from portal.logs.drafts.form import SubsectionForm, lay_out
from portal.logs.drafts.options import OptionSource
from portal.logs.kinds import kind_named
from portal.logs.uploads.out.sample import PARTIES, sample_answers
from portal.questionnaire.answers import Answers
from portal.questionnaire.evaluation import Evaluation, evaluate
from portal.questionnaire.program import Program
from portal.years.drafts import DraftError
from portal.years.models import Draft
from portal.years.preview import program_of_draft

if TYPE_CHECKING:
    from portal.logs.kind import LogKind

ROLES = {"provider": Role.DATA_PROVIDER, "coordinator": Role.DATA_COORDINATOR, "support": Role.SUPPORT}


@dataclass(frozen=True)
class Preview:
    """One page: its questions as a form, and what the task list would hold beside it."""

    person: User
    program: Program
    evaluation: Evaluation
    form: SubsectionForm


def preview(*, draft: Draft, role: str, day: date, subsection_id: str, by: User, turn: int = 0) -> Preview:
    """The page with the answers of a sample log of that day; DraftError says what is in the way."""
    kind, program = kind_named(draft.log_type), program_of_draft(draft)
    person = by if role == "support" else _somebody(role)
    answers = _answers(kind, program, person, day, turn)
    log = kind.model(date=day, created_by=person)
    context = Contexts(kind, person).of_one(answers, Answers())
    evaluation = evaluate(program, answers, context, Answers())
    options = OptionSource(log, person, program, evaluation, context)
    return Preview(person, program, evaluation, lay_out(options, subsection_id))


def _somebody(role: str) -> User:
    """Whoever has the role: what is offered depends on a real organisation."""
    found = User.objects.filter(role=ROLES[role], active=True, organisation__active=True).order_by("pk").first()
    if found is None:
        raise DraftError(f"Nobody is a data {role} yet, so there is nobody to see the page as.")
    return found


def _answers(kind: LogKind, program: Program, person: User, day: date, turn: int) -> Answers:
    answers = Answers(sample_answers(program, turn))
    owner, manager, assigned = PARTIES
    answers.update({owner: person.organisation_id, manager: person.organisation_id, assigned: person.pk})
    answers[kind.date_field] = day
    return answers
