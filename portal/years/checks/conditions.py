"""Conditions that name what is not there, what comes later, or themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from portal.questionnaire.describe import FACTS
from portal.questionnaire.expressions import ExpressionError
from portal.years.checks.findings import Finding, Scene, error
from portal.years.conditions import (
    FAILS,
    HOLDS,
    IS,
    IS_NOT,
    NONE_OF,
    ONE_OF,
    PERSON,
    NoRows,
    Row,
    names_in,
    nested_rows,
    read,
)
from portal.years.tree import Part
from portal.years.words import ATTRIBUTE_WORDS

_LATER_MATTERS = frozenset({"when", "offered_when"})


def check_conditions(scene: Scene) -> Iterator[Finding]:
    """Every condition by itself, then those that go round in a circle."""
    circular = _circular_names(scene)
    for name in circular:
        part = next(part for part in scene.tree.of_kind("condition") if part.name == name)
        yield error(
            "circular", part, f"The named condition {name} uses itself.", "Write it without using its own name."
        )
    for part, attr, text in scene.conditions():
        yield from _one(scene, part, attr, text, circular)
    yield from _circles(scene)


def _one(scene: Scene, part: Part, attr: str, text: str, circular: set[str]) -> Iterator[Finding]:
    where = f"{scene.said(part)}, {ATTRIBUTE_WORDS.get(attr, attr)}"
    try:
        names = names_in(text)
    except ExpressionError:
        yield error("unreadable", part, f"{where}: “{text}” cannot be read.", "Build the condition from rows.")
        return
    missing = sorted(name for name in names if not _is_known(scene, name))
    if missing:
        listed = ", ".join(missing)
        yield error(
            "dangling",
            part,
            f"{where}: the condition asks about {listed}, which nothing fills.",
            "Choose another question in the condition, or add the question again.",
        )
        return
    if names & circular:
        return
    try:
        read(text, {name: one for name, one in scene.labels.conditions.items() if name not in circular})
    except ExpressionError as problem:
        yield error("unreadable", part, f"{where}: {problem}.", "Build the condition from rows.")
        return
    yield from _values(scene, part, where, text)
    # A named condition has no place of its own: it is read where it is used.
    if attr in _LATER_MATTERS and part.kind != "condition":
        yield from _later(scene, part, where, _spelled_out(scene, names))


def _spelled_out(scene: Scene, names: frozenset[str]) -> frozenset[str]:
    """What is asked about, also by way of named conditions."""
    asked, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name not in asked:
            asked.add(name)
            if text := scene.labels.conditions.get(name):
                with suppress(ExpressionError):
                    waiting += names_in(text)
    return frozenset(asked)


def _is_known(scene: Scene, name: str) -> bool:
    if "." in name:
        return name in FACTS
    return name in scene.known or name in scene.labels.conditions


def _values(scene: Scene, part: Part, where: str, text: str) -> Iterator[Finding]:
    try:
        rows = list(nested_rows(text).rows())
    except NoRows:
        return
    for row in rows:
        if row.operator in (HOLDS, FAILS) or row.name in scene.labels.conditions:
            continue
        question = scene.labels.question(row.name)
        if question is None or not row.values:
            continue
        yield from _value(scene, part, where, row, question)


def _value(scene: Scene, part: Part, where: str, row: Row, question: Part) -> Iterator[Finding]:
    kind = question.attrs.get("kind")
    places = scene.places.get(row.name, [question])
    if kind in ("radio", "select") and scene.labels.options(question):
        codes: list[Any] = [code for one in places for code in scene.labels.options(one)]
        for value in row.values:
            if value != PERSON and not any(code == value and type(code) is type(value) for code in codes):
                yield error(
                    "option missing",
                    part,
                    f"{where}: {value!r} is not an option of “{scene.labels.name(row.name)}” ({row.name}).",
                    "Choose one of its options.",
                )
    elif kind == "number" and row.operator in (IS, IS_NOT, ONE_OF, NONE_OF):
        if any(isinstance(value, str) and value != PERSON for value in row.values):
            yield error(
                "wrong type",
                part,
                f"{where}: “{scene.labels.name(row.name)}” ({row.name}) is a number and cannot be a text.",
                "Compare it with a number.",
            )
    elif kind in ("text", "date", "address", "total") and row.operator not in (IS, IS_NOT, ONE_OF, NONE_OF):
        if kind in ("text", "address"):
            yield error(
                "wrong type",
                part,
                f"{where}: “{scene.labels.name(row.name)}” ({row.name}) is a text and cannot be less or more.",
                "Ask whether it is answered, or what it is.",
            )
    elif kind == "checkboxes" and any(value not in (0, 1, True, False) for value in row.values):
        yield error(
            "wrong type",
            part,
            f"{where}: “{scene.labels.name(row.name)}” ({row.name}) is ticked (1) or not (0).",
            "Compare it with 0 or 1.",
        )


def _later(scene: Scene, part: Part, where: str, names: frozenset[str]) -> Iterator[Finding]:
    if part.kind == "question" and scene.places_of_id[part.name] > 1:
        return  # One of its places is asked whatever is still to come.
    here = scene.position[part.key]
    for name in sorted(names):
        first = scene.first_place.get(name)
        if first is not None and first >= here and name not in scene.stored:
            asked = scene.labels.name(name)
            yield error(
                "backward",
                part,
                f"{where}: the condition asks about “{asked}” ({name}), which is asked later.",
                "Use an earlier question, or move one of the two.",
            )


def _circular_names(scene: Scene) -> set[str]:
    """Named conditions that use themselves, directly or through others."""
    named = scene.labels.conditions
    uses: dict[str, set[str]] = {}
    for name, text in named.items():
        try:
            uses[name] = {other for other in names_in(text) if other in named}
        except ExpressionError:
            uses[name] = set()
    return {name for name in named if name in _reached(uses, name)}


def _circles(scene: Scene) -> Iterator[Finding]:
    """Questions each of which is asked only after the other was answered."""
    uses: dict[str, set[str]] = {}
    for part in scene.questions:
        decided = _decided_by(scene, part)
        for name in scene.answers_of(part):
            uses.setdefault(name, set()).update(decided)
    single = {name for name, times in scene.places_of_id.items() if times == 1}
    reached = {name: _reached(uses, name) for name in uses}
    seen: set[frozenset[str]] = set()
    for part in scene.questions:
        if part.name not in reached.get(part.name, ()):
            continue
        ring = {name for name in reached[part.name] if part.name in reached.get(name, ())}
        if not ring <= single or frozenset(ring) in seen:
            continue
        seen.add(frozenset(ring))
        others = " and ".join(f"“{scene.labels.name(name)}” ({name})" for name in sorted(ring))
        yield error(
            "circular",
            part,
            f"{others} each wait for the answer to the other.",
            "Take one of them out of the other’s condition.",
        )


def _decided_by(scene: Scene, part: Part) -> set[str]:
    found: set[str] = set()
    for one in (part, *scene.tree.around(part.key)):
        text = one.attrs.get("when")
        if isinstance(text, str):
            try:
                found |= names_in(text)
            except ExpressionError:
                continue
    return found | set(part.attrs.get("shown_for") or {})


def _reached(uses: dict[str, set[str]], name: str) -> set[str]:
    found: set[str] = set()
    waiting = list(uses.get(name, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(uses.get(one, ()))
    return found
