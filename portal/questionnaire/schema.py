"""The shape of a questionnaire document, published as a JSON Schema so that editors complete and check it."""

from __future__ import annotations

import re
from typing import Any

_TEXT: dict[str, Any] = {"type": "string"}


def _described(description: str, what: dict[str, Any]) -> dict[str, Any]:
    return {**what, "description": description}


_CONDITION: dict[str, Any] = {"type": "string", "description": "A condition such as: needstype == 1 and age2 < 16"}
_FLAG: dict[str, Any] = {"anyOf": [{"type": "boolean"}, _CONDITION]}
_OPTIONS: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": _TEXT}]}
_TEXT_WHEN: dict[str, Any] = {
    "type": "array",
    "items": {"type": "object", "required": ["when", "text"], "properties": {"when": _CONDITION, "text": _TEXT}},
}
_NUMBERS: dict[str, Any] = {"type": "array", "items": {"type": "integer"}}
_BULK: dict[str, Any] = {
    "description": "The field of the upload template that carries the answer; of boxes to tick, one for each box",
    "anyOf": [{"type": "integer"}, {"$ref": "#/$defs/bulk"}, {"type": "object"}],
}
BULK: dict[str, Any] = {
    "field": {"type": "integer", "description": "Number of the field that carries the answer"},
    "fields": {**_NUMBERS, "description": "Numbers of several fields that carry it together"},
    "day": {"type": "integer", "description": "Number of the field with the day of a date"},
    "month": {"type": "integer", "description": "Number of the field with the month of a date"},
    "year": {"type": "integer", "description": "Number of the field with the year of a date"},
    "step": {"type": "integer", "description": "In a repeat block: how far the numbers move for each person"},
    "type": {"enum": ["integer", "decimal", "text"], "description": "What a cell must hold, where not as usual"},
    "codes": {"type": "object", "description": "Code of the file to code of the log; others give no answer"},
    "keeps_other_codes": {"type": "boolean", "description": "Codes that `codes` does not name stay as they are"},
    "convert": {"type": "string", "description": "Name of the function of the uploads that makes the answer"},
    "also_reads": {**_NUMBERS, "description": "Fields that it looks at although they carry other answers"},
    "when": {**_CONDITION, "description": "The rows in which these fields count"},
}
_CSV_ITEM: dict[str, Any] = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/csv"}]}
_CSV: dict[str, Any] = {
    "description": "The header of the answer's column in downloads, or several columns",
    "anyOf": [*_CSV_ITEM["anyOf"], {"type": "array", "items": _CSV_ITEM}, {"type": "object"}],
}
CSV: dict[str, Any] = {
    "support": {"type": "string", "description": "Header in files for support; without it they lack the column"},
    "others": {"type": "string", "description": "Header in files for everybody else; without it they lack the column"},
    "show": {
        "enum": ["code", "day", "label", "month", "plus_one", "year", "yes_or_nothing"],
        "description": "What is shown in place of the value itself",
    },
    "when": {**_CONDITION, "description": "The logs in which the column is filled"},
}
_CDS: dict[str, Any] = {
    "description": "The element of the export that carries the answer, or those of day, month and year of a date",
    "anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": _TEXT}],
}

