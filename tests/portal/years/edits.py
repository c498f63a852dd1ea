"""Edits at random: any that the editor allows, on any part."""

from __future__ import annotations

from random import Random
from typing import Any

from portal.years.operations import (
    FIRST,
    Add,
    AddOption,
    Move,
    MoveOption,
    Operation,
    Place,
    RelabelOption,
    Remove,
    RemoveOption,
    Set,
    place_of,
)
from portal.years.tree import ROOT, Branch, Part, Tree

HOMES = {
    "section": [(ROOT, "sections")],
    "subsection": [("section", "subsections")],
    "page": [("subsection", "questions"), ("persons", "questions")],
    "question": [("subsection", "questions"), ("page", "questions"), ("persons", "questions")],
    "warning": [("subsection", "warnings")],
    "persons": [("subsection", "questions")],
}
WORDS = "letting tenant home rent charge person year area scheme notice".split()


def random_operation(tree: Tree, chance: Random) -> Operation:
    """One edit that the tree allows."""
    while True:
        made = chance.choice([_set, _set, _add, _remove, _move, _move, _option, _option])(tree, chance)
        if made is not None:
            return made


def _set(tree: Tree, chance: Random) -> Operation | None:
    part = chance.choice([part for part in tree.parts.values() if part.kind != "rule text"])
    attr = chance.choice(["ask", "hint", "label", "number", "when", "min", "hidden_options", "optional", "shown_for"])
    values = {
        "number": chance.randint(1, 99),
        "min": chance.choice([None, 0, 1, 2.5]),
        "hidden_options": chance.sample([1, 2, 9, "F"], chance.randint(0, 3)),
        "optional": chance.choice([None, True, "rent > 1"]),
        "shown_for": chance.choice([None, {"beds_known": [1, 0]}]),
    }
    value = values.get(attr, " ".join(chance.sample(WORDS, chance.randint(0, 3))))
    return Set(part.key, attr, part.attrs.get(attr), value)


def _add(tree: Tree, chance: Random) -> Operation | None:
    kind = chance.choice(list(HOMES))
    homes = _homes(tree, kind, chance)
    if not homes:
        return None
    home, slot = homes
    name = f"{chance.choice(WORDS)}{chance.randint(1, 30)}"
    attrs: dict[str, Any] = {"page": {"group": name}, "warning": {"confirm": name, "rule": "S-1"}}.get(
        kind, {"id": name}
    )
    if kind == "persons":
        attrs = {"repeat": {"from": 2, "to": chance.randint(2, 8)}}
    children = {}
    if kind == "page":
        inside = tree.free_key("question", f"{name}_q")
        children = {"questions": (Branch(inside, "question", {"id": f"{name}_q", "kind": "text"}, {}),)}
    named = Part("", kind, attrs).name
    branch = Branch(tree.free_key(kind, named), kind, attrs, children)
    return Add(branch.key, Place(home.key, slot, _sibling(home, slot, chance)), branch)


def _remove(tree: Tree, chance: Random) -> Operation | None:
    part = chance.choice(list(tree.parts.values()))
    if part.key == ROOT or part.kind in ("section", "subsection"):
        return None
    return Remove(part.key, place_of(tree, part.key), tree.branch(part.key))


def _move(tree: Tree, chance: Random) -> Operation | None:
    part = chance.choice([part for part in tree.parts.values() if part.kind in HOMES])
    homes = _homes(tree, part.kind, chance)
    if not homes:
        return None
    home, slot = homes
    after = _sibling(home, slot, chance)
    if after == part.key:
        return None
    return Move(part.key, place_of(tree, part.key), Place(home.key, slot, after))


def _option(tree: Tree, chance: Random) -> Operation | None:
    parts = [part for part in tree.parts.values() if isinstance(part.attrs.get("options"), dict)]
    if not parts:
        return None
    part = chance.choice(parts)
    options = part.attrs["options"]
    code = chance.choice(list(options))
    after = chance.choice([FIRST, *[other for other in options if other != code]])
    codes = list(options)
    before = codes[codes.index(code) - 1] if codes.index(code) else FIRST
    kind = chance.choice(["add", "remove", "relabel", "move"])
    if kind == "add":
        new = chance.choice([chance.randint(50, 99), f"B{chance.randint(1, 9)}"])
        return None if new in options else AddOption(part.key, new, chance.choice(WORDS), after)
    if kind == "remove":
        return RemoveOption(part.key, code, options[code], before) if len(options) > 1 else None
    if kind == "relabel":
        return RelabelOption(part.key, code, options[code], " ".join(chance.sample(WORDS, 2)))
    return MoveOption(part.key, code, before, after) if len(options) > 1 else None


def _homes(tree: Tree, kind: str, chance: Random) -> tuple[Part, str] | None:
    found = [
        (part, slot)
        for home, slot in HOMES[kind]
        for part in tree.parts.values()
        if part.kind == home and not (kind == "persons" and part.kind == "persons")
    ]
    return chance.choice(found) if found else None


def _sibling(home: Part, slot: str, chance: Random) -> str | None:
    return chance.choice([None, *home.children.get(slot, [])])
