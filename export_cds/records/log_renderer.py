"""Logs, from their stored answers and the facts around them to their XML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from export_cds.fields.element import Present
from export_cds.fields.logs import log_elements
from export_cds.records.facts import LogFacts
from export_cds.records.lettings import complete_letting
from export_cds.records.render import Record, Renderer
from export_cds.records.sales import complete_sale
from portal.changes import LETTINGS, SALES
from portal.questionnaire.document import Questionnaire

COMPLETE: dict[str, Callable[[dict[str, Any], LogFacts], Present]] = {LETTINGS: complete_letting, SALES: complete_sale}


class LogRenderer(Renderer):
    """Writes the logs of one questionnaire."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        super().__init__(log_elements(questionnaire))
        self._complete = COMPLETE[questionnaire.log_type]
        self._blank: dict[str, Any] = dict.fromkeys(element.source for element in self.elements)

    def log_xml(self, answers: Mapping[str, Any], facts: LogFacts) -> str:
        """The log as it stands in a document."""
        # One dictionary for all that is done to a log: room for every element, its answers, then the facts.
        values = {**self._blank, **answers}
        present = self._complete(values, facts)
        return self.xml(values, present)

    def log_record(self, answers: Mapping[str, Any], facts: LogFacts) -> Record:
        """The log's element names with their texts."""
        values = dict(answers)
        present = self._complete(values, facts)
        return self.record(values, present)
