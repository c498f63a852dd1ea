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

QUESTION: dict[str, Any] = {
    "id": {"type": "string", "description": "The name under which the answer is kept"},
    "kind": {"enum": ["radio", "checkboxes", "select", "number", "text", "date", "address", "total"]},
    "number": {"type": "integer"},
    "number_step": {"type": "integer", "description": "In a repeat block: how far the number moves for each person"},
    "ask": {"type": "string", "description": "The question in full"},
    "hint": _TEXT,
    "label": {"type": "string", "description": "Short label for check answers, lists and errors"},
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
    "cds": {"type": "string", "description": "The element of the export that carries the answer"},
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
TOP: dict[str, Any] = {
    "log_type": {"enum": ["lettings", "sales"]},
    "year": {"type": "integer"},
    "title": _TEXT,
    "date_field": _TEXT,
    "setup_ignores": {"type": "array", "items": _TEXT},
    "generic_rules": {"type": "object"},
    "conditions": {"type": "object", "additionalProperties": _CONDITION},
    "option_sets": {"type": "object"},
    "guidance": {"type": "object", "additionalProperties": _TEXT},
    "warning_texts": {"type": "object"},
    "stored": {"type": "object"},
    "sections": {"type": "array", "items": {"$ref": "#/$defs/section"}},
}

QUESTION_KEYS = frozenset(QUESTION)
ITEM_KEYS = frozenset(GROUP)
SUBSECTION_KEYS = frozenset(SUBSECTION)
TOP_KEYS = frozenset(TOP)


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
