"""Judging answers given as JSON, without a log: what is asked, missing, wrong, to be confirmed, derived, cleared.

One case is {"context": {...}, "answers": {...}, "previous": {...}}; only "answers" is needed. The context says what
lies around the log, in the words of the reference cases:

    owning_organisation_provider_type   LA or PRP
    owning_organisation_id, managing_organisation_id, assigned_to_id, scheme_id, location_id
    scheme_active_location_count        how many locations of the scheme can be chosen
    lettype                             the letting type, where it is not to be derived
    today                               ISO date; 5 August of the collection year when it is not given

What `render_cds` reads besides (organisations in full, addresses of people, dates of the row ...) may stand in the
same context: of `owning_organisation` the id and the provider type count here.

"previous" are the answers as they were saved before; what a save of them derives need not be repeated in "answers".
Answers may also name the organisations, users, schemes and locations of the sample world by their codes
(`lettings.sample_world`, `sales.sample_world`): "owning_organisation_id": "A".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from portal.clock import LONDON
from portal.logs.kinds import kind_named
from portal.management.sample_worlds import sample_world, state_context
from portal.questionnaire.evaluation import Evaluation, evaluate, unknown_names
from portal.questionnaire.rules import Problem

CONTEXT_KEYS = frozenset(
    {
        "owning_organisation_provider_type",
        "owning_organisation_id",
        "managing_organisation_id",
        "assigned_to_id",
        "scheme_id",
        "location_id",
        "scheme_active_location_count",
        "lettype",
        "today",
    }
)
ONLY_FOR_DOCUMENTS = frozenset(
    {
        "id",
        "old_form_id",
        "status",
        "creation_method",
        "bulk_upload_id",
        "duplicate_set_id",
        "created_at",
        "updated_at",
        "discarded_at",
        "owning_organisation",
        "managing_organisation",
        "managing_organisation_provider_type",
        "assigned_to",
        "created_by",
        "amended_by",
        "scheme",
        "location",
        "areas",
    }
)
PROVIDERS = {1: "LA", 2: "PRP"}
_MERGED = ("organisations", "schemes", "locations")


class CaseError(ValueError):
    """A case that cannot be judged; the message says why."""


def read_cases(text: str) -> Any:
    """The case, or the list of cases, of a JSON text."""
    try:
        content = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise CaseError(f"this is not readable JSON: {error}") from error
    if not isinstance(content, dict | list):
        raise CaseError("the JSON must be one case or a list of cases")
    return content


def check_case(log_type: str, year: int, case: Any, reference: Path) -> dict[str, Any]:
    """Judge one case."""
    _check_shape(case)
    given_context, answers = _plain_context(case.get("context") or {}), case["answers"]
    _check_context(given_context)
    kind = kind_named(log_type)
    program = kind.program(year)
    world = sample_world(log_type, reference, year)
    context, more = _context(log_type, year, given_context, reference, world)
    previous = case.get("previous")
    stored, added = None, {}
    if previous is not None:
        before = world.resolve({**more, **previous})
        stored = evaluate(program, before, context).answers
        added = {name: value for name, value in stored.items() if name not in before}
    result = evaluate(program, world.resolve({**more, **added, **answers}), context, stored, given=answers.keys())
    return describe(result, unknown_names(program, {*answers, *(previous or {})}))


def _check_shape(case: Any) -> None:
    if not isinstance(case, Mapping) or not isinstance(case.get("answers"), Mapping):
        raise CaseError('a case must be an object with "answers", themselves an object')
    for key in ("context", "previous"):
        if not isinstance(case.get(key) or {}, Mapping):
            raise CaseError(f'"{key}" must be an object')


def _plain_context(given: Mapping[str, Any]) -> dict[str, Any]:
    """The context without what only documents need; things told in full count by their id."""
    plain = {key: value for key, value in given.items() if key not in ONLY_FOR_DOCUMENTS}
    for name in ("owning_organisation", "managing_organisation", "scheme", "location"):
        given_value = given.get(name)
        if isinstance(given_value, Mapping):
            plain.setdefault(f"{name}_id", given_value.get("id", 1))
    owner = given.get("owning_organisation")
    if isinstance(owner, Mapping) and "provider_type" in owner:
        plain.setdefault(
            "owning_organisation_provider_type", PROVIDERS.get(owner["provider_type"], owner["provider_type"])
        )
    return plain


def _check_context(context: Mapping[str, Any]) -> None:
    unknown = sorted(set(context) - CONTEXT_KEYS)
    if unknown:
        raise CaseError(f"the context has no key {', '.join(unknown)}; it has {', '.join(sorted(CONTEXT_KEYS))}")
    for key, value in context.items():
        if value is not None and not isinstance(value, str | int):
            raise CaseError(f'"{key}" in the context must be a text or a whole number, not {value!r}')
    count = context.get("scheme_active_location_count")
    if count is not None and not (type(count) is int and 0 <= count <= 1_000):
        raise CaseError(f'"scheme_active_location_count" must be a number from 0 to 1000, not {count!r}')


def _context(
    log_type: str, year: int, given: Mapping[str, Any], reference: Path, world: Any
) -> tuple[Any, dict[str, Any]]:
    """The world of the rule cases with what the context says in front of it."""
    at = datetime(year, 8, 5, 12, tzinfo=LONDON)
    if given.get("today") is not None:
        try:
            day = date.fromisoformat(str(given["today"]))
        except ValueError as error:
            raise CaseError(f'"today" must be a date such as {year}-08-05, not {given["today"]!r}') from error
        at = at.replace(year=day.year, month=day.month, day=day.day)
    about = {key: value for key, value in given.items() if key != "today"}
    own, more = state_context(
        log_type, {"context": about, "point": "checked", "log_type": log_type, "start_year": year}, reference, at
    )
    around = world.context(at)
    named = {field.name for field in fields(around)}
    merged = {name: {**getattr(around, name), **getattr(own, name)} for name in _MERGED if name in named}
    return replace(around, **merged), more


def describe(result: Evaluation, unknown: Mapping[str, list[Problem]]) -> dict[str, Any]:
    """The verdict as plain values."""
    errors = {**result.errors, **unknown}
    return {
        "asked": list(result.asked),
        "missing": list(result.missing),
        "errors": {name: [problem.rule for problem in problems] for name, problems in errors.items()},
        "warnings": {name: [problem.rule for problem in problems] for name, problems in result.warnings.items()},
        "derived": dict(sorted(result.derived.items())),
        "cleared": {name: cleared.value for name, cleared in result.cleared.items()},
        "subsections": {name: state.status.value for name, state in result.subsections.items()},
        "status": result.status.value,
    }
