"""The XML of a sample log of a questionnaire: what the department would get, also of a version that is not in force."""

from __future__ import annotations

from collections.abc import Collection

from export_cds.invented import log_facts
from export_cds.records.log_renderer import LogRenderer
from export_cds.records.xml import DOCUMENT_END, DOCUMENT_START
from portal.logs.uploads.out.sample import sample_answers
from portal.questionnaire.program import Program
from portal.windows.dates import year_start
from portal.years.resources.made import XML, Resource


def sample_xml(program: Program, compared: Collection[str] = ()) -> bytes:
    """One record, made from the first row of the sample file; the moments in it are those of the year's first day."""
    questionnaire = program.questionnaire
    answers = dict(sample_answers(program))
    day = f"{year_start(program.year).isoformat()}T12:00:00+01:00"
    facts = log_facts(program.year, answers, {"created_at": day, "updated_at": day})
    record = LogRenderer(questionnaire).log_xml(answers, facts)
    return f"{DOCUMENT_START}{record}{DOCUMENT_END}".encode()


SAMPLE_XML = Resource(
    "sample_xml",
    "XML of a sample log",
    "A log as the department’s data store would get it.",
    "{kind}-sample-{year}-{next}.xml",
    XML,
    sample_xml,
    offered=False,
)
