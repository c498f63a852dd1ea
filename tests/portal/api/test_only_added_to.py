"""Within v1 members and addresses are added, never changed or taken away; what there is stands in v1.txt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.api.calls import collection
from portal.api.openapi import document
from portal.logs.kinds import log_types

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-05-05 12:00")]
KNOWN = Path(__file__).with_name("v1.txt")
SENT = ("NewLog", "LogChange", "Batch", "BatchToValidate")
"""Here a member that becomes required, or a value that is no longer taken, breaks those who send."""


def lines(made: dict[str, Any], place: str) -> Iterator[str]:
    """What clients rely on, one fact a line; answers are the questionnaire's, which differ by year."""
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            name = f"{method.upper()} {path.replace(place, '{kind}/{year}')}"
            yield f"{name}: {operation['operationId']}"
            for one in operation["parameters"]:
                needed = "required" if one["required"] else "optional"
                yield f"{name} {one['in']} {one['name']}: {needed} {_type(one['schema'])}"
                yield from _values(f"{name} {one['in']} {one['name']}", one["schema"])
            for status, answer in operation["responses"].items():
                for content in answer.get("content", {"nothing": {}}):
                    schema = answer.get("content", {}).get(content, {}).get("schema", {})
                    yield f"{name} {status}: {content} {_type(schema)}".strip()
            if body := operation.get("requestBody"):
                yield f"{name} body: {_type(body['content']['application/json']['schema'])}"
    for name, schema in made["components"]["schemas"].items():
        if name != "Answers":
            yield from _members(name, schema)


def _members(name: str, schema: dict[str, Any]) -> Iterator[str]:
    required = schema.get("required", ())
    for member, inner in schema.get("properties", {}).items():
        yield f"{name}.{member}: {'always' if member in required else 'sometimes'} {_type(inner)}"
        yield from _values(f"{name}.{member}", inner)
        yield from _members(f"{name}.{member}", inner.get("items", inner))


def _values(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield from (f"{name} may be {value}" for value in schema.get("items", schema).get("enum", ()))


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[1])
    told = {word: schema[word] for word in ("type", "format", "anyOf") if word in schema}
    return json.dumps(told) + (f" of {_type(schema['items'])}" if "items" in schema else "")


def test_nothing_of_v1_changes_or_goes() -> None:
    found: dict[int, set[str]] = {}
    for year in (2025, 2026):
        for kind in log_types():
            made = document(collection(kind, year))
            found.setdefault(year, set()).update(lines(made, f"{kind}/{year}"))
    assert found[2025] == found[2026]
    known = set(KNOWN.read_text().splitlines())
    assert known - found[2026] == set(), "Clients rely on this: announce its end in API_DEPRECATED, and leave it"
    new = found[2026] - known
    breaking = {
        line
        for line in new
        if (line.startswith(SENT) and " always " in line) or (": required " in line and " path " not in line)
    }
    assert breaking == set(), "Those who do not send it yet would be refused"
    assert new == set(), "Added: put these lines into v1.txt"
