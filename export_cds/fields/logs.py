"""Elements of a log: those that the year's questionnaire names for its answers, among the facts around the log."""

from __future__ import annotations

from export_cds.fields import lettings, sales
from export_cds.fields.element import Element, Form, Present
from portal.changes import LETTINGS, SALES
from portal.logs.kinds import kind_named
from portal.questionnaire.columns import in_order
from portal.questionnaire.document import Questionnaire

FACTS = {LETTINGS: lettings.FACTS, SALES: sales.FACTS}
_PRESENT = {LETTINGS: lettings.PRESENT, SALES: sales.PRESENT}


def log_elements(questionnaire: Questionnaire) -> tuple[Element, ...]:
    """The elements of a year's logs, in document order."""
    present = _PRESENT[questionnaire.log_type]
    answers = (
        Element(element.name, element.answer, Form(element.written_as), present.get(element.name, Present.ALWAYS))
        for element in questionnaire.cds_elements
    )
    named = ((element.name, element) for element in (*FACTS[questionnaire.log_type], *answers))
    return tuple(element for _, element in in_order(named, questionnaire.columns.cds_order))


def questionnaire_of(collection: str, year: int) -> Questionnaire:
    """The questionnaire whose elements the logs of a year have: its own, or else the last one, whole."""
    return kind_named(collection).questionnaire(year)
