"""What each part must have: words, options, limits that fit, names that exist and stand once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from portal.questionnaire.document import Kind
from portal.years.checks.findings import Finding, Scene, error, warning
from portal.years.tree import ROOT, Part

_HOLE = re.compile(r"\{[^}]*\}?")
_YEAR = re.compile(r"\b20\d\d\b")
_TEXTS = ("ask", "hint", "label", "title", "heading", "text", "confirm", "prefix", "suffix")
_NEEDED = {"question": ("ask", "label"), "section": ("title",), "subsection": ("title",), "warning text": ("title",)}
_MISSING_WORDS = {"ask": "wording", "label": "short label", "title": "title"}


def check_parts(scene: Scene) -> Iterator[Finding]:
    """Every part by itself."""
    for part in scene.tree.in_order():
        yield from _words(scene, part)
        yield from _texts(scene, part)
        if part.kind == "question":
            yield from _question(scene, part)
    yield from _names(scene)
    yield from _used(scene)
    yield from _blocks(scene)


def _words(scene: Scene, part: Part) -> Iterator[Finding]:
    for attr in _NEEDED.get(part.kind, ()):
        if not str(part.attrs.get(attr, "")).strip():
            what = _MISSING_WORDS[attr]
            yield error("words missing", part, f"{scene.said(part)} has no {what}.", f"Enter its {what}.")


def _texts(scene: Scene, part: Part) -> Iterator[Finding]:
    in_block = scene.tree.enclosing(part.key, "persons") is not None
    labels = part.attrs.get("options")
    texts = [part.attrs.get(attr) for attr in _TEXTS]
    texts += list(labels.values()) if isinstance(labels, Mapping) else []
    for text in texts:
        if not isinstance(text, str):
            continue
        for hole in _HOLE.findall(text):
            if hole == "{n}" and (in_block or part.kind == "warning text"):
                continue
            yield error(
                "placeholder",
                part,
                f"{scene.said(part)}: the text contains “{hole}”, which nothing fills in.",
                "Write the words that should stand there; {n} is the person’s number in a block for persons.",
            )
        for year in _YEAR.findall(text):
            if part.kind != ROOT and int(year) not in (scene.year, scene.year + 1):
                yield warning(
                    "another year",
                    part,
                    f"{scene.said(part)}: the text names the year {year}: “{text}”",
                    "Put in the year that is meant, or say why it stays.",
                )


def _question(scene: Scene, part: Part) -> Iterator[Finding]:
    said, attrs = scene.said(part), part.attrs
    kind = attrs.get("kind")
    if kind not in list(Kind):
        yield error("kind", part, f"{said}: “{kind}” is not a type of answer.", "Choose the type of answer.")
        return
    yield from _options(scene, part, str(kind))
    low, high = attrs.get("min"), attrs.get("max")
    if kind not in ("number", "total") and (low is not None or high is not None):
        yield error("limits", part, f"{said} has limits but is not a number.", "Take the limits away.")
    elif low is not None and high is not None and low > high:
        yield error("limits", part, f"{said}: the least ({low}) is more than the most ({high}).", "Swap the limits.")
    for parent, codes in (attrs.get("shown_for") or {}).items():
        yield from _revealed(scene, part, parent, codes)
    if attrs.get("optional") is True and attrs.get("always_counts"):
        yield warning("optional", part, f"{said} may be left out but counts as open.", "Decide on one of the two.")


def _options(scene: Scene, part: Part, kind: str) -> Iterator[Finding]:
    said, attrs = scene.said(part), part.attrs
    options, value = scene.labels.options(part), attrs.get("options")
    if isinstance(value, str) and not options:
        yield error("options missing", part, f"{said}: there are no named options “{value}”.", "Choose named options.")
        return
    if kind in ("radio", "checkboxes") and not options:
        yield error("options missing", part, f"{said} has no options to choose from.", "Add its options.")
        return
    for code, label in options.items():
        if not str(label).strip():
            yield error("words missing", part, f"{said}: the option {code!r} has no words.", "Enter its words.")
    for attr in ("hidden_options", "inferred_options", "option_hints", "offered_when", "after_divider"):
        for code in attrs.get(attr) or ():
            if code not in options:
                yield error("option missing", part, f"{said}: {code!r} is not one of its options.", "Take it out.")
    for label, times in Counter(str(text).strip().casefold() for text in options.values()).items():
        if times > 1 and kind == "radio" and label:
            yield warning(
                "same words", part, f"{said}: {times} options read “{label}”.", "Word them so that they differ."
            )


def _revealed(scene: Scene, part: Part, parent: str, codes: Any) -> Iterator[Finding]:
    said = scene.said(part)
    around = scene.tree[part.parent or ROOT]
    parents = [scene.tree[key] for key in around.children.get("questions", ()) if scene.tree[key].name == parent]
    if around.kind != "page" or not parents:
        yield error(
            "dangling",
            part,
            f"{said} is shown for answers to {parent}, which is not on the same page.",
            "Put both on one page, or use a condition.",
        )
        return
    options = scene.labels.options(parents[0])
    for code in codes:
        if options and code not in options:
            yield error(
                "option missing",
                part,
                f"{said} is shown for {code!r}, which is not an option of {parent}.",
                "Choose another.",
            )


def _names(scene: Scene) -> Iterator[Finding]:
    """Ids that stand twice where they must not."""
    for kind in ("section", "subsection"):
        for name, times in Counter(part.name for part in scene.tree.of_kind(kind)).items():
            if times > 1:
                part = [one for one in scene.tree.of_kind(kind) if one.name == name][-1]
                yield error("doubled", part, f"There are {times} {kind}s with the id {name}.", "Give one another id.")
    kinds: dict[str, set[Any]] = {}
    for part in scene.questions:
        kinds.setdefault(part.name, set()).add(part.attrs.get("kind"))
        if len(kinds[part.name]) == 2:
            kinds[part.name].add("told")
            yield error(
                "doubled",
                part,
                f"The id {part.name} is used for two different types of answer.",
                "Give one of the questions an id of its own.",
            )
    for name in sorted({part.name for part in scene.questions} & scene.stored):
        part = next(one for one in scene.tree.of_kind("stored value") if one.name == name)
        yield error("doubled", part, f"{name} is a question and a stored value.", "Give one another name.")


def _used(scene: Scene) -> Iterator[Finding]:
    """Names that are used and not there."""
    tree = scene.tree
    there = {kind: {part.name for part in tree.of_kind(kind)} for kind in ("guidance", "warning text")}
    for part in tree.of_kind("page", "question"):
        name = part.attrs.get("guidance")
        if name and name not in there["guidance"]:
            yield error(
                "guidance missing", part, f"{scene.said(part)}: there is no guidance “{name}”.", "Choose another."
            )
        for one in part.attrs.get("also_show") or ():
            if one.get("question") not in scene.known:
                missing = one.get("question")
                yield error(
                    "dangling", part, f"{scene.said(part)} shows {missing}, which nothing fills.", "Take it out."
                )
    for part in tree.of_kind("warning"):
        if part.name not in there["warning text"]:
            yield error(
                "message missing", part, f"The warning {part.name} has no text.", "Add a warning text of this name."
            )
    root = tree[ROOT].attrs
    if root.get("date_field") not in {part.name for part in scene.questions}:
        yield error("dangling", ROOT, f"The date of the log ({root.get('date_field')}) is not asked.", "Add it again.")
    for name in root.get("setup_ignores") or ():
        if name not in scene.known:
            yield error("dangling", ROOT, f"The set-up does not wait for {name}, which nothing fills.", "Take it out.")


def _blocks(scene: Scene) -> Iterator[Finding]:
    for part in scene.tree.of_kind("persons"):
        if not scene.persons(part):
            yield error(
                "persons", part, f"{scene.said(part)} is for nobody.", "Give the first and the last person’s number."
            )
        elif not part.children.get("questions") and not part.children.get("warnings"):
            yield error("persons", part, f"{scene.said(part)} has nothing in it.", "Add questions or remove the block.")
    for part in scene.tree.of_kind("page", "subsection", "section"):
        if not any(part.children.values()):
            yield error("empty", part, f"{scene.said(part)} has nothing in it.", "Add to it or remove it.")
