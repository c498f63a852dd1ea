"""Planted mistakes: every one is found where it stands, and none is found where there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.logs.kinds import kind_named
from portal.questionnaire.derivations import Derivations
from portal.questionnaire.rules import Registry
from portal.years.checks import Finding, Level, Readiness, Scene, check
from portal.years.operations import (
    FIRST,
    Add,
    AddOption,
    Move,
    Place,
    RelabelOption,
    Remove,
    RemoveOption,
    Set,
    place_of,
)
from portal.years.tree import ROOT, Branch, Tree
from tests.portal.years.documents import RELEASED, released, short

Plant = Callable[[Tree], None]


def put(target: str, attr: str, value: Any) -> Plant:
    return lambda tree: Set(target, attr, tree[target].attrs.get(attr), value).apply(tree)


def add(parent: str, after: str | None, **attrs: Any) -> Plant:
    def plant(tree: Tree) -> None:
        branch = Branch(tree.free_key("question", attrs["id"]), "question", attrs, {})
        Add(branch.key, Place(parent, "questions", after), branch).apply(tree)

    return plant


def remove(target: str) -> Plant:
    return lambda tree: Remove(target, place_of(tree, target), tree.branch(target)).apply(tree)


def move(target: str, parent: str, after: str | None) -> Plant:
    return lambda tree: Move(target, place_of(tree, target), Place(parent, "questions", after)).apply(tree)


HOME = "subsection:property_information"
GARDEN = {"id": "garden", "kind": "radio", "ask": "Is there a garden?", "label": "Garden", "number": 99}
OUT = {"cds": "GARDEN", "csv": "garden", "bulk": 148}

# What is planted, the code of the finding, and the question at which it is found.
MISTAKES: list[tuple[str, Plant, str, str]] = [
    ("condition on what is not there", put("question:beds", "when", "garden == 1"), "dangling", "question:beds"),
    ("condition on an unknown fact", put("question:beds", "when", "owner.size == 1"), "dangling", "question:beds"),
    ("a condition nobody can read", put("question:beds", "when", "needstype = 1"), "unreadable", "question:beds"),
    ("a condition that is no comparison", put("question:beds", "when", "needstype"), "unreadable", "question:beds"),
    ("an option that is not one", put("question:beds", "when", "needstype == 7"), "option missing", "question:beds"),
    ("a code as text", put("question:beds", "when", "needstype == '1'"), "option missing", "question:beds"),
    (
        "a number held against a text",
        put("question:beds", "when", "uprn == 1 and hhmemb == 'x'"),
        "wrong type",
        "question:beds",
    ),
    ("a text that is more than a number", put("question:beds", "when", "propcode > 3"), "wrong type", "question:beds"),
    ("a question asked later", put("question:beds", "when", "hhmemb > 3"), "backward", "question:beds"),
    ("one asked later, by a name", put("question:beds", "when", "paid_by_the_week"), "backward", "question:beds"),
    (
        "moved before what it asks about",
        move("question:reservist", "subsection:household_needs", None),
        "backward",
        "question:reservist",
    ),
    (
        "a condition that cannot be",
        put("question:beds", "when", "needstype == 1 and needstype == 2"),
        "unreachable",
        "question:beds",
    ),
    (
        "limits that a condition misses",
        put("question:tcharge_again", "when", "age1 > 130"),
        "unreachable",
        "question:tcharge_again",
    ),
    (
        "what another condition excludes",
        put("question:beds_again", "when", "sheltered == 1 and needstype == 7"),
        "option missing",
        "question:beds_again",
    ),
    (
        "an option that is never offered",
        put("question:prevten", "offered_when", {30: "needstype == 1 and needstype == 2"}),
        "option unreachable",
        "question:prevten",
    ),
    ("always so", put("question:beds", "when", "needstype == 1 or needstype != 1"), "always", "question:beds"),
    ("no words", put("question:beds", "ask", ""), "words missing", "question:beds"),
    ("no short label", put("question:beds", "label", ""), "words missing", "question:beds"),
    ("no options", put("question:sheltered", "options", None), "options missing", "question:sheltered"),
    (
        "a named set that is not there",
        put("question:sheltered", "options", "colours"),
        "options missing",
        "question:sheltered",
    ),
    ("least above most", put("question:beds", "min", 99), "limits", "question:beds"),
    ("limits of a text", put("question:propcode", "max", 9), "limits", "question:propcode"),
    ("a hole nobody fills", put("question:beds", "hint", "As in {month}"), "placeholder", "question:beds"),
    ("another year in a text", put("question:beds", "hint", "Since 2019"), "another year", "question:beds"),
    ("shown for another page", put("question:beds", "shown_for", {"needstype": [1]}), "dangling", "question:beds"),
    ("shown for no option", put("question:age1", "shown_for", {"age1_known": [7]}), "option missing", "question:age1"),
    (
        "a divider before nothing",
        put("question:sheltered", "after_divider", [99]),
        "option missing",
        "question:sheltered",
    ),
    ("another type of answer", put("question:beds", "kind", "text"), "type changed", "question:beds"),
    (
        "a code with another meaning",
        lambda tree: RelabelOption("question:prevten", 30, "", "Igloo").apply(tree),
        "code meaning",
        "question:prevten",
    ),
    (
        "an option taken out within the year",
        lambda tree: RemoveOption("question:prevten", 30, "", FIRST).apply(tree),
        "option deleted",
        "question:prevten",
    ),
    ("guidance that is not there", put("question:beds", "guidance", "tent"), "guidance missing", "question:beds"),
    ("a warning without words", remove("warning text:rent_value_check"), "message missing", "warning:rent_value_check"),
    (
        "a warning of no rule",
        put("warning:rent_value_check", "rule", "L-S-999"),
        "rule missing",
        "warning:rent_value_check",
    ),
    ("what a rule reads is gone", remove("question:beds"), "rule reads", ROOT),
    ("what is worked out is kept nowhere", remove("stored value:hhtype"), "not stored", ROOT),
    (
        "a code that rules do not know",
        lambda tree: AddOption("question:reason", 88, "A dragon", FIRST).apply(tree),
        "rule does not know",
        "question:reason",
    ),
    ("a section twice", put("subsection:household_needs", "id", "setup"), "doubled", "subsection:household_needs"),
    ("an empty block", put("persons:2-8", "repeat", {"from": 9, "to": 2}), "persons", "persons:2-8"),
    ("no date of the log", remove("question:startdate"), "dangling", ROOT),
    (
        "an id used for two types",
        add(HOME, None, id="beds", kind="text", ask="Beds?", label="Beds"),
        "doubled",
        "question:beds",
    ),
    (
        "an id of another year for something else",
        add(HOME, None, id="sex1", kind="radio", ask="Is it wet?", label="Damp", options={"F": "Yes"}),
        "id used again",
        "question:sex1",
    ),
]


def world(tree: Tree, base: Tree, **more: Any) -> Scene:
    kind = kind_named("lettings")
    others = {"2025": released("lettings", 2025)}
    return Scene(tree, kind.rules, kind.derivations, base=base, others=others, **more)


def with_seats(tree: Tree) -> Tree:
    """Two more questions that mistakes can be planted at."""
    for name in ("tcharge_again", "beds_again"):
        add(
            "subsection:income_and_benefits",
            None,
            **{**GARDEN, **OUT, "bulk": len(name), "id": name, "options": {1: "Yes", 2: "No"}},
        )(tree)
    return tree


@pytest.mark.parametrize(("name", "plant", "code", "target"), MISTAKES, ids=[one[0] for one in MISTAKES])
def test_a_planted_mistake_is_found(name: str, plant: Plant, code: str, target: str) -> None:
    base = with_seats(released("lettings", 2026).copy())
    tree = base.copy()
    plant(tree)
    found = check(world(tree, base))
    assert any(one.code == code and one.target.split("#")[0] == target for one in found), found


@pytest.mark.parametrize(("log_type", "year"), RELEASED)
def test_nothing_is_found_in_what_was_published(log_type: str, year: int) -> None:
    kind = kind_named(log_type)
    tree = released(log_type, year)
    others = {str(other): released(log_type, other) for _, other in RELEASED if other != year}
    assert check(Scene(tree.copy(), kind.rules, kind.derivations, base=tree, others=others)) == []


def test_lettings_of_the_latest_year_have_nothing_even_by_themselves() -> None:
    kind = kind_named("lettings")
    tree = released("lettings", 2026)
    errors = [one for one in check(Scene(tree, kind.rules, kind.derivations)) if one.level is Level.ERROR]
    assert errors == []


def test_a_harmless_edit_is_no_mistake() -> None:
    base = released("lettings", 2026)
    tree = base.copy()
    put("question:beds", "hint", "Count a bedsit as one.")(tree)
    put("question:sheltered", "ask", "Is it in sheltered accommodation?")(tree)
    add(HOME, "question:beds", **GARDEN, **OUT, options={1: "Yes", 2: "No"}, when="needstype == 1")(tree)
    assert check(world(tree, base)) == []


def test_each_wait_for_the_other() -> None:
    base = Tree(short())
    tree = base.copy()
    put("question:rent", "when", "length == 3")(tree)
    remove("question:length#2")(tree)
    put("question:length", "when", "rent == 3")(tree)
    assert "circular" in codes(check(Scene(tree, base=base)))


def test_a_named_condition_that_uses_itself() -> None:
    tree = Tree(short())
    put("condition:general", "when", "needstype == 1 and general")(tree)
    assert "circular" in codes(check(Scene(tree, base=Tree(short()))))


def test_what_can_only_be_asked_where_another_is_not() -> None:
    """The renewal is asked of general needs only, so nobody in supported housing can have answered it."""
    tree = Tree(short())
    put("question:rent", "when", "renewal == 1 and needstype == 2")(tree)
    assert ("unreachable", "question:rent") in {
        (one.code, one.target) for one in check(Scene(tree, base=Tree(short())))
    }


def test_outputs_of_new_questions() -> None:
    base = Tree(short())
    for place, name in enumerate(("rent", "beds", "members")):
        base[f"question:{name}"].attrs.update(cds=name.upper(), csv=name, bulk=place + 1)
    tree = base.copy()
    add("subsection:home", None, **GARDEN, options={1: "Yes", 2: "No"})(tree)
    missing = [one for one in check(Scene(tree, base=base)) if one.code == "output missing"]
    assert [(one.level, one.text) for one in missing] == [
        (
            Level.ERROR,
            "Question 99 “Garden” (garden) is new and has no field of the upload and no element of the export and no "
            "column of the download.",
        )
    ]
    put("question:garden", "csv", "garden")(tree)
    assert [one.level for one in check(Scene(tree, base=base)) if one.code == "output missing"] == [Level.WARNING]
    put("question:garden", "cds", "RENT")(tree)
    put("question:garden", "bulk", 2)(tree)
    assert [one.code for one in check(Scene(tree, base=base)) if one.code == "output doubled"] == ["output doubled"] * 2


def test_upload_fields_that_change_places_within_a_year() -> None:
    base = Tree(short())
    for place, name in enumerate(("rent", "beds", "members")):
        base[f"question:{name}"].attrs["bulk"] = place + 1
    tree = base.copy()
    put("question:rent", "bulk", 4)(tree)
    put("question:members", "bulk", {"fields": [3, 5]})(tree)
    assert [one.target for one in check(Scene(tree, base=base)) if one.code == "column order"] == ["question:rent"]
    put(ROOT, "year", 2027)(tree)
    assert [one for one in check(Scene(tree, base=base)) if one.code == "column order"] == []


def test_a_year_without_what_it_needs() -> None:
    tree = Tree(short())
    found = check(Scene(tree, base=tree, readiness=Readiness(window=False, areas=False, ranges=False)))
    assert [one.text for one in found] == [
        "2026 has no collection window.",
        "2026 has no local authorities.",
        "2026 has no ranges of rents or prices.",
    ]


def test_a_finding_names_the_place_and_the_way_out() -> None:
    base = Tree(short())
    tree = base.copy()
    put("question:rent", "when", "colour == 1")(tree)
    (found,) = check(Scene(tree, Registry(), Derivations(), base=base))
    assert found == Finding(
        "dangling",
        Level.ERROR,
        "question:rent",
        "Question 5 “Rent” (rent), when it is asked: the condition asks about colour, which nothing fills.",
        "Choose another question in the condition, or add the question again.",
    )


def codes(found: list[Finding]) -> set[str]:
    return {one.code for one in found}
