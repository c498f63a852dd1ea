"""Codes, ids and types against every other version: what an answer means must not change behind anybody's back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from portal.years.checks.findings import Finding, Scene, error, warning
from portal.years.labels import Labels
from portal.years.tree import Part, Tree

_SAME_TYPE = {"radio": "choice", "select": "choice", "checkboxes": "ticks", "total": "number"}


def check_other_years(scene: Scene) -> Iterator[Finding]:
    """Every question against its namesakes in other versions and years."""
    seen: set[str] = set()
    for name, other in scene.others.items():
        there = _by_id(other)
        for part in scene.questions:
            found = there.get(part.name)
            if found and part.name not in seen:
                findings = [*_type(scene, part, found[0], name), *_codes(scene, part, _labels(other, found), name)]
                if findings:
                    seen.add(part.name)
                yield from findings
    yield from _used_again(scene)
    yield from _mapping(scene)
    if scene.same_year and scene.base is not None:
        yield from _gone_codes(scene, scene.base)


def same_type(one: str, other: str) -> bool:
    """Whether two types of question keep the same type of answer."""
    return _SAME_TYPE.get(one, one) == _SAME_TYPE.get(other, other)


def _type(scene: Scene, part: Part, other: Part, year: str) -> Iterator[Finding]:
    """In a new year the mapping that is confirmed speaks of questions that the copied year has too."""
    now, was = str(part.attrs.get("kind")), str(other.attrs.get("kind"))
    if not same_type(now, was) and (scene.same_year or part.name not in scene.ids_before):
        yield error(
            "type changed",
            part,
            f"{scene.said(part)} is answered by {now}, but by {was} in {year}.",
            "Give the question a new id, or the type of answer that it had.",
        )


def _codes(scene: Scene, part: Part, was: Mapping[Any, set[str]], year: str) -> Iterator[Finding]:
    now = scene.labels.options(part)
    for code, label in now.items():
        before = was.get(code)
        if before and not any(alike(str(label), one) for one in before):
            yield warning(
                "code meaning",
                part,
                f"{scene.said(part)}: the code {code} means “{label}”, but “{min(before)}” in {year}.",
                "Give the new answer a code of its own if it means something else.",
            )
    types = {type(code) for code in now} | {type(code) for code in was}
    if now and was and len(types) > 1:
        yield error(
            "code type", part, f"{scene.said(part)}: its codes are of another type than in {year}.", "Keep the codes."
        )


def _mapping(scene: Scene) -> Iterator[Finding]:
    """What the answers of the year before become must be there, and stays as it was confirmed."""
    if scene.base is None:
        return
    before = _by_id(scene.base)
    labels = Labels(scene.base)
    confirmed = {part.name: part.attrs.get("carried_from") for part in scene.base.of_kind("question")}
    for part in scene.questions:
        given = part.attrs.get("carried_from")
        if scene.same_year:
            if part.name in confirmed and given != confirmed[part.name]:
                yield error(
                    "mapping changed",
                    part,
                    f"{scene.said(part)}: what it takes from the year before is not as it was confirmed.",
                    "Put it back: logs have moved by it.",
                )
        elif isinstance(given, Mapping):
            yield from _mapped(scene, part, given, before, labels)


def _mapped(
    scene: Scene, part: Part, given: Mapping[str, Any], before: Mapping[str, list[Part]], labels: Labels
) -> Iterator[Finding]:
    said, places = scene.said(part), before.get(str(given.get("question")))
    if not places:
        text = f"{said} takes the answers of {given.get('question')}, which the year before does not ask."
        yield error("mapping", part, text, "Choose the question again.")
        return
    old = {code for place in places for code in labels.options(place)}
    new = {code for one in scene.questions if one.name == part.name for code in scene.labels.options(one)}
    codes = given.get("codes") or {}
    wrong = [code for code in codes if code not in old] + [
        to for to in codes.values() if to is not None and to not in new
    ]
    if wrong:
        text = f"{said} takes answers by codes that are not there: {', '.join(map(str, wrong))}."
        yield error("mapping", part, text, "Choose what they become again.")


def _by_id(tree: Tree) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = {}
    for part in tree.of_kind("question"):
        found.setdefault(part.name, []).append(part)
    return found


def _labels(tree: Tree, places: list[Part]) -> dict[Any, set[str]]:
    """Code to its wordings in all places of a question."""
    labels, found = Labels(tree), dict[Any, set[str]]()
    for part in places:
        for code, label in labels.options(part).items():
            found.setdefault(code, set()).add(str(label))
    return found


def alike(one: str, other: str) -> bool:
    """Whether two wordings of an option can mean the same: they share a word that carries meaning, or a number."""
    if one == other:
        return True
    first, second = _words(one), _words(other)
    return bool(first & second) or not first or not second


_EMPTY_WORDS = frozenset("a an and are at be by do for from has have in is it of on or other the to was with".split())


def _words(text: str) -> set[str]:
    words = re.findall(r"[a-z0-9]+", text.casefold().replace("’", "'"))
    return {word.rstrip("s") for word in words if word not in _EMPTY_WORDS}


def _used_again(scene: Scene) -> Iterator[Finding]:
    """An id that was given up and comes back for something else."""
    if scene.base is None:
        return
    before = {part.name for part in scene.base.of_kind("question")}
    seen: set[str] = set()
    for name, other in scene.others.items():
        there = {part.name: part for part in other.of_kind("question")}
        for part in scene.questions:
            old = there.get(part.name)
            if part.name in before or old is None or part.name in seen:
                continue
            if not alike(str(part.attrs.get("label", "")), str(old.attrs.get("label", ""))):
                seen.add(part.name)
                yield error(
                    "id used again",
                    part,
                    f"{scene.said(part)}: in {name} this id was “{old.attrs.get('label')}”.",
                    "Give the new question an id that was never used.",
                )


def _gone_codes(scene: Scene, base: Tree) -> Iterator[Finding]:
    """Within a year an option is retired: answers given keep their words."""
    labels = Labels(base)
    there = {part.name: part for part in reversed(list(base.of_kind("question")))}
    seen: set[str] = set()
    codes: dict[str, set[Any]] = {}
    for part in scene.questions:
        codes.setdefault(part.name, set()).update(scene.labels.options(part))
    for part in scene.questions:
        old = there.get(part.name)
        if old is None or part.name in seen:
            continue
        seen.add(part.name)
        for code, label in labels.options(old).items():
            if code not in codes[part.name]:
                yield error(
                    "option deleted",
                    part,
                    f"{scene.said(part)}: the option “{label}” (code {code}) is gone, and logs of this year have it.",
                    "Put it back and retire it instead: it is no longer offered, and answers keep their words.",
                )