QUESTION: dict[str, Any] = {
    "id": {"type": "string", "description": "The name under which the answer is kept"},
    "kind": {
        "enum": ["radio", "checkboxes", "select", "number", "text", "date", "address", "total"],
        "description": "How it is answered",
    },
    "number": {
        "anyOf": [{"type": "integer"}, {"enum": ["same", "none"]}],
        "description": "Only where the count jumps: another number, the `same` as before, or `none`",
    },
    "number_step": {"type": "integer", "description": "In a repeat block: how far the number moves for each person"},
    "ask": {"type": "string", "description": "The question in full"},
    "hint": _described("Help below the question", _TEXT),
    "label": {"type": "string", "description": "Short label for check answers, lists and errors"},
    "missing": {
        "type": "string",
        "description": "What is said when it is not answered, such as “Enter the basic rent”",
    },
    "options": _described("Code to label, in the order shown; or the name of a set under `option_sets`", _OPTIONS),
    "option_hints": {"type": "object", "description": "Code to the help below that option"},
    "hidden_options": {"type": "array", "description": "Codes that are valid but never offered"},
    "inferred_options": {"type": "array", "description": "Codes that the service fills in by itself when offered"},
    "offered_when": {"type": "object", "description": "Code to the condition under which it is offered"},
    "options_from": {"type": "string", "description": "Options that come from outside, such as local authorities"},
    "after_divider": {"type": "array", "description": "Codes that stand below an “or”"},
    "shown_for": {"type": "object", "description": "The question in the same group and the codes that reveal this one"},
    "min": {"type": "number", "description": "The least number that is taken"},
    "max": {"type": "number", "description": "The most that is taken"},
    "step": _described("What a number is a multiple of; 0.01 is money", {"anyOf": [{"type": "number"}, _TEXT]}),
    "whole": {"type": "boolean", "description": "Kept as a whole number"},
    "prefix": _described("What stands before the number, such as £", _TEXT),
    "suffix": _described("What stands behind the number, always or by condition", {"anyOf": [_TEXT, _TEXT_WHEN]}),
    "width": {"type": "integer", "description": "For how many characters the box is made"},
    "max_length": {"type": "integer", "description": "How many characters a text may have"},
    "optional": _described("Need not be answered: `true`, or a condition", _FLAG),
    "derived": _described("Follows from other answers and is not typed in: `true`, or a condition", _FLAG),
    "always_counts": {"type": "boolean", "description": "Counts for completeness even where it is not asked"},
    "keep": {"type": "boolean", "description": "Never cleared because it is not asked"},
    "shown_as": _described("Conditions under which a text stands in place of the answer", _TEXT_WHEN),
    "also_show": {"type": "array", "description": "Other answers that check answers shows beside it, by condition"},
    "hidden_in_check_answers": _described("Left out of check answers: `true`, or a condition", _FLAG),
    "person": {"type": "integer", "description": "The member of the household it is about, by number"},
    "carried_from": {
        "type": "object",
        "description": "What an answer of the year before becomes here: its `question`, and under `codes` what each "
        "of its codes becomes, nothing where it is not taken along",
    },
    "bulk": _BULK,
    "csv": _CSV,
    "cds": _CDS,
    "when": _described("The condition under which it is asked; without it, it is always asked", _CONDITION),
}
GROUP: dict[str, Any] = {
    "group": _described("The name of questions that stand together", _TEXT),
    "when": _described("The condition under which all of them are asked", _CONDITION),
    "heading": _described("What stands above them", _TEXT),
    "guidance": _described("The name of a text under `guidance` that is shown with them", _TEXT),
    "ungated": {"type": "boolean", "description": "Asked even while the set-up is not complete"},
    "person": {"type": "integer", "description": "The member of the household it is about, by number"},
    "questions": {"type": "array", "description": "The questions in their order"},
}
BLOCK: dict[str, Any] = {
    "repeat": {
        "type": "object",
        "required": ["from", "to"],
        "description": "The persons, `from` and `to`, for whom the group is repeated; {n} is the person's number",
    },
    "warnings": {"description": "In a repeat block: the warnings of each person"},
}
SECTION: dict[str, Any] = {
    "id": _described("Its name", _TEXT),
    "title": _described("Its heading in the task list", _TEXT),
    "subsections": {
        "type": "array",
        "items": {"$ref": "#/$defs/subsection"},
        "description": "Its subsections in their order",
    },
}
SUBSECTION: dict[str, Any] = {
    "id": _described("Its name in addresses and code", _TEXT),
    "title": _described("Its heading in the task list", _TEXT),
    "after_setup": {"type": "boolean", "description": "Whether it waits for the set-up to be complete"},
    "when": _described("The condition under which its questions are asked", _CONDITION),
    "shown_when": _described("The condition under which the task list shows it", _CONDITION),
    "questions": {
        "type": "array",
        "items": {"$ref": "#/$defs/item"},
        "description": "Questions, groups and repeat blocks in their order",
    },
    "warnings": {"type": "array", "description": "Which rules may warn here, and what confirms each"},
}
STORED: dict[str, Any] = {
    "type": {"enum": ["integer", "decimal", "boolean", "text", "date"], "description": "What the value is"},
    "label": _described("What it is called", _TEXT),
    "options": _described("Code to label", _OPTIONS),
    "bulk": _BULK,
    "csv": _CSV,
    "cds": _CDS,
}
WARNING_TEXT: dict[str, Any] = {
    "title": _described("The heading of the warning", _TEXT),
    "text": _described("What stands below it", _TEXT),
    "confirm": _described("What is asked to confirm it", _TEXT),
    "label": _described("What the confirmation is called in lists and files", _TEXT),
    "csv": _CSV,
    "cds": _CDS,
}
_NAMES: dict[str, Any] = {"type": "array", "items": _TEXT}
COLUMNS: dict[str, Any] = {
    "csv_facts": {
        "type": "object",
        "description": "What a download tells beside answers: fact to its column",
        "additionalProperties": _CSV,
    },
    "csv_support_order": {**_NAMES, "description": "Headers for support in the order in which they come"},
    "csv_others_order": {**_NAMES, "description": "Headers for everybody else in the order in which they come"},
    "cds_order": {**_NAMES, "description": "Elements of the export in the order in which they come"},
}
TOP: dict[str, Any] = {
    "log_type": {"enum": ["lettings", "sales"], "description": "The kind of log"},
    "year": {"type": "integer", "description": "The collection year, by the calendar year in which it begins"},
    "title": _described("What people read of it", _TEXT),
    "date_field": _described("The question whose date decides the collection year", _TEXT),
    "setup_ignores": _described(
        "Questions of the set-up that need no answer for it to be complete", {"type": "array", "items": _TEXT}
    ),
    "generic_rules": {"type": "object", "description": "Read by nothing; versions published earlier may have it"},
    "conditions": {
        "type": "object",
        "additionalProperties": _CONDITION,
        "description": "Conditions that recur, by the name that stands for each",
    },
    "option_sets": {"type": "object", "description": "Options that several questions share, by name"},
    "guidance": {"type": "object", "additionalProperties": _TEXT, "description": "Longer texts, by name"},
    "warning_texts": {
        "type": "object",
        "description": "What each confirmation of a warning says",
        "additionalProperties": {"type": "object", "properties": WARNING_TEXT, "additionalProperties": False},
    },
    "stored": {
        "type": "object",
        "description": "Values that are kept without being asked",
        "additionalProperties": {"type": "object", "properties": STORED, "additionalProperties": False},
    },
    "columns": {
        "type": "object",
        "properties": COLUMNS,
        "additionalProperties": False,
        "description": "The order of columns and elements in files, and what downloads tell beside answers",
    },
    "sections": {
        "type": "array",
        "items": {"$ref": "#/$defs/section"},
        "description": "The parts of the task list in their order",
    },
}

