"""Nobody reads a code or a placeholder: every text of every year is spelled out."""

from typing import Any

import pytest

from lettings.kind import LETTINGS
from portal.logs.admin.present import Wording
from portal.questionnaire.answers import Answers
from sales.kind import SALES

YEARS = [(kind, year) for kind in (LETTINGS, SALES) for year in kind.years]
COUNTED = {"totchild", "totelder", "totadult", "hhmemb", "offered", "vacdays"}
PARTS_OF_DATES = {"hoday", "homonth", "hoyear", "exday", "exmonth", "exyear"}


@pytest.mark.parametrize(("kind", "year"), YEARS)
def test_no_text_has_a_placeholder(kind: Any, year: int) -> None:
    for question in kind.program(year).questionnaire.questions:
        texts = [question.ask, question.label, question.hint, *(option.label for option in question.options)]
        assert not [text for text in texts if "{" in text], question.id


@pytest.mark.parametrize(("kind", "year"), YEARS)
def test_codes_that_follow_from_answers_have_labels(kind: Any, year: int) -> None:
    """What another year asks has its labels there."""
    program = kind.program(year)
    stored = {name for name, field in program.questionnaire.stored.items() if field.type == "integer"}
    asked_elsewhere = {name for other in kind.years for name in kind.program(other).questionnaire.by_id}
    unlabelled = {name for name in stored if not program.questionnaire.stored[name].options}
    assert unlabelled - asked_elsewhere <= COUNTED | PARTS_OF_DATES


@pytest.mark.parametrize(("kind", "year"), YEARS)
def test_two_answers_of_one_list_never_share_a_name(kind: Any, year: int) -> None:
    wording = Wording(kind.program(year), Answers())
    for known, itself in (("age1_known", "age1"), ("nationality_all_group", "nationality_all")):
        assert wording.label(known) != wording.label(itself)
