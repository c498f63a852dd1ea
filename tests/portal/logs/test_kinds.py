"""Which kinds of log exist is said in one place, and what they share names neither."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from django.conf import settings

from lettings.models import LettingsLog
from portal.logs.kinds import kind_named, kind_replaced, kinds, log_types
from sales.models import SalesLog

SHARED = Path(settings.BASE_DIR) / "portal" / "logs"
# "if this is a letting", however it is spelled.
ASKS_WHICH = re.compile(
    r"""(log_type|model_name|app_label)\s*(==|!=)|(==|!=)\s*["'](lettings|sales|lettingslog|saleslog)["']"""
)


def test_lettings_and_sales_register_themselves_with_their_models() -> None:
    assert log_types() == ("lettings", "sales")
    assert [kind.model for kind in kinds()] == [LettingsLog, SalesLog]
    assert LettingsLog().kind is kind_named("lettings")
    assert SalesLog.kind is kind_named("sales")


def test_a_kind_nobody_registered_is_unknown() -> None:
    with pytest.raises(KeyError):
        kind_named("mortgages")


def test_another_kind_can_stand_in_for_a_while(tmp_path: Path) -> None:
    before = kind_named("sales")
    with kind_replaced(replace(before, questionnaires=tmp_path)) as standing_in:
        assert SalesLog().kind is kind_named("sales") is standing_in
    assert SalesLog().kind is kind_named("sales") is before


@pytest.mark.parametrize("path", sorted(SHARED.rglob("*.py")) + sorted(SHARED.rglob("*.html")), ids=str)
def test_what_both_kinds_share_asks_for_neither(path: Path) -> None:
    found = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if ASKS_WHICH.search(line)]
    assert found == []


def test_labels_of_people_follow_the_kind() -> None:
    log = SalesLog(answers={"jointpur": 1})
    title = log.kind.words.person_title
    assert [title(number, log.typed_answers()) for number in (1, 2, 3)] == ["Buyer 1", "Buyer 2", "Person 3"]
    title = LettingsLog.kind.words.person_title
    assert [title(number, log.typed_answers()) for number in (1, 2)] == ["Lead tenant", "Person 2"]
