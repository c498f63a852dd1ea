from __future__ import annotations

import json
from random import Random

import pytest
import yaml

from portal.questionnaire.loader import load_questionnaire
from portal.years.canonical import as_yaml, dumped, parsed, read_yaml
from portal.years.difference import difference, longest_rising
from portal.years.effects import Effect, effect_of_all
from portal.years.operations import (
    Move,
    Operation,
    Place,
    RelabelOption,
    Set,
    folded,
    place_of,
    read_operation,
    stands_on,
)
from portal.years.tree import Tree, canonical
from portal.years.words import compared, sentences
from tests.portal.years.documents import RELEASED, released, short
from tests.portal.years.edits import random_operation


def edited(tree: Tree, chance: Random, times: int) -> tuple[Tree, list[Operation]]:
    result, operations = tree.copy(), []
    for _ in range(times):
        operation = random_operation(result, chance)
        operation.apply(result)
        operations.append(operation)
    return result, operations


@pytest.mark.parametrize("text", ["9" * 5000, "2026-99-99", "[" * 5000])
def test_yaml_that_python_cannot_hold_is_no_document(text: str) -> None:
    """What is typed into a draft is YAML: the page says that it cannot be read."""
    with pytest.raises(yaml.YAMLError):
        read_yaml(text)


@pytest.mark.parametrize(("log_type", "year"), RELEASED)
def test_a_document_and_its_yaml_are_the_same_bytes(log_type: str, year: int) -> None:
    text = released(log_type, year).text()
    assert canonical(read_yaml(as_yaml(parsed(text)))) == text
    assert (
        load_questionnaire(parsed(text)).by_id.keys()
        == load_questionnaire(read_yaml(as_yaml(parsed(text)))).by_id.keys()
    )


def test_a_code_that_is_a_number_stays_one() -> None:
    assert parsed(dumped({"options": {1: "Yes", "F": "Female"}})) == {"options": {1: "Yes", "F": "Female"}}


@pytest.mark.parametrize("seed", range(250))
def test_eight_edits_at_random_and_their_difference(seed: int) -> None:
    """Two thousand edits: the difference is empty only of equal documents, and makes the new one from the old one."""
    chance = Random(seed)
    old = Tree(short())
    new, _ = edited(old, chance, 8)
    opened = Tree(new.document())
    found = difference(old, opened)
    assert (found == []) == (old.text() == opened.text())
    kept = [read_operation(json.loads(json.dumps(one.as_json()))) for one in found]
    assert folded(old, kept).text() == opened.text() == new.text()
    assert all(sentence.text and sentence.section for sentence in sentences(old, found))


@pytest.mark.parametrize("log_type", ["lettings", "sales"])
def test_the_difference_of_two_years_makes_the_new_year(log_type: str) -> None:
    old, new = released(log_type, 2025), released(log_type, 2026)
    assert folded(old, difference(old, new)).text() == new.text()
    assert difference(new, Tree(new.document())) == []


def test_one_question_of_all_moved_is_one_move() -> None:
    old = released("lettings", 2026)
    new = old.copy()
    new.move("question:beds", "subsection:household_situation", "questions", None)
    assert [type(one) for one in difference(old, Tree(new.document()))] == [Move]
    first = old.copy()
    questions = first["subsection:property_information"].children["questions"]
    questions.insert(0, questions.pop())
    assert [type(one) for one in difference(old, Tree(first.document()))] == [Move]


def test_one_question_more_moves_nothing() -> None:
    old = released("lettings", 2026)
    document = old.document()
    document["sections"][1]["subsections"][0]["questions"].insert(
        0, {"id": "garden", "kind": "text", "ask": "Is there a garden?", "label": "Garden"}
    )
    assert [one.do for one in difference(old, Tree(document))] == ["add"]


def test_longest_rising() -> None:
    assert longest_rising([]) == []
    assert longest_rising([3, 1, 2, 5, 4]) in ([1, 2, 4], [1, 2, 3])


@pytest.mark.parametrize("seed", range(40))
def test_edits_are_undone_in_any_order(seed: int) -> None:
    """Whatever is undone first: where nothing later stands on it the rest still fits, and at last nothing is left."""
    chance = Random(seed)
    old = Tree(short())
    _, operations = edited(old, chance, 8)
    while operations:
        free = [one for place, one in enumerate(operations) if not stands_on(one, operations[place + 1 :])]
        assert operations[-1] in free
        undone = chance.choice(free)
        operations = [one for one in operations if one is not undone]
        folded(old, operations)
    assert folded(old, operations).text() == old.text()


