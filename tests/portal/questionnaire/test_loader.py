"""Reading a questionnaire: every mistake is named with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portal.questionnaire.document import Kind
from portal.questionnaire.loader import load_file, load_questionnaire
from portal.questionnaire.reading import QuestionnaireError, read_document
from tests.portal.questionnaire.small import SMALL, small_document


def load_text(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "2026.yaml"
    path.write_text(text, encoding="utf-8")
    return load_file(path)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: pet,", "id: pet, colour: red,", "“colour” is not a key of a question"),
        ("kind: date", "kind: dat", "“dat” is not a kind of question"),
        ("ask: 'A pet?', ", "", "“ask” is missing"),
        ("options: yes_no", "options: maybe", "there is no option set “maybe”"),
        ("options: yes_no", "label: Pet", "“label” stands twice"),
        ("when: pet == 1,", "when: pte == 1,", "names “pte”, which nothing fills"),
        ("when: pet == 1,", "when: pet = 1,", "cannot read the condition"),
        ("options: yes_no", "options: yes_no, hidden_options: [7]", "names the code 7, which is not an option"),
        ("options: yes_no", "options: {}", "needs options"),
    ],
)
def test_a_mistake_names_file_line_and_question(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(QuestionnaireError) as raised:
        load_text(tmp_path, SMALL.replace(old, new, 1))
    assert message in str(raised.value)
    assert f"2026.yaml, line {line_of(SMALL, old)}" in str(raised.value)
    if "twice" not in message:
        assert "question " in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("shown_for: {kind: [3]}", "shown_for: {pet: [3]}", "not in the same group"),
        ("shown_for: {kind: [3]}", "shown_for: {kind: [9]}", "names the code 9"),
        ("shown_for: {kind: [3]}", "shown_for: [kind]", "names one question"),
        ("id: details", "id: setup", "subsection setup stands twice"),
        ("confirm: size_check", "confirm: other_check", "has no text"),
        ("title: Small", "title: Small\ncolour: red", "“colour” is not a key of a questionnaire"),
        ("title: More", "title: More\n    colour: red", "“colour” is not a key of a section"),
        ("title: Details", "title: Details\n        colour: red", "“colour” is not a key of a subsection"),
        ("type: integer", "type: number", "needs a type"),
        ("label: Pets in all", "colour: red", "“colour” is not a key of a stored field"),
        ("title: Is that right?", "colour: red", "“colour” is not a key of a warning text"),
        ("date_field: startdate", "date_field: stardate", "“stardate”"),
        ("year: 2026", "year: soon", "“year”"),
        ("log_type: lettings", "log_type: swaps", "“log_type”"),
        ("has_pet: pet == 1", "has_pet: pte == 1", "names “pte”"),
        ("after_setup: true\n", "after_setup: true\n        when: pte == 1\n", "names “pte”"),
        ("rule: many}", "rule: many, when: pte == 1}", "names “pte”"),
        ("min: 1, max: 9", "min: one, max: 9", "“min”"),
        ("min: 1, max: 9", "min: 9, max: 1", "“min” is more than “max”"),
        ("step: 0.01", "step: small", "“step”"),
        ("id: pets, kind: number", "id: pets, kind: number, suffix: [{when: pte == 1, text: x}]", "names “pte”"),
        (
            "label: Other kind",
            "label: Other kind\n                also_show: [{when: pet == 1, question: cat}]",
            "names “cat”",
        ),
        ("id: memo, kind: text", "id: memo, kind: text, guidance: lost", "no guidance “lost”"),
    ],
)
def test_mistakes_of_the_whole_document_are_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in SMALL
    with pytest.raises(QuestionnaireError) as raised:
        load_text(tmp_path, SMALL.replace(old, new, 1))
    assert "2026.yaml" in str(raised.value)
    assert message in str(raised.value)


@pytest.mark.parametrize("text", ["", "- 1\n", "just text\n", "a: [1\n", "a: \x07\n"])
def test_what_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(QuestionnaireError, match=r"2026\.yaml"):
        load_text(tmp_path, text)


def test_a_document_may_come_from_elsewhere_than_a_file() -> None:
    questionnaire = load_questionnaire(small_document(), source="draft")
    assert [question.id for question in questionnaire.questions][:3] == ["startdate", "pet", "code"]
    assert questionnaire.by_id["food"][0].fields == ("meat", "fish")
    assert questionnaire.label("meat") == "Food: Meat"
    assert questionnaire.label("total_pets") == "Pets in all"
    assert questionnaire.label("size_check") == "Is that right?"


def test_a_repeat_block_is_spelt_out_for_each_person() -> None:
    document = small_document()
    document["sections"][1]["subsections"][0]["questions"].append(
        {
            "repeat": {"from": 2, "to": 4},
            "questions": [
                {
                    "id": "age{n}",
                    "kind": "number",
                    "number": 30,
                    "number_step": 5,
                    "ask": "How old is person {n}?",
                    "label": "Person {n}: age",
                    "when": "pets >= {n}",
                }
            ],
        }
    )
    questionnaire = load_questionnaire(document)
    ages = [questionnaire.by_id[f"age{number}"][0] for number in (2, 3, 4)]
    assert [question.number for question in ages] == [30, 35, 40]
    assert [question.person for question in ages] == [2, 3, 4]
    assert ages[1].ask == "How old is person 3?"
    assert ages[1].kind is Kind.NUMBER
    groups = {group.id: group for subsection in questionnaire.subsections for group in subsection.groups}
    assert groups["age4"].when is not None
    assert groups["age4"].when.source == "pets >= 4"


def test_options_of_a_set_are_shared() -> None:
    questionnaire = load_questionnaire(small_document())
    assert dict(questionnaire.by_id["pet"][0].label_of) == {1: "Yes", 2: "No"}


def numbered(*questions: dict[str, object]) -> list[int | None]:
    """The numbers of questions in one subsection."""
    subsection = {"id": "b", "title": "B", "questions": [START, *questions]}
    document = {
        "log_type": "lettings",
        "year": 2026,
        "title": "Lettings",
        "date_field": "startdate",
        "sections": [{"id": "a", "title": "A", "subsections": [subsection]}],
    }
    return [question.number for question in load_questionnaire(document).questions]


START: dict[str, object] = {"id": "startdate", "kind": "date", "ask": "When?", "label": "Start"}
YES_NO: dict[str, object] = {"kind": "radio", "ask": "Is it?", "label": "It is", "options": {1: "Yes", 2: "No"}}


def test_questions_are_counted_so_that_one_more_moves_the_rest() -> None:
    known, other = {"id": "known", **YES_NO}, {"id": "other", **YES_NO}
    group = {"group": "g", "questions": [known, {"id": "what", "shown_for": {"known": [1]}, **YES_NO}]}
    assert numbered(group, other) == [1, 2, 2, 3]
    assert numbered({"id": "new", **YES_NO}, group, other) == [1, 2, 3, 3, 4]


def test_the_same_question_in_another_way_has_the_same_number() -> None:
    again = {"id": "known", "when": "startdate is blank", **YES_NO}
    assert numbered({"id": "known", **YES_NO}, again, {"id": "other", **YES_NO}) == [1, 2, 2, 3]


def test_where_the_count_jumps_the_number_is_written() -> None:
    extra: list[dict[str, object]] = [
        {"id": "none", "number": "none", **YES_NO},
        {"id": "same", "number": "same", **YES_NO},
        {"id": "far", "number": 40, **YES_NO},
        {"id": "next", **YES_NO},
    ]
    assert numbered(*extra) == [1, None, 1, 40, 41]


def test_a_number_that_another_question_has_is_refused() -> None:
    with pytest.raises(QuestionnaireError, match="question twice: the number 1 is that of startdate already"):
        numbered({"id": "twice", "number": 1, **YES_NO})


@pytest.mark.parametrize("key", ["when", "derived", "optional"])
def test_a_condition_names_codes_that_are_options(key: str) -> None:
    known = {"id": "known", **YES_NO}
    with pytest.raises(QuestionnaireError, match=r"question other.*names the code 3, which is not an option of known"):
        numbered(known, {"id": "other", key: "known in [1, 3]", **YES_NO})


@pytest.mark.parametrize("condition", ["pet == 7", "not (pets > 1 and pet != 7)", "pet not in [1, 7]"])
def test_a_named_condition_names_codes_that_are_options(tmp_path: Path, condition: str) -> None:
    wrong = SMALL.replace("has_pet: pet == 1", f"has_pet: {condition}", 1)
    assert wrong != SMALL
    with pytest.raises(QuestionnaireError, match=r"the named condition has_pet: .*the code 7, which is not an option"):
        load_text(tmp_path, wrong)


@pytest.mark.parametrize("place", ["subsection", "warning", "option"])
def test_conditions_of_sections_warnings_and_options_name_codes_that_are_options(tmp_path: Path, place: str) -> None:
    old, new = {
        "subsection": ("title: Details", "title: Details\n        when: pet == 7"),
        "warning": ("rule: many", "rule: many, when: pet == 7"),
        "option": ("options: yes_no", "options: yes_no, offered_when: {1: kind == 77}"),
    }[place]
    with pytest.raises(QuestionnaireError, match=r"names the code 77?, which is not an option of (pet|kind)"):
        load_text(tmp_path, SMALL.replace(old, new, 1))


def test_option_sets_that_all_years_share_are_named_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "2026.yaml"
    path.write_text("option_sets:\n  countries: countries_2025\n", encoding="utf-8")
    assert read_document(path)["option_sets"]["countries"][826] == "United Kingdom"
    path.write_text("option_sets:\n  countries: countries_1066\n", encoding="utf-8")
    with pytest.raises(QuestionnaireError, match="no shared option set “countries_1066”, only countries_2025"):
        read_document(path)
