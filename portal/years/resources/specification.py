"""The specification of the upload: every field, what it takes, when it is asked, and what is checked."""

from __future__ import annotations

from portal.questionnaire.describe import rules_naming
from portal.questionnaire.program import Program
from portal.years.resources.fields import fields_of
from portal.years.resources.workbook import table

HEADERS = ("Field", "Section", "Question", "Additional info", "Values", "Only asked if", "Can be empty?", "Checks")


def specification_rows(program: Program) -> list[list[str]]:
    """A row for each field."""
    naming = rules_naming(program.rules.values())
    rows = []
    for field in fields_of(program.questionnaire):
        rules = sorted({rule for answer in field.answers for rule in naming.get(answer, ())})
        rows.append(
            [
                str(field.number),
                field.section,
                field.question,
                field.hint,
                field.values,
                " or ".join(field.asked_when),
                field.may_be_empty,
                "\n".join(f"{rule}: {program.rules[rule].words}" for rule in rules),
            ]
        )
    return rows


def specification_xlsx(program: Program) -> bytes:
    """The specification as a workbook."""
    return table(program.questionnaire.title, "Specification", HEADERS, specification_rows(program))