def test_what_another_edit_stands_on_is_not_undone() -> None:
    first = RelabelOption("question:reason", 1, "Moved", "Moved away")
    then = RelabelOption("question:reason", 1, "Moved away", "Moved far away")
    other = Set("question:reason", "ask", "Why?", "Why did they move?")
    assert stands_on(first, [other, then]) is then
    assert stands_on(then, [other]) is None


def test_sentences_tell_the_old_and_the_new_value() -> None:
    old = Tree(short())
    new = old.copy()
    Set("question:rent", "ask", None, "What is the weekly rent?").apply(new)
    Set("page:size", "when", None, "needstype == 2").apply(new)
    Move("question:rent", place_of(new, "question:rent"), Place("subsection:home", "questions", None)).apply(new)
    told = [one.text for one in sentences(old, difference(old, Tree(new.document())))]
    assert (
        "Page size: when it is asked was “Needs is “General” and Renewal is “No”” and is now “Needs is “Supported””."
        in told
    )
    assert any("wording was “What is the rent?” and is now “What is the weekly rent?”" in one for one in told)
    assert any("moves" in one for one in told)


@pytest.mark.parametrize(
    ("target", "attr", "value", "effect"),
    [
        ("question:rent", "ask", "What is it?", Effect.WORDS),
        ("question:rent", "max", 2000, Effect.ADDITIVE),
        ("question:rent", "max", 100, Effect.ASKS_AGAIN),
        ("question:rent", "min", None, Effect.ADDITIVE),
        ("question:rent", "optional", True, Effect.ADDITIVE),
        ("question:reasonother", "optional", None, Effect.ASKS_AGAIN),
        ("question:rent", "when", "renewal == 1", Effect.ASKS_AGAIN),
        ("question:reason", "hidden_options", [1, 20], Effect.ASKS_AGAIN),
        ("question:rent", "kind", "text", Effect.BREAKING),
    ],
)
def test_what_a_change_means_for_open_logs(target: str, attr: str, value: object, effect: Effect) -> None:
    old = Tree(short())
    new = folded(old, [Set(target, attr, old[target].attrs.get(attr), value)])
    assert effect_of_all(old, difference(old, Tree(new.document()))) is effect


def test_options_that_only_get_a_name_mean_nothing_to_logs() -> None:
    document = short()
    named = Tree(document)
    inline = Tree(document)
    inline["question:renewal"].attrs["options"] = {1: "Yes", 2: "No"}
    assert effect_of_all(inline, difference(inline, named)) is Effect.WORDS
    assert effect_of_all(named, difference(named, inline)) is Effect.WORDS
    added = Tree(inline.document())
    added["question:beds_known"].attrs["options"] = "yes_0"
    new = Tree({**added.document(), "option_sets": {"yes_no": {1: "Yes", 2: "No"}, "yes_0": {0: "Yes", 1: "No"}}})
    changes = difference(inline, new)
    assert changes
    assert effect_of_all(inline, changes) is Effect.WORDS
    assert {one.effect for one in sentences(inline, changes)} == {Effect.WORDS}
    inline["question:renewal"].attrs["options"] = {1: "Yes", 3: "No"}
    assert effect_of_all(inline, difference(inline, named)) is Effect.BREAKING


def test_that_options_get_a_name_or_lose_it_is_not_listed() -> None:
    """A set that a question is given other options with is listed with it."""
    named = Tree(short())
    plain = named.document()
    plain["sections"][0]["subsections"][0]["questions"][2]["options"] = {1: "Yes", 2: "No"}
    del plain["option_sets"]
    inline = Tree(plain)
    assert len(difference(inline, named)) == len(difference(named, inline)) == 2
    assert compared(inline, named) == compared(named, inline) == []
    inline["question:renewal"].attrs["options"] = {1: "Yes", 3: "No"}
    assert [one.change for one in compared(inline, named)] == ["Options", "Named options added"]
    inline["question:renewal"].attrs["options"] = {1: "Yes", 2: "No"}
    named["question:renewal"].attrs["label"] = "Renewed"
    assert [one.change for one in compared(inline, named)] == ["Short label"]


def test_another_id_is_breaking_only_by_what_it_takes_away() -> None:
    old = Tree(short())
    new = folded(old, [Set("question:rent", "id", "rent", "brent")])
    changes = difference(old, Tree(new.document()))
    assert sorted(one.do for one in changes) == ["add", "remove"]
    assert effect_of_all(old, changes) is Effect.ASKS_AGAIN
