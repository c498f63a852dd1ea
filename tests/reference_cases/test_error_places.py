"""Errors and warnings are told at the cells that the reference tells them at."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from portal.logs.kinds import kind_named
from tests.reference_cases.paths import RANGES, cases, facts
from tests.reference_cases.uploads import Played, UploadCases

FORMS = ("lettings_2025", "lettings_2026", "sales_2025", "sales_2026")
# Names of relations, which the portal tells at the answers that hold them.
RELATIONS = {"owning_organisation", "managing_organisation", "assigned_to", "scheme", "location"}
# Access needs are told at their own cells (docs/decisions.md).
OTHERWISE = {"housingneeds"}
ROWS: Mapping[str, tuple[str, dict[str, str | None]]] = {
    "shared_initial": ("shared_initial", {}),
    "staircasing": ("staircasing", {}),
    "discounted": ("discounted", {}),
    "scheme_blank_or_invalid": ("shared_initial", {"8": None}),
}


def facts_of(name: str, form: str) -> Any:
    return json.loads(facts("bulk_upload", f"{name}.json").read_text(encoding="utf-8"))[form]


@cache
def played(form: str, base: str, blank: str | None) -> Played:
    content = json.loads(cases(f"bulk_{form}.json").read_text(encoding="utf-8"))
    return UploadCases(content, RANGES).play({"base": base, "cells": {blank: None} if blank else {}})


def rows_of(form: str) -> Iterator[tuple[str, Played]]:
    if form.startswith("lettings"):
        yield from ((base, played(form, base, None)) for base in ("general_needs", "supported", "council_owner"))
    else:
        yield from ((name, played(form, base, next(iter(cells), None))) for name, (base, cells) in ROWS.items())


@pytest.mark.parametrize("form", FORMS)
def test_the_errors_of_an_answer(form: str) -> None:
    wrong = []
    for name, row in rows_of(form):
        for answer, fields in facts_of("error_field_map", form).items():
            wanted = fields.get(name) if isinstance(fields, dict) else fields
            got = row.rules.places(row.row, answer)
            if wanted is not None and set(got) != set(wanted) and answer not in RELATIONS | OTHERWISE:
                wrong.append((name, answer, wanted, got))
    assert wrong == []


@pytest.mark.parametrize("form", FORMS)
def test_the_answers_that_a_warning_is_about(form: str) -> None:
    log_type, year = form.split("_")
    theirs: dict[str, set[str]] = {}
    for _, confirm, affected in facts_of("soft_check_affected_questions", form):
        theirs.setdefault(confirm, set()).update(affected)
    ours: dict[str, set[str]] = {}
    for rule in kind_named(log_type).program(int(year)).rules.values():
        for person in rule.persons or (None,):
            if rule.confirm:
                ours.setdefault(rule.confirm, set()).update(rule.fields_for(person))
    if form == "sales_2026":
        del theirs["deposit_and_mortgage_value_check"]  # the rule ends with 2025, the page was left
    assert ours == theirs
