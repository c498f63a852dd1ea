"""The file with codes of a year as a Data Package (version 2): statistics programs read it with types and labels."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from portal.questionnaire.columns import DATE_PARTS, CsvColumn
from portal.questionnaire.document import Kind, Questionnaire
from portal.questionnaire.program import Program

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
EMPTY = {"value": "", "label": "Not asked, or not answered"}
_UNKNOWN = re.compile(r"don.t know|not known|prefers? not to say|refused|not sure", re.IGNORECASE)
_STORED_TYPES = {"integer": "integer", "decimal": "number", "boolean": "boolean", "text": "string", "date": "date"}


def data_package(program: Program) -> bytes:
    """The description of the file that the department gets with codes; the second line has the headers."""
    questionnaire = program.questionnaire
    name = f"{questionnaire.log_type}-logs-{questionnaire.year}"
    described = {
        "$schema": PROFILE,
        "name": name,
        "title": questionnaire.title,
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "format": "csv",
                "encoding": "utf-8",
                "dialect": {"headerRows": [2]},
                "schema": {
                    "fields": [_field(questionnaire, column) for column in questionnaire.csv_columns(support=True)],
                    "missingValues": [EMPTY],
                    "primaryKey": ["id" if questionnaire.csv_columns(support=True)[0].support == "id" else "ID"],
                },
            }
        ],
    }
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()


def _field(questionnaire: Questionnaire, column: CsvColumn) -> dict[str, Any]:
    if column.is_fact:
        return {"name": column.support, "type": "any", "title": column.source.replace(".", " ").replace("_", " ")}
    labels = _labels(questionnaire, column)
    described = {
        "name": column.support,
        "type": _type(questionnaire, column),
        "title": questionnaire.label(column.source),
        **dict(_more(questionnaire, column)),
    }
    if labels and column.show not in ("label", *DATE_PARTS):
        described["categories"] = [{"value": code, "label": label} for code, label in labels.items()]
        unknown = [{"value": str(code), "label": label} for code, label in labels.items() if _UNKNOWN.search(label)]
        if unknown:
            described["missingValues"] = [EMPTY, *unknown]
    return described


def _more(questionnaire: Questionnaire, column: CsvColumn) -> Iterator[tuple[str, Any]]:
    places = questionnaire.by_field.get(column.source, ())
    if not places:
        return
    first = places[0]
    yield "description", first.ask
    limits = {"minimum": first.minimum, "maximum": first.maximum}
    given = {name: str(value) for name, value in limits.items() if value is not None}
    if given and column.show not in DATE_PARTS:
        yield "constraints", {name: float(value) if "." in value else int(value) for name, value in given.items()}


def _type(questionnaire: Questionnaire, column: CsvColumn) -> str:
    if column.show in DATE_PARTS:
        return "integer"
    if column.show == "label":
        return "string"
    if column.source not in questionnaire.by_field:
        stored = questionnaire.stored.get(column.source)
        return _STORED_TYPES[stored.type] if stored else "integer"
    first = questionnaire.by_field[column.source][0]
    if first.kind in (Kind.NUMBER, Kind.TOTAL):
        return "integer" if first.whole else "number"
    if first.kind is Kind.DATE:
        return "date"
    labels = _labels(questionnaire, column)
    return "integer" if labels and all(type(code) is int for code in labels) else "string"


def _labels(questionnaire: Questionnaire, column: CsvColumn) -> Mapping[Any, str]:
    stored = questionnaire.stored.get(column.source)
    if stored is not None:
        return stored.options
    labels: dict[Any, str] = {}
    for place in questionnaire.by_field.get(column.source, ()):
        if place.kind is Kind.CHECKBOXES:
            return {0: "No", 1: "Yes"}
        for code, label in place.label_of.items():
            labels.setdefault(code, label)
    return labels
