"""The shapes that do not depend on a questionnaire."""

from __future__ import annotations

from typing import Any

from portal.api.items import LONGEST_REFERENCE
from portal.api.problems import TITLES

MOST_LOGS = 500
ID: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}
TEXT: dict[str, Any] = {"type": "string"}
MAYBE_TEXT: dict[str, Any] = {"type": ["string", "null"]}
MAYBE_ID: dict[str, Any] = {"type": ["integer", "null"]}
STATUS: dict[str, Any] = {"type": "string", "enum": ["not_started", "in_progress", "completed", "deleted"]}
MOMENT: dict[str, Any] = {"type": "string", "format": "date-time"}
DAY: dict[str, Any] = {"type": "string", "format": "date"}


def ref(name: str) -> dict[str, str]:
    """A shape by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def many(of: dict[str, Any]) -> dict[str, Any]:
    """A list."""
    return {"type": "array", "items": of}


def shape(required: dict[str, Any], optional: dict[str, Any] | None = None, *, closed: bool = False) -> dict[str, Any]:
    """An object. What answers may gain members within v1; what is sent may not be guessed at."""
    found = {"type": "object", "required": list(required), "properties": {**required, **(optional or {})}}
    return {**found, "additionalProperties": False} if closed else found


_NEW_REFERENCE = {
    "type": ["string", "null"],
    "minLength": 1,
    "maxLength": LONGEST_REFERENCE,
    "description": "What your system calls the log; it is added once only, however often it is sent.",
}
_NAMES = {"type": "array", "items": TEXT, "description": "Answers that may be cleared by this change"}
_SUMMARY = {
    "id": ID,
    "external_reference": MAYBE_TEXT,
    "status": STATUS,
    "date": {"type": ["string", "null"], "format": "date"},
    "owning_organisation_id": MAYBE_ID,
    "managing_organisation_id": MAYBE_ID,
    "assigned_to_id": MAYBE_ID,
    "etag": TEXT,
    "created_at": MOMENT,
    "changed_at": MOMENT,
}
_STATE = {"status": STATUS, "missing": many(TEXT), "warnings": many(ref("Warning")), "told": many(TEXT)}

SCHEMAS: dict[str, Any] = {
    "NewLog": shape(
        {"answers": ref("Answers")},
        {"external_reference": _NEW_REFERENCE, "etag": MAYBE_TEXT, "agreed_to_clear": _NAMES},
        closed=True,
    ),
    "LogChange": shape({"answers": ref("Answers")}, {"agreed_to_clear": _NAMES}, closed=True),
    "Batch": shape(
        {"logs": {**many(ref("NewLog")), "minItems": 1, "maxItems": MOST_LOGS}},
        {"keep": {"type": "boolean", "description": "Keep refused logs so that staff correct them in the browser"}},
        closed=True,
    ),
    "BatchToValidate": shape({"logs": {**many(ref("NewLog")), "minItems": 1, "maxItems": MOST_LOGS}}, closed=True),
    "LogSummary": shape(_SUMMARY),
    "Log": shape({**_SUMMARY, "answers": ref("Answers")}),
    "LogPage": shape({"logs": many(ref("LogSummary")), "next_cursor": MAYBE_TEXT}),
    "Error": shape(
        {"pointer": {**TEXT, "description": "JSON pointer into what was sent"}, "code": TEXT, "message": TEXT},
        {"rule": TEXT, "question": TEXT, "label": TEXT, "value": {}, "allowed": {"type": "object"}},
    ),
    "Warning": shape({"confirm_with": TEXT, "fields": many(TEXT), "rule": TEXT, "message": TEXT}),
    "Result": shape(
        {
            "index": {"type": "integer"},
            "result": {"type": "string", "enum": ["valid", "created", "changed", "unchanged", "kept", "refused"]},
            "errors": many(ref("Error")),
        },
        {"id": ID, "etag": TEXT, "external_reference": TEXT, **_STATE},
    ),
    "BatchResult": shape(
        {"counts": {"type": "object", "additionalProperties": {"type": "integer"}}, "results": many(ref("Result"))},
        {"submission": shape({"id": ID, "logs": {"type": "integer"}, "page": TEXT})},
    ),
    "Changed": shape({"id": ID, "etag": TEXT, "changed": many(TEXT), **_STATE}),
    "Change": shape(
        {
            "log": ID,
            "external_reference": MAYBE_TEXT,
            "change": {"type": "string", "enum": ["created", "changed", "deleted", "moved"]},
            "at": MOMENT,
            "status": {"type": ["string", "null"]},
            "etag": MAYBE_TEXT,
        }
    ),
    "Changes": shape({"changes": many(ref("Change")), "next_cursor": TEXT, "more": {"type": "boolean"}}),
    "Questionnaire": shape(
        {
            "log_type": TEXT,
            "year": {"type": "integer"},
            "version": {"type": "integer"},
            "questions": many(
                shape(
                    {
                        "id": TEXT,
                        "fields": many(TEXT),
                        "kind": TEXT,
                        "subsection": TEXT,
                        "label": TEXT,
                        "options": many(shape({"code": {"type": ["integer", "string"]}, "label": TEXT})),
                        "asked_when": TEXT,
                        "conditions": many(TEXT),
                        "worked_out": {"type": "boolean"},
                    },
                    {"number": {}, "ask": {}, "hint": {}, "options_from": {}, "minimum": {}, "maximum": {}, "step": {}},
                )
            ),
        }
    ),
    "Topics": shape({"topics": many(shape({"topic": TEXT, "title": TEXT, "about": TEXT}))}),
    "Figures": shape(
        {
            "topic": TEXT,
            "kind": TEXT,
            "year": {"type": "integer"},
            "member": MAYBE_TEXT,
            "as_of": MAYBE_TEXT,
            "tables": many(shape({"title": TEXT, "means": TEXT, "columns": many(TEXT), "rows": many(many(TEXT))})),
        }
    ),
    "Windows": shape(
        {
            "windows": many(
                shape(
                    {
                        "log_type": TEXT,
                        "year": {"type": "integer"},
                        "starts": DAY,
                        "submission_deadline": DAY,
                        "new_logs_until": DAY,
                        "changes_until": DAY,
                        "takes_new_logs": {"type": "boolean"},
                    }
                )
            )
        }
    ),
    "Organisations": shape(
        {
            "organisations": many(
                shape(
                    {
                        "id": ID,
                        "code": TEXT,
                        "name": TEXT,
                        "managed_by": many(ID),
                        "own": {"type": "boolean"},
                        "may_own": {"type": "boolean"},
                    }
                )
            )
        }
    ),
    "Schemes": shape(
        {
            "schemes": many(
                shape(
                    {
                        "id": ID,
                        "code": TEXT,
                        "name": TEXT,
                        "owning_organisation_id": ID,
                        "locations": many(shape({"id": ID, "name": TEXT, "postcode": MAYBE_TEXT})),
                    }
                )
            ),
            "next_cursor": MAYBE_TEXT,
        }
    ),
    "Problem": shape(
        {
            "type": TEXT,
            "title": TEXT,
            "status": {"type": "integer"},
            "code": {"type": "string", "enum": list(TITLES)},
        },
        {
            "detail": TEXT,
            "errors": many(ref("Error")),
            "parameter": TEXT,
            "pointer": TEXT,
            "would_clear": many(TEXT),
            "id": ID,
            "etag": TEXT,
            "missing": many(TEXT),
            "warnings": many(ref("Warning")),
        },
    ),
}
