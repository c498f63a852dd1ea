"""The OpenAPI 3.1 document of a kind and year: answers from the questionnaire, all else from what is offered here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from portal.api import schemas
from portal.api.calls import Collection
from portal.api.operations import operations
from portal.questionnaire.describe import Words, rules_naming
from portal.questionnaire.document import Kind, Question
from portal.questionnaire.parsing import KEPT_AS_NUMBERS
from portal.questionnaire.program import Program

VERSION = "1.0.0"
_STORED = {
    "integer": ["integer"],
    "decimal": ["number"],
    "boolean": ["boolean"],
    "text": ["string"],
    "date": ["string"],
}
_DOCUMENTS: dict[int, tuple[Program, dict[str, Any]]] = {}


def document(place: Collection) -> dict[str, Any]:
    """The document, made once for each version of a questionnaire."""
    program = place.program
    known = _DOCUMENTS.get(id(program))
    if known is None or known[0] is not program:
        known = _DOCUMENTS[id(program)] = (program, _document(place, program))
    return known[1]


def _document(place: Collection, program: Program) -> dict[str, Any]:
    title = program.questionnaire.title
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"CORE portal API: {title}",
            "version": VERSION,
            "description": "Add, check, read and change logs with the same rules and rights as the pages.",
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "tags": [{"name": "logs"}, {"name": "reference"}, {"name": "statistics"}],
        "paths": operations(place),
        "components": {
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "A key that your coordinator issued"}
            },
            "schemas": {**schemas.SCHEMAS, "Answers": _answers(program)},
        },
    }


def _answers(program: Program) -> dict[str, Any]:
    """Every answer of the year. What is wrong with one is told in the verdict, so an answer may be sent as text too."""
    rules = rules_naming(program.rules.values())
    words = Words(program.questionnaire)
    questionnaire = program.questionnaire
    routes: dict[str, list[str]] = {}
    placements: dict[str, list[Question]] = {}
    for subsection, group, question in questionnaire.placements():
        for name in question.fields:
            routes.setdefault(name, []).append(words.route(subsection, group, question))
            placements.setdefault(name, []).append(question)
    properties = {name: _property(found, name) for name, found in placements.items()}
    for name, stored in questionnaire.stored.items():
        if name not in properties:
            labels = {str(code): label for code, label in stored.options.items()}
            properties[name] = _described({"type": [*_STORED[stored.type], "null"]}, stored.label, labels)
    for name in questionnaire.confirm_fields:
        text = questionnaire.warning_texts[name].title if name in questionnaire.warning_texts else name
        properties.setdefault(
            name, {"type": ["integer", "null"], "title": text, "description": "0 confirms the warning."}
        )
    for name, found in properties.items():
        if asked := list(dict.fromkeys(routes.get(name, ()))):
            found["description"] = f"{found.get('description', '')} Asked when: {'; or '.join(asked)}.".strip()
        if name in rules:
            found["x-rules"] = sorted(rules[name])
    return {
        "type": "object",
        "description": "Question ids with codes, numbers, texts or ISO dates; null for no answer.",
        "properties": properties,
        "additionalProperties": True,
    }


def _property(placements: Sequence[Question], name: str) -> dict[str, Any]:
    """An answer as it may be in any of the places in which its question is asked."""
    question = placements[0]
    title = _either(one.label for one in placements)
    if question.kind is Kind.CHECKBOXES:
        return _described({"type": ["integer", "null"]}, f"{title}: {question.label_of[name]}", {"1": "Yes", "0": "No"})
    options = [option for one in placements for option in one.options]
    if options:
        types = sorted({"integer" if isinstance(option.code, int) else "string" for option in options})
        codes = dict.fromkeys(option.code for option in options)
        labels = {str(code): _either(one.label for one in options if one.code == code) for code in codes}
        return _described({"type": [*types, "null"]}, title, labels)
    if question.kind in (Kind.NUMBER, Kind.TOTAL):
        type_ = "integer" if all(one.whole or one.step == "1" for one in placements) else "number"
        return _described({"type": [type_, "null"], **_limits(placements)}, title, {})
    if question.options_from in KEPT_AS_NUMBERS:
        return _described({"type": ["integer", "null"]}, title, {})
    if question.kind is Kind.DATE:
        return _described({"type": ["string", "null"], "format": "date"}, title, {})
    longest = max(one.max_length for one in placements)
    return _described({"type": ["string", "null"], "x-maxLength": longest}, title, {})


def _either(labels: Iterable[str]) -> str:
    return " / ".join(dict.fromkeys(labels))


def _limits(placements: Sequence[Question]) -> dict[str, int | float]:
    """What no place of the question goes beyond; where one has no limit, there is none."""
    lows = [one.minimum for one in placements if one.minimum is not None]
    highs = [one.maximum for one in placements if one.maximum is not None]
    found = {"x-minimum": (min, lows), "x-maximum": (max, highs)}
    return {word: _plain(widest(of)) for word, (widest, of) in found.items() if len(of) == len(placements)}


def _plain(limit: int | Decimal) -> int | float:
    return limit if isinstance(limit, int) else float(limit)


def _described(schema: dict[str, Any], label: str, labels: dict[str, str]) -> dict[str, Any]:
    found = {**schema, "title": label}
    if labels:
        found["x-labels"] = labels
        shown = list(labels.items())[:30]
        more = ", …" if len(labels) > len(shown) else ""
        found["description"] = "Codes: " + ", ".join(f"{code} {text}" for code, text in shown) + more + "."
    return found
