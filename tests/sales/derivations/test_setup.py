from __future__ import annotations

import pytest

from portal.logs.facts import AssigneeFacts
from tests.sales.world import SHARED, judge, sales_context


@pytest.mark.parametrize(
    ("by_support", "organisation", "absorbed", "kept"),
    [(True, 2, (), False), (False, 2, (), True), (True, 1, (), True), (True, 2, (1,), True)],
    ids=["moved by support", "moved by others", "works for the owner", "works for who took over the owner"],
)
def test_support_leaves_it_to_the_organisation_who_a_log_is_assigned_to(
    by_support: bool, organisation: int, absorbed: tuple[int, ...], kept: bool
) -> None:
    assignee = AssigneeFacts(7, organisation, frozenset(absorbed))
    result = judge(SHARED, ctx=sales_context(users={7: assignee}, updated_by_support=by_support))
    assert (result.answers["assigned_to_id"] == 7) == kept


def test_a_log_that_is_assigned_to_nobody_keeps_its_other_answers() -> None:
    stored = judge({**SHARED, "age1_known": 0, "age1": 40}).answers
    ctx = sales_context(users={7: AssigneeFacts(7, 2)}, updated_by_support=True)
    result = judge({}, stored, ctx)
    assert result.answers["assigned_to_id"] is None
    assert result.answers["age1"] == 40
    assert result.errors == {}
