"""The typed SQL views of logs, with rows in PostgreSQL."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from lettings.models import LettingsLog
from portal.clock import now
from portal.logs.answers_json import to_stored
from portal.logs.kinds import kind_named
from portal.logs.record import apply_answers
from portal.logs.status import LogStatus
from portal.logs.views import keep
from portal.logs.views.columns import answer_fields
from portal.logs.views.grants import WrongName, grant_statistician
from portal.logs.views.keep import keep_views
from portal.logs.views.statements import create_views, drop_views, existing_views, view_names
from portal.questionnaire.evaluation import parse
from sales.models import SalesLog
from tests.factories.supported_housing import SchemeFactory

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
    apply_answers(log, typed, to_stored(typed))
    log.skip_history_when_saving = True
    log.save()
    return log


def rows(view: str, *columns: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {", ".join(columns)} FROM "{view}" ORDER BY id')
        return list(cursor.fetchall())


def test_a_view_for_every_kind_and_year() -> None:
    call_command("create_views", verbosity=0)
    assert view_names() == ["lettings_2025", "lettings_2026", "lettings_all", "sales_2025", "sales_2026", "sales_all"]
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
        for name, _, found, _ in answer_fields(kind_named("lettings").program(2026).questionnaire)
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
        "rent_value_check_label",
    )
    assert more == (3, "Yes", True, "Confirmed")
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
def test_every_field_of_the_year_has_a_typed_column_or_is_personal(view: str) -> None:
    create_views()
    log_type, year = view.split("_")
    found = types_of(view)
    kind = kind_named(log_type)
    for name, sql_type, labels, text in answer_fields(kind.program(int(year)).questionnaire):
        if name in kind.reference_columns:
            continue
        personal = text or (name.startswith("age") and name[3:].isdecimal())
        assert (name not in found) if personal else (found[name] == sql_type), name
        assert (f"{name}_label" in found) or not labels, name


def types_of(view: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", [view])
        return dict(cursor.fetchall())


def test_nobody_can_be_recognised() -> None:
    store(LettingsLog, {**LETTING, "age1": 34, "postcode_full": "M1 1AA", "address_line1": "1 Long Lane"})
    create_views()
    assert rows("lettings_2026", "age1_band", "postcode_district") == [("25 to 34", "M1")]
    columns = set(types_of("lettings_2026")) | set(types_of("sales_2026")) | set(types_of("lettings_all"))
    told = {"age1", "postcode_full", "address_line1", "tenancycode", "propcode", "purchid", "uprn", "created_by_id"}
    assert not columns & {*told, "gender_description1", "assigned_to_id", "address_line1_as_entered"}


def test_schemes_are_told_in_words_and_a_confidential_one_has_no_name() -> None:
    ours, refuge = SchemeFactory(service_name="Oak House"), SchemeFactory(service_name="Safe House", sensitive=1)
    for scheme in (ours, refuge):
        log = store(LettingsLog, {**LETTING, "needstype": 2})
        LettingsLog.objects.filter(pk=log.pk).update(scheme_id=scheme.pk)
    store(LettingsLog, LETTING)
    create_views()
    told = ("Other supported housing", "Rough sleepers")
    columns = ("scheme_name", "scheme_type_label", "scheme_primary_client_group_label")
    for view in ("lettings_2026", "lettings_all"):
        assert rows(view, *columns) == [("Oak House", *told), (None, *told), (None, None, None)]


def test_a_year_beside_another_shows_only_what_means_the_same() -> None:
    store(LettingsLog, {"startdate": "2025-05-01", "needstype": 1, "sex1": "M"})
    store(LettingsLog, LETTING)
    create_views()
    found = rows("lettings_all", "collection_year", "needstype", "sexrab1", "sex1")
    assert found == [(2025, 1, None, "M"), (2026, 1, "F", None)]
    assert "Empty for 2025: not collected." in comments("lettings_all")["sexrab1"]
    assert "Empty for 2026: not collected." in comments("lettings_all")["sex1"]


def test_a_question_that_asks_for_something_else_is_empty_for_the_years_before() -> None:
    for year in (2025, 2026):
        store(SalesLog, {"saledate": f"{year}-06-01", "jointpur": 2, "hholdcount": 3, "frombeds": 2})
    create_views()
    found = rows("sales_all", "collection_year", "hholdcount", "frombeds")
    assert found == [(2025, None, 2), (2026, 3, 2)]
    told = "Empty for 2025: meant something else (Number of other people living in the property)."
    assert told in comments("sales_all")["hholdcount"]
    assert "Empty" not in comments("sales_all")["frombeds"]
    store(LettingsLog, {"startdate": "2025-05-01", "referral": 1})
    assert rows("lettings_all", "referral") == [(1,)]


def comments(view: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, col_description(attrelid, attnum) FROM pg_attribute"
            " WHERE attrelid = to_regclass(%s) AND attnum > 0",
            [view],
        )
        return dict(cursor.fetchall())


def test_every_view_and_column_says_what_it_is() -> None:
    create_views()
    for view in view_names():
        with connection.cursor() as cursor:
            cursor.execute("SELECT obj_description(to_regclass(%s))", [view])
            assert cursor.fetchone()[0]
        assert all(comments(view).values()), view


def test_the_tick_brings_views_that_are_missing_or_of_another_version() -> None:
    drop_views()
    keep_views(now())
    assert existing_views() == sorted(view_names())
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON VIEW lettings_all IS 'Made from another version'")
    keep_views(now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('lettings_all'::regclass)")
        assert "another version" not in cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_statistician_reads_the_views_and_nothing_else() -> None:
    log = store(LettingsLog, LETTING)
    create_views()
    role = "test_statistician"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP ROLE IF EXISTS {role}")
    assert grant_statistician(role)
    create_views()
    options = connection.get_connection_params()
    wanted = {name: options[name] for name in ("dbname", "host", "port") if name in options}
    try:
        with psycopg.connect(**wanted, user=role) as theirs:
            assert theirs.execute("SELECT id FROM lettings_2026").fetchall() == [(log.pk,)]
            assert theirs.execute("SELECT count(*) FROM sales_all").fetchone() == (0,)
        for statement in (
            "SELECT answers FROM lettings_lettingslog",
            "SELECT email FROM accounts_user",
            "DELETE FROM lettings_2026",
            "CREATE TABLE mine (id int)",
            "CREATE TEMPORARY TABLE mine (id int)",
            "CREATE FUNCTION pg_temp.leak(text) RETURNS bool AS 'SELECT true' LANGUAGE sql",
            "SELECT lo_create(0)",
            "SELECT lo_import('/etc/passwd')",
            "SELECT pg_read_file('/etc/passwd')",
            "SET ROLE postgres",
            "SELECT changes FROM lettings_historicallettingslog",
            "COPY lettings_2026 TO PROGRAM 'id'",
            "SELECT query_to_xml('SELECT * FROM accounts_user', true, true, '')",
            "SELECT stavalues1 FROM pg_statistic",
            "SELECT nextval('orgs_organisation_id_seq')",
        ):
            with psycopg.connect(**wanted, user=role, autocommit=True) as theirs:
                theirs.execute("SET default_transaction_read_only = off")
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    theirs.execute(statement)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP ROLE {role}")


@pytest.mark.django_db
def test_a_role_that_does_more_is_not_made_a_reader() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (ours,) = cursor.fetchone()
    with pytest.raises(WrongName, match="more than read"):
        grant_statistician(ours)


@pytest.mark.parametrize("name", ["core_statistics", "pg_monitor", "a", 'x"; DROP ROLE y', "postgres; --"])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(WrongName):
        grant_statistician(name)


@pytest.mark.parametrize("power", ["CREATEROLE", "a table", "a membership"])
def test_a_role_that_may_do_more_is_refused(power: str) -> None:
    """It would read more than the views."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE test_busy {power if power.isupper() else ''}")
        if power == "a table":
            cursor.execute("GRANT SELECT ON accounts_user TO test_busy")
        elif power == "a membership":
            cursor.execute("GRANT pg_read_all_data TO test_busy")
        with pytest.raises(WrongName, match="more than read"):
            grant_statistician("test_busy")
        cursor.execute("SELECT rolconfig FROM pg_roles WHERE rolname = 'test_busy'")
        assert cursor.fetchone() == (None,)


@pytest.mark.django_db(transaction=True)
def test_whoever_reads_a_view_does_not_keep_the_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "WAIT_FOR_READERS", "50ms")
    create_views()
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON VIEW lettings_all IS 'Made from another version'")
    options = connection.get_connection_params()
    wanted = {name: options[name] for name in ("dbname", "host", "port", "user", "password") if name in options}
    with psycopg.connect(**wanted) as reader:
        reader.execute("SELECT count(*) FROM lettings_2026")
        with pytest.raises(OperationalError, match="lock timeout"):
            keep_views(now())
        assert existing_views() == sorted(view_names())
    keep_views(now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('lettings_all'::regclass)")
        assert "another version" not in cursor.fetchone()[0]


def test_the_command_says_what_is_left_to_do() -> None:
    with pytest.raises(CommandError, match="small letters"):
        call_command("grant_statistician", "No Name")
