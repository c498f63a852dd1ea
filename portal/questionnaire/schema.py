"""The shape of a questionnaire document, published as a JSON Schema so that editors complete and check it."""

from __future__ import annotations

from typing import Any

_TEXT: dict[str, Any] = {"type": "string"}
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
    "kind": {"enum": ["radio", "checkboxes", "select", "number", "text", "date", "address", "total"]},
    "number": {
        "anyOf": [{"type": "integer"}, {"enum": ["same", "none"]}],
        "description": "Only where the count jumps: another number, the `same` as before, or `none`",
    },
    "number_step": {"type": "integer", "description": "In a repeat block: how far the number moves for each person"},
    "ask": {"type": "string", "description": "The question in full"},
    "hint": _TEXT,
    "label": {"type": "string", "description": "Short label for check answers, lists and errors"},
    "missing": {
        "type": "string",
        "description": "What is said when it is not answered, such as “Enter the basic rent”",
    },
    "options": _OPTIONS,
    "option_hints": {"type": "object"},
    "hidden_options": {"type": "array", "description": "Codes that are valid but never offered"},
    "inferred_options": {"type": "array", "description": "Codes that the service fills in by itself when offered"},
    "offered_when": {"type": "object", "description": "Code to the condition under which it is offered"},
    "options_from": {"type": "string", "description": "Options that come from outside, such as local authorities"},
    "after_divider": {"type": "array", "description": "Codes that stand below an “or”"},
    "shown_for": {"type": "object", "description": "The question in the same group and the codes that reveal this one"},
    "min": {"type": "number"},
    "max": {"type": "number"},
    "step": {"anyOf": [{"type": "number"}, _TEXT]},
    "whole": {"type": "boolean", "description": "Kept as a whole number"},
    "prefix": _TEXT,
    "suffix": {"anyOf": [_TEXT, _TEXT_WHEN]},
    "width": {"type": "integer"},
    "max_length": {"type": "integer"},
    "optional": _FLAG,
    "derived": _FLAG,
    "always_counts": {"type": "boolean"},
    "keep": {"type": "boolean", "description": "Never cleared because it is not asked"},
    "shown_as": _TEXT_WHEN,
    "also_show": {"type": "array"},
    "hidden_in_check_answers": _FLAG,
    "person": {"type": "integer"},
    "bulk": _BULK,
    "csv": _CSV,
    "cds": _CDS,
    "when": _CONDITION,
}
GROUP: dict[str, Any] = {
    "group": _TEXT,
    "when": _CONDITION,
    "heading": _TEXT,
    "guidance": _TEXT,
    "ungated": {"type": "boolean", "description": "Asked even while the set-up is not complete"},
    "person": {"type": "integer"},
    "questions": {"type": "array"},
}
SUBSECTION: dict[str, Any] = {
    "id": _TEXT,
    "title": _TEXT,
    "after_setup": {"type": "boolean"},
    "when": _CONDITION,
    "shown_when": _CONDITION,
    "questions": {"type": "array", "items": {"$ref": "#/$defs/item"}},
    "warnings": {"type": "array"},
}
STORED: dict[str, Any] = {
    "type": {"enum": ["integer", "decimal", "boolean", "text", "date"]},
    "label": _TEXT,
    "options": _OPTIONS,
    "bulk": _BULK,
    "csv": _CSV,
    "cds": _CDS,
}
WARNING_TEXT: dict[str, Any] = {
    "title": _TEXT,
    "text": _TEXT,
    "confirm": _TEXT,
    "label": _TEXT,
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
    "log_type": {"enum": ["lettings", "sales"]},
    "year": {"type": "integer"},
    "title": _TEXT,
    "date_field": _TEXT,
    "setup_ignores": {"type": "array", "items": _TEXT},
    "generic_rules": {"type": "object", "description": "Read by nothing; versions published earlier may have it"},
    "conditions": {"type": "object", "additionalProperties": _CONDITION},
    "option_sets": {"type": "object"},
    "guidance": {"type": "object", "additionalProperties": _TEXT},
    "warning_texts": {
        "type": "object",
        "additionalProperties": {"type": "object", "properties": WARNING_TEXT, "additionalProperties": False},
    },
    "stored": {
        "type": "object",
        "additionalProperties": {"type": "object", "properties": STORED, "additionalProperties": False},
    },
    "columns": {"type": "object", "properties": COLUMNS, "additionalProperties": False},
    "sections": {"type": "array", "items": {"$ref": "#/$defs/section"}},
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
    item = {
        "type": "object",
        "properties": {**QUESTION, **GROUP, "repeat": {"type": "object", "required": ["from", "to"]}, "warnings": {}},
        "additionalProperties": False,
    }
    item["properties"]["questions"] = {"type": "array", "items": {"$ref": "#/$defs/item"}}  # type: ignore[index]
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
                "properties": {
                    "id": _TEXT,
                    "title": _TEXT,
                    "subsections": {"type": "array", "items": {"$ref": "#/$defs/subsection"}},
                },
            },
        },
    }
