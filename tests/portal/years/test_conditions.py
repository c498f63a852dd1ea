from __future__ import annotations

import pytest

from portal.questionnaire.answers import Answers
from portal.questionnaire.expressions import ExpressionError
from portal.years.checks import Scene
from portal.years.conditions import NoRows, Row, Rows, names_in, read, rows_of
from portal.years.labels import Labels
from tests.portal.years.documents import RELEASED, released

VALUES = (None, 0, 1, 2, 5, 16, 30, "F", "PRP", True)


def conditions(log_type: str, year: int) -> list[str]:
    return [text for _, _, text in Scene(released(log_type, year)).conditions()]


def same_meaning(one: str, other: str, named: dict[str, str]) -> bool:
    """Holds for the same answers: each answer is tried with every value, the others blank or all alike."""
    first, second = read(one, named), read(other, named)
    names = sorted(first.depends_on | second.depends_on | first.facts | second.facts)
    for common in VALUES:
        for name in names:
            for value in VALUES:
                answers = Answers(dict.fromkeys(names, common)) | {name: value}
                facts = dict(answers)
                if first.test(Answers(answers), facts) != second.test(Answers(answers), facts):
                    return False
    return True


@pytest.mark.parametrize(("log_type", "year"), RELEASED)
def test_conditions_survive_becoming_rows(log_type: str, year: int) -> None:
    """Nearly all fit into rows, and those that do mean the same when they are written again."""
    named = Labels(released(log_type, year)).conditions
    fitting = 0
    texts = conditions(log_type, year)
    for text in texts:
        try:
            rows = rows_of(text)
        except NoRows:
            assert read(text, named)
            continue
        fitting += 1
        assert rows_of(rows.text()) == rows
        assert same_meaning(text, rows.text(), named), text
    assert fitting >= 0.95 * len(texts)


def test_rows_are_lines_of_question_comparison_value() -> None:
    rows = rows_of("needstype == 1 and (age1 < 16 or age1 is blank) and not (renewal in [1, 2])")
    assert rows == Rows(
        True,
        (
            Row("needstype", "is", (1,)),
            Rows(False, (Row("age1", "less than", (16,)), Row("age1", "not answered"))),
            Row("renewal", "none of", (1, 2)),
        ),
    )
    assert rows.text() == "needstype == 1 and (age1 < 16 or age1 is blank) and renewal not in [1, 2]"


def test_not_of_a_group_turns_it_round() -> None:
    assert rows_of("not (a == 1 or b is blank)").text() == "a != 1 and b is answered"


@pytest.mark.parametrize("text", ["not (age1 < 16)", "a == 1 and (b == 1 or (c == 1 and d == 1))"])
def test_what_does_not_fit_stays_a_text(text: str) -> None:
    with pytest.raises(NoRows):
        rows_of(text)


def test_a_person_s_number_stays_open() -> None:
    assert rows_of("members >= {n} and age{n} < 16").text() == "members >= {n} and age{n} < 16"
    assert names_in("members >= {n} and age{n} < 16") == {"members", "age{n}"}
    assert read("members >= {n}", {}).test(Answers({"members": 3}), {}) is False


@pytest.mark.parametrize("text", ["needstype ==", "1 +", "((a == 1)"])
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        rows_of(text)


def test_a_condition_in_words() -> None:
    labels = Labels(released("lettings", 2026))
    assert labels.condition("needstype == 1 and age2 < 16") == (
        f"{labels.name('needstype')} is “{labels.answer('needstype', 1)[1]}” and {labels.name('age2')} is less than 16"
    )
    assert "{n}" not in labels.name("age2")
    assert labels.condition("hhmemb >= {n}").endswith("is at least the person’s number")
