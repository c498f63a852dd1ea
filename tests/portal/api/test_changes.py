"""The change feed: everything once, in order, and nothing skipped that commits late."""

from __future__ import annotations

import threading
from datetime import date
from io import StringIO

import pytest

from django.core.management import call_command
from django.db import connection, connections, transaction

from orgs.areas.shipped import load_shipped_areas
from portal.api.models import LogEvent
from portal.logs.kinds import kind_named
from portal.logs.moving import move_logs
from portal.logs.record import record_answers
from tests.access.worlds import make_log
from tests.factories.accounts import CoordinatorFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory, OrganisationRelationshipFactory
from tests.portal.api.calling import CODE, System

CLOCK = pytest.mark.clock("2026-08-05 12:00")


def walk(system: System, log_type: str = "lettings", cursor: str = "") -> tuple[list[tuple[int, str]], str]:
    """All changes since a cursor, in pages of two."""
    found = []
    while True:
        page = system.get(f"{log_type}/2026/changes?limit=2" + (f"&cursor={cursor}" if cursor else "")).json()
        found += [(change["log"], change["change"]) for change in page["changes"]]
        cursor = page["next_cursor"]
        if not page["more"]:
            return found, cursor


@pytest.fixture
def _areas(transactional_db: None) -> None:
    load_shipped_areas()


@CLOCK
@pytest.mark.usefixtures("_areas")
@pytest.mark.parametrize("kind", ["lettings", "sales"])
def test_what_is_done_in_the_portal_and_by_api_is_told_in_order(kind: str) -> None:
    system = System()
    first, second = (system.add(kind).json() for _ in range(2))
    found, cursor = walk(system, kind)
    assert found == [(first["id"], "created"), (second["id"], "created")]
    log = type_of(kind).objects.get(pk=first["id"])
    person = CoordinatorFactory(organisation=system.organisation)
    record_answers(log=log, changes={CODE[kind]: "BY HAND"}, actor=person)
    system.send("DELETE", f"{kind}/2026/logs/{second['id']}", if_match=second["etag"])
    found, cursor = walk(system, kind, cursor)
    assert found == [(first["id"], "changed"), (second["id"], "deleted")]
    assert walk(system, kind, cursor) == ([], cursor)
    assert walk(System(), kind)[0] == []


@CLOCK
@pytest.mark.usefixtures("_areas")
@pytest.mark.parametrize("kind", ["lettings", "sales"])
def test_nobody_is_told_of_anothers_logs_nor_of_test_logs_outside_their_sandbox(kind: str) -> None:
    """Sender, owner and a stranger, each with both kinds of key; a deleted log is told to whom it was told before."""
    owner = OrganisationFactory(signed=True, holds_own_stock=True)
    sender = System(is_test=True)
    OrganisationRelationshipFactory(stock_owner=owner, managing_agent=sender.organisation)
    callers = {
        (name, is_test): sender if (name, is_test) == ("sender", True) else System(organisation, is_test=is_test)
        for name, organisation in (("sender", sender.organisation), ("owner", owner), ("stranger", None))
        for is_test in (True, False)
    }
    expected: dict[int, list[tuple[int, str]]] = {}
    for is_test in (True, False):
        system = callers["sender", is_test]
        added = system.add(kind, "R1", owning_organisation_id=owner.pk).json()
        path = f"{kind}/2026/logs/{added['id']}"
        seen = system.send("PATCH", path, {"answers": {CODE[kind]: "NEW"}}, if_match=added["etag"]).json()
        assert system.send("DELETE", path, if_match=seen["etag"]).status_code == 204
        expected[is_test] = [(added["id"], change) for change in ("created", "changed", "deleted")]
    told = {who: walk(system, kind)[0] for who, system in callers.items()}
    nothing: list[tuple[int, str]] = []
    assert {who: found for who, found in told.items() if found != nothing} == {
        ("sender", True): expected[True],
        ("sender", False): expected[False],
        ("owner", False): expected[False],
    }


def type_of(kind: str):

    return kind_named(kind).model


@CLOCK
@pytest.mark.usefixtures("_areas")
def test_a_log_that_moves_away_is_told_to_whom_it_leaves() -> None:
    system, other = System(), System()
    added = system.add().json()
    _, cursor = walk(system)
    logs = type_of("lettings").objects.filter(pk=added["id"])
    to = {"owning_organisation_id": other.organisation.pk, "managing_organisation_id": other.organisation.pk}
    with transaction.atomic():
        move_logs(logs, changes=to, actor=SupportFactory())
    assert walk(system, cursor=cursor)[0] == [(added["id"], "moved")]
    assert walk(other)[0] == [(added["id"], "changed")]


