"""The questionnaire that a draft would be, made ready as if it were in force."""

from __future__ import annotations

from portal.questionnaire.loader import load_questionnaire
from portal.questionnaire.program import Program
from portal.questionnaire.reading import QuestionnaireError
from portal.years import kinds, live
from portal.years.drafts import DraftError, tree_of
from portal.years.models import Draft


def program_of_draft(draft: Draft) -> Program:
    """Ready to ask and to judge; DraftError says what is in the way."""
    kind = kinds.kind_named(draft.log_type)
    try:
        questionnaire = load_questionnaire(tree_of(draft).document(), source="The draft")
        others = [live.program_of(kind, year).questionnaire for year in live.years_of(kind) if year != draft.year]
        return Program(questionnaire, kind.rules, kind.derivations, others)
    except (QuestionnaireError, AttributeError, KeyError, TypeError, ValueError) as problem:
        raise DraftError(f"Nothing can be made from the draft yet: {problem}") from problem
