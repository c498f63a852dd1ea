"""Logs that rows may be about are found by index, whatever the planner knows of the table."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from lettings.models import LettingsLog
from portal.logs.uploads.judging.matching import Judgement, _by_answers, similar_logs
from portal.logs.uploads.models import SubmissionRow
from portal.logs.uploads.rows.registry import rules_for
from sales.models import SalesLog
from tests.factories.accounts import CoordinatorFactory

pytestmark = pytest.mark.django_db


def _plans(captured: CaptureQueriesContext) -> list[str]:
    """How the database goes about what was asked; sequential reading is forbidden, so that an index shows if it can answer."""
    plans = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query in captured.captured_queries:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    return plans


@pytest.mark.parametrize("model", [LettingsLog, SalesLog])
def test_each_row_is_looked_for_in_an_index(model: Any) -> None:
    kind, rules = model.kind, rules_for(model.kind.log_type)
    person = CoordinatorFactory()
    visible = model.objects.visible_to(person)
    rows = [
        Judgement(
            SubmissionRow(number=number),
            {
                "owning_organisation_id": person.organisation_id,
                **dict.fromkeys(rules.identified_by, f"X{number}"),
                kind.date_field: date(2026, 6, 1),
            },
        )
        for number in range(150)  # of long arrays the planner does not see that no value is blank
    ]
    with CaptureQueriesContext(connection) as captured:
        assert _by_answers(kind, rules, rows, visible) == {}
        assert similar_logs((f"key {number}" for number in range(150)), visible) == {}
    by_answers, by_key = _plans(captured)
    for plan, index in ((by_answers, f"{kind.log_type}_told_apart"), (by_key, f"{kind.log_type}_duplicates")):
        assert f"Index Scan using {index} on" in plan
        assert "Seq Scan" not in plan
        assert "InitPlan" in plan, "what is looked for is found before the other conditions are held against it"