QUESTION_KEYS = frozenset(QUESTION)
ITEM_KEYS = frozenset(GROUP)
SUBSECTION_KEYS = frozenset(SUBSECTION)
TOP_KEYS = frozenset(TOP)
STORED_KEYS = frozenset(STORED)
WARNING_TEXT_KEYS = frozenset(WARNING_TEXT)
COLUMNS_KEYS = frozenset(COLUMNS)
BULK_KEYS = frozenset(BULK)
CSV_KEYS = frozenset(CSV)


def json_schema() -> dict[str, Any]:
    """The whole schema, for `manage.py questionnaire_schema` and for editors."""
    item: dict[str, Any] = {
        "type": "object",
        "properties": {**QUESTION, **GROUP, **BLOCK},
        "additionalProperties": False,
    }
    item["properties"]["questions"] = {**GROUP["questions"], "items": {"$ref": "#/$defs/item"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Questionnaire of a collection year",
        "type": "object",
        "required": ["log_type", "year", "title", "date_field", "sections"],
        "properties": TOP,
        "additionalProperties": False,
        "$defs": {
            "item": item,
            "bulk": {"type": "object", "properties": BULK, "additionalProperties": False},
            "csv": {"type": "object", "properties": CSV, "additionalProperties": False},
            "subsection": {
                "type": "object",
                "required": ["id", "title", "questions"],
                "properties": SUBSECTION,
                "additionalProperties": False,
            },
            "section": {
                "type": "object",
                "required": ["id", "title", "subsections"],
                "properties": SECTION,
            },
        },
    }


TABLES: dict[str, dict[str, Any]] = {
    "question": QUESTION,
    "group": {**GROUP, **BLOCK},
    "subsection": SUBSECTION,
    "stored value": STORED,
    "bulk": BULK,
    "csv": CSV,
}
_TABLE = re.compile(r"(<!-- keys of a (?P<what>[a-z ]+) -->\n).*?(<!-- end -->\n)", re.S)


def with_tables(page: str) -> str:
    """The page with each marked table of keys as the schema has it."""
    return _TABLE.sub(lambda found: f"{found[1]}\n{_table(TABLES[found['what']])}\n{found[3]}", page)


def _table(keys: dict[str, Any]) -> str:
    rows = [f"| `{name}` | {key['description']}{_allowed(key)} |\n" for name, key in keys.items()]
    return f"| key | what it does |\n|---|---|\n{''.join(rows)}"


def _allowed(key: dict[str, Any]) -> str:
    return f": {', '.join(f'`{value}`' for value in key['enum'])}" if "enum" in key else ""
