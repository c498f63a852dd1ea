"""Where each kind of part may stand in a questionnaire."""

from __future__ import annotations

from portal.years.labels import Labels
from portal.years.operations import Place
from portal.years.tree import NAMED, ROOT, Part, Tree

AFTER = "after"
HOMES: dict[str, tuple[tuple[str, str], ...]] = {
    "question": (("subsection", "questions"), ("page", "questions"), ("persons", "questions")),
    "page": (("subsection", "questions"), ("persons", "questions")),
    "persons": (("subsection", "questions"), ("subsection", "warnings")),
    "warning": (("subsection", "warnings"), ("persons", "warnings")),
    "subsection": (("section", "subsections"),),
    "section": ((ROOT, "sections"),),
    **{kind: ((ROOT, slot),) for slot, (kind, _) in NAMED.items()},
}


def new_place(tree: Tree, kind: str, where: str, part: Part) -> Place | None:
    """The place of a new part: behind another, or last in one of its lists; None where it may not stand."""
    if where == AFTER:
        if part.parent is None or (tree[part.parent].kind, part.slot) not in HOMES.get(kind, ()):
            return None
        return Place(part.parent, part.slot, part.key)
    if (part.kind, where) not in HOMES.get(kind, ()):
        return None
    siblings = part.children.get(where, [])
    return Place(part.key, where, siblings[-1] if siblings else None)


def ways_to_add(tree: Tree, part: Part) -> list[tuple[str, str]]:
    """What can be added at a part: each kind with where it goes, in it first, then behind it."""
    inside = [(kind, slot) for kind, homes in HOMES.items() for home, slot in homes if home == part.kind]
    if part.kind == ROOT:
        return [("section", "sections")]
    return inside + [(kind, AFTER) for kind in HOMES if new_place(tree, kind, AFTER, part)]


def places_for(tree: Tree, part: Part, labels: Labels) -> list[tuple[Place, str]]:
    """Every place that a part can be moved to, in the order of the document, and what it is called."""
    inside = {one.key for one in tree.in_order(part.key)}
    found = []
    for home in tree.in_order():
        for kind, slot in HOMES[part.kind]:
            # A block of questions for each person has no place among warnings.
            if home.kind != kind or home.key in inside or (part.kind == "persons" and slot != part.slot):
                continue
            found.append((Place(home.key, slot, None), f"at the start of {labels.part(home)}"))
            for child in home.children.get(slot, ()):
                if child not in inside:
                    found.append((Place(home.key, slot, child), f"after {labels.part(tree[child])}"))
    return found