@pytest.mark.clock("2026-05-05 12:00")
@pytest.mark.usefixtures("_areas")
def test_a_log_whose_date_moves_to_another_year_is_told_in_both() -> None:
    system = System()
    added = system.add().json()
    _, cursor = walk(system)
    log = type_of("lettings").objects.get(pk=added["id"])
    earlier = {"startdate": date(2026, 3, 30), "voiddate": date(2026, 3, 20), "mrcdate": date(2026, 3, 25)}
    assert not record_answers(log=log, changes=earlier, actor=SupportFactory()).errors
    assert walk(system, cursor=cursor)[0] == [(added["id"], "moved")]
    told = system.get("lettings/2025/changes").json()["changes"]
    assert [(change["log"], change["change"]) for change in told] == [(added["id"], "changed")]


@CLOCK
@pytest.mark.usefixtures("_areas")
def test_a_transaction_that_commits_late_is_not_skipped() -> None:
    """The late one began first; a reader comes by before it commits, when another one has committed already."""
    system = System()
    model = type_of("lettings")
    # Two homes: logs that say the same share the note that their set of duplicates has changed, and wait for each other.
    late, quick = (system.add(tenancycode=code, propcode=code).json()["id"] for code in ("T1", "T2"))
    _, cursor = walk(system)
    person = CoordinatorFactory(organisation=system.organisation)
    begun, finish = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                record_answers(log=model.objects.get(pk=late), changes={"tenancycode": "LATE"}, actor=person)
                begun.set()
                assert finish.wait(60)
        finally:
            connections.close_all()

    worker = threading.Thread(target=slow)
    worker.start()
    try:
        assert begun.wait(60)
        record_answers(log=model.objects.get(pk=quick), changes={"tenancycode": "QUICK"}, actor=person)
        while_running, cursor = walk(system, cursor=cursor)
    finally:
        finish.set()
        worker.join()
    afterwards, cursor = walk(system, cursor=cursor)
    assert while_running == []  # nothing may pass one that still runs
    assert afterwards == [(late, "changed"), (quick, "changed")]
    assert walk(system, cursor=cursor)[0] == []


@CLOCK
@pytest.mark.usefixtures("_areas")
def test_after_a_restore_nothing_is_missed() -> None:
    """The restored database counts its transactions from a lower number than the one that is lost."""
    system = System()
    first = system.add(tenancycode="T1", propcode="P1").json()["id"]
    _, cursor = walk(system)
    LogEvent.objects.update(transaction=2**40)
    second = system.add(tenancycode="T2", propcode="P2").json()["id"]
    call_command("begin_change_feed_anew", stdout=StringIO())
    told = system.get(f"lettings/2026/changes?cursor={cursor}")
    assert (told.status_code, told.json()["code"]) == (410, "cursor-outdated")
    found, cursor = walk(system)
    assert found == [(first, "created"), (second, "created")]
    third = system.add(tenancycode="T3", propcode="P3").json()["id"]
    assert walk(system, cursor=cursor)[0] == [(third, "created")]


@CLOCK
@pytest.mark.django_db
def test_events_are_written_set_based_by_the_trigger() -> None:
    organisation = OrganisationFactory()
    logs = [make_log(type_of("lettings"), organisation, organisation) for _ in range(3)]
    LogEvent.objects.all().delete()
    move_logs(
        type_of("lettings").objects.filter(pk__in=[log.pk for log in logs]),
        changes={"managing_organisation_id": OrganisationFactory().pk},
        actor=SupportFactory(),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT former_manager_id, former_owner_id FROM api_logevent")
        assert cursor.fetchall() == [(organisation.pk, None)]
    assert LogEvent.objects.count() == 3


@CLOCK
@pytest.mark.usefixtures("_areas")
def test_a_transaction_of_another_database_holds_nothing_up() -> None:
    """One server may hold several databases; what is written in those never comes into this feed."""
    other = connection.copy()
    other.settings_dict = {**connection.settings_dict, "NAME": "postgres"}
    other.ensure_connection()
    other.connection.execute("BEGIN")
    other.connection.execute("SELECT pg_current_xact_id()")
    try:
        system = System()
        created = system.add("lettings").json()
        assert walk(system)[0] == [(created["id"], "created")]
    finally:
        other.close()
