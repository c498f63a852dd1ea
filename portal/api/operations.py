"""The operations of the API as OpenAPI has them, for the addresses of one kind and year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portal.api.calls import Collection
from portal.api.filters import parameters
from portal.api.schemas import ID, TEXT, ref

MOST_PAGE, MOST_CHANGES = 200, 500


def _query(name: str, schema: Mapping[str, Any], text: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": text}


def _header(name: str, text: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": True, "schema": schema or TEXT, "description": text}


_LOG = {"name": "log_id", "in": "path", "required": True, "schema": ID}
_ONCE = _header(
    "Idempotency-Key",
    "A new random value for each new request; the same again gets the same answer for 7 days.",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
)
_SEEN = _header(
    "If-Match", "The ETag of the log as it was read", {"type": "string", "minLength": 1, "pattern": "^[!-~]+$"}
)
_CURSOR = _query("cursor", TEXT, "next_cursor of the page before")


def _limit(most: int) -> dict[str, Any]:
    return _query("limit", {"type": "integer", "minimum": 1, "maximum": most}, "How many at most")


_ALWAYS = (401, 404, 405, 429, 503)
_READING = (400, 403)
_JUDGING = (400, 403, 411, 413, 415)
_WRITING = (400, 403, 409, 411, 413, 415, 422)
_CHANGING = (*_WRITING, 412, 428)


def _answer(name: str, headers: Iterable[str] = ()) -> dict[str, Any]:
    found: dict[str, Any] = {"description": "Done", "content": {"application/json": {"schema": ref(name)}}}
    if documented := {header: {"schema": TEXT} for header in headers}:
        found["headers"] = documented
    return found


def _problems(statuses: Iterable[int]) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": ref("Problem")}}
    return {str(status): {"description": "See the problem", "content": content} for status in sorted(statuses)}


def _operation(
    name: str,
    text: str,
    answers: dict[str, Any],
    *,
    problems: Iterable[int] = _READING,
    parameters: Iterable[Any] = (),
    **more: Any,
) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": text,
        "tags": ["logs"],
        "parameters": list(parameters),
        "responses": {**answers, **_problems({*problems, *_ALWAYS})},
        **more,
    }


def _body(name: str) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": ref(name)}}}


def operations(place: Collection) -> dict[str, Any]:
    """Every address with what can be done there."""
    base = f"/api/v1/{place.kind.log_type}/{place.year}"
    filters = [_query(one.name, one.schema, one.text) for one in parameters(place)]
    return {**_logs(base, [_CURSOR, _limit(MOST_PAGE), *filters]), **_batches(base), **_reading(base)}


def _logs(base: str, filters: list[Any]) -> dict[str, Any]:
    created = {"200": _answer("Result", ["ETag", "Location"]), "201": _answer("Result", ["ETag", "Location"])}
    return {
        f"{base}/logs": {
            "get": _operation("listLogs", "A page of logs", {"200": _answer("LogPage")}, parameters=filters),
            "post": _operation(
                "createLog", "Add a log", created, problems=_WRITING, parameters=[_ONCE], requestBody=_body("NewLog")
            ),
        },
        f"{base}/logs/validate": {
            "post": _operation(
                "validateLog", "Check a log", {"200": _answer("Result")}, problems=_JUDGING, requestBody=_body("NewLog")
            ),
        },
        f"{base}/logs/{{log_id}}": {
            "get": _operation("readLog", "One log", {"200": _answer("Log", ["ETag"])}, parameters=[_LOG]),
            "patch": _operation(
                "changeLog",
                "Change the answers that are sent",
                {"200": _answer("Changed", ["ETag"])},
                problems=_CHANGING,
                parameters=[_LOG, _ONCE, _SEEN],
                requestBody=_body("LogChange"),
            ),
            "delete": _operation(
                "deleteLog",
                "Delete a log",
                {"204": {"description": "Deleted"}},
                problems=_CHANGING,
                parameters=[_LOG, _ONCE, _SEEN],
            ),
        },
    }


def _batches(base: str) -> dict[str, Any]:
    return {
        f"{base}/batches": {
            "post": _operation(
                "sendBatch",
                "Add up to 500 logs",
                {"200": _answer("BatchResult")},
                problems=_WRITING,
                parameters=[_ONCE],
                requestBody=_body("Batch"),
            ),
        },
        f"{base}/batches/validate": {
            "post": _operation(
                "validateBatch",
                "Check up to 500 logs",
                {"200": _answer("BatchResult")},
                problems=_JUDGING,
                requestBody=_body("BatchToValidate"),
            ),
        },
    }


def _reading(base: str) -> dict[str, Any]:
    return {
        f"{base}/changes": {
            "get": _operation(
                "listChanges",
                "What changed since a cursor",
                {"200": _answer("Changes")},
                problems=(*_READING, 410),
                parameters=[_CURSOR, _limit(MOST_CHANGES)],
            ),
        },
        f"{base}/questionnaire": {
            "get": _operation(
                "readQuestionnaire", "The questions", {"200": _answer("Questionnaire")}, tags=["reference"]
            ),
        },
        **_statistics(base),
        "/api/v1/windows": {
            "get": _operation("listWindows", "Open years", {"200": _answer("Windows")}, tags=["reference"]),
        },
        "/api/v1/organisations": {
            "get": _operation(
                "listOrganisations", "Whom logs may name", {"200": _answer("Organisations")}, tags=["reference"]
            ),
        },
        "/api/v1/schemes": {
            "get": _operation(
                "listSchemes",
                "Schemes with their locations",
                {"200": _answer("Schemes")},
                parameters=[_CURSOR, _limit(MOST_PAGE)],
                tags=["reference"],
            ),
        },
    }


def _statistics(base: str) -> dict[str, Any]:
    topic = {"name": "topic", "in": "path", "required": True, "schema": TEXT}
    return {
        f"{base}/statistics": {
            "get": _operation(
                "listStatistics", "What there are figures about", {"200": _answer("Topics")}, tags=["statistics"]
            ),
        },
        f"{base}/statistics/{{topic}}": {
            "get": _operation(
                "readStatistics",
                "Figures of the own organisation beside the median",
                {"200": _answer("Figures")},
                parameters=[topic],
                tags=["statistics"],
            ),
        },
    }
