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
from tests.factories.accounts import CoordinatorFactory, SupportFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


def _plans(captured: CaptureQueriesContext) -> list[str]:
    """How the database goes about looking them up; sequential reading is forbidden, so that an index shows if it can answer."""
    plans = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query in (each["sql"] for each in captured.captured_queries if "unnest(" in each["sql"]):
            cursor.execute(f"EXPLAIN {query}")
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    return plans


def _rows(model: Any, person: Any, count: int) -> list[Judgement]:
    rules = rules_for(model.kind.log_type)
    return [
        Judgement(
            SubmissionRow(number=number),
            {
                "owning_organisation_id": person.organisation_id,
                **dict.fromkeys(rules.identified_by, f"X{number}"),
                model.kind.date_field: DAY,
            },
        )
        for number in range(count)
    ]


def _logs(model: Any, owner: Any, count: int) -> list[Any]:
    """Logs that say what the rows say."""
    columns = [model.kind.copied_columns[name] for name in rules_for(model.kind.log_type).identified_by[:-1]]
    logs = [model(owning_organisation=owner, date=DAY, **dict.fromkeys(columns, f"X{n}")) for n in range(count)]
    return list(model.objects.bulk_create(logs))


@pytest.mark.parametrize("model", [LettingsLog, SalesLog])
def test_each_row_is_looked_for_in_an_index(model: Any) -> None:
    kind, rules = model.kind, rules_for(model.kind.log_type)
    person = CoordinatorFactory()
    visible = model.objects.visible_to(person)
    rows = _rows(model, person, 150)  # of long arrays the planner does not see that no value is blank
    with CaptureQueriesContext(connection) as captured:
        assert _by_answers(kind, rules, rows, visible) == {}
        assert similar_logs((f"key {number}" for number in range(150)), visible) == {}
    by_answers, by_key = _plans(captured)
    for plan, index in ((by_answers, f"{kind.log_type}_told_apart"), (by_key, f"{kind.log_type}_duplicates")):
        assert f"Index Scan using {index} on" in plan
        assert "Seq Scan" not in plan
        assert "InitPlan" in plan, "what is looked for is found before the other conditions are held against it"


@pytest.mark.parametrize("distinct", [-1, 1])
@pytest.mark.parametrize("model", [LettingsLog, SalesLog])
def test_what_the_planner_believes_of_owners_does_not_matter(model: Any, distinct: int) -> None:
    """That each owner has one log, as in a table that has grown since it was analysed; or that all have the same."""
    kind, rules = model.kind, rules_for(model.kind.log_type)
    person, table = CoordinatorFactory(), model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ALTER owning_organisation_id SET (n_distinct = {distinct})")
        logs = _logs(model, person.organisation, 300)
        cursor.execute(f"ANALYZE {table}")
    with CaptureQueriesContext(connection) as captured:
        found = _by_answers(kind, rules, _rows(model, person, 20), model.objects.visible_to(person))
    assert found == dict(enumerate(logs[:20]))
    (plan,) = _plans(captured)
    assert f"Index Scan using {kind.log_type}_told_apart on" in plan, plan


def test_logs_of_another_owner_are_not_those_of_a_row() -> None:
    person, support = CoordinatorFactory(), SupportFactory()
    _logs(LettingsLog, CoordinatorFactory().organisation, 3)
    (own,) = _logs(LettingsLog, person.organisation, 1)
    visible = LettingsLog.objects.visible_to(support)
    rules = rules_for("lettings")
    assert _by_answers(LettingsLog.kind, rules, _rows(LettingsLog, person, 3), visible) == {0: own}
