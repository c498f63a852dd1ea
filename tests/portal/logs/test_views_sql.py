"""The typed SQL views of logs, with rows in PostgreSQL."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from django.core.management import call_command
from django.db import connection

from lettings.models import LettingsLog
from portal.logs.kinds import kind_named
from portal.logs.record import apply_answers
from portal.logs.status import LogStatus
from portal.logs.views_sql import answer_fields, create_views, view_names
from portal.questionnaire.evaluation import parse
from sales.models import SalesLog

pytestmark = pytest.mark.django_db

LETTING = {
    "startdate": "2026-05-01",
    "needstype": 1,
    "rent_type": 0,
    "sexrab1": "F",
    "brent": "95.50",
    "beds": 3,
    "declaration": 1,
    "is_la_inferred": True,
    "tenancycode": "O'Neill; 100%",
    "rent_value_check": 0,
}


def store(model: Any, answers: dict[str, Any], status: LogStatus = LogStatus.COMPLETED) -> Any:
    log = model(status=status)
    kind = model.kind
    year = int(str(answers[kind.date_field])[:4])
    typed, bad = parse(kind.program(year), answers)
    assert bad == {}
    apply_answers(log, typed)
    log.skip_history_when_saving = True
    log.save()
    return log


def rows(view: str, *columns: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {", ".join(columns)} FROM "{view}" ORDER BY id')
        return list(cursor.fetchall())


def test_a_view_for_every_kind_and_year() -> None:
    call_command("create_views", verbosity=0)
    assert view_names() == ["lettings_2025", "lettings_2026", "sales_2025", "sales_2026"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.views WHERE table_schema = current_schema()")
        assert {name for (name,) in cursor.fetchall()} >= set(view_names())
    call_command("create_views", "--drop")
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.views WHERE table_schema = current_schema()")
        assert not {name for (name,) in cursor.fetchall()} & set(view_names())


def test_answers_are_typed_and_have_labels() -> None:
    log = store(LettingsLog, LETTING)
    create_views()
    columns = (
        "id",
        "status_label",
        "startdate",
        "needstype_label",
        "rent_type",
        "sexrab1",
        "sexrab1_label",
        "brent",
    )
    (row,) = rows("lettings_2026", *columns)
    labels = {
        code: label
        for name, _, found in answer_fields(kind_named("lettings").program(2026).questionnaire)
        if name == "sexrab1"
        for code, label in found.items()
    }
    assert row == (
        log.pk,
        "Completed",
        date(2026, 5, 1),
        "General needs",
        0,
        "F",
        labels["F"],
        Decimal("95.50"),
    )
    (more,) = rows(
        "lettings_2026",
        "beds",
        "declaration_label",
        "is_la_inferred",
        "tenancycode",
        "rent_value_check_label",
    )
    assert more == (3, "Yes", True, "O'Neill; 100%", "Confirmed")
    (blank,) = rows("lettings_2026", "scheme_id", "earnings", "hb_label", "voiddate")
    assert blank == (None, None, None, None)


def test_a_view_holds_the_logs_of_its_year_that_people_see() -> None:
    mine = store(LettingsLog, LETTING)
    store(LettingsLog, {"startdate": "2025-05-01", "sex1": "M"})
    store(LettingsLog, LETTING, LogStatus.DELETED)
    store(LettingsLog, LETTING, LogStatus.PENDING)
    sale = store(SalesLog, {"saledate": "2026-06-01", "value": 250_000, "ownershipsch": 1})
    create_views()
    assert rows("lettings_2026", "id") == [(mine.pk,)]
    assert rows("lettings_2025", "sex1") == [("M",)]
    assert rows("sales_2026", "id", "value") == [(sale.pk, 250_000)]
    assert rows("sales_2025", "id") == []


@pytest.mark.parametrize("view", ["lettings_2025", "lettings_2026", "sales_2025", "sales_2026"])
def test_every_field_of_the_year_has_a_column_of_its_type(view: str) -> None:
    create_views()
    log_type, year = view.split("_")
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", [view])
        found = dict(cursor.fetchall())
    program = kind_named(log_type).program(int(year))
    assert set(found) >= program.known_fields
    for name, sql_type, labels in answer_fields(program.questionnaire):
        assert found[name] == sql_type, name
        assert (f"{name}_label" in found) == bool(labels)
