"""Change marks under real concurrent transactions: a change that commits late is never missed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from django.db import connection, transaction

from export_cds.running import perform as performing
from export_cds.sources.logs import LogSource
from lettings.models import LettingsLog
from portal.changes import mark_changed
from portal.changes.models import ChangeMark
from tests.export_cds.documents import make_letting
from tests.export_cds.runs import export_lettings, records
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import LocationFactory, SchemeFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 09:30")]

FIRST = "core_2026_2027_apr_mar_f0001_inc0001"
SECOND = "core_2026_2027_apr_mar_f0001_inc0002"
THIRD = "core_2026_2027_apr_mar_f0001_inc0003"


@contextmanager
def open_change(log: LettingsLog, beds: int) -> Iterator[Callable[[], None]]:
    """Another session changes a log and commits when told, or when the block ends."""
    other = connection.copy()
    other.set_autocommit(False)
    done: list[Any] = []

    def commit() -> None:
        if not done:
            other.commit()
            done.append(True)

    try:
        with other.cursor() as cursor:
            cursor.execute(
                "UPDATE lettings_lettingslog SET answers = answers || jsonb_build_object('beds', %s::int)"
                " WHERE id = %s",
                [beds, log.pk],
            )
        yield commit
        commit()
    finally:
        other.close()


def test_a_change_that_commits_after_the_export_is_in_the_next_one(store: Path) -> None:
    """By the clock it happened before the export; a time window would have skipped it for good."""
    log = make_letting()
    export_lettings()
    with open_change(log, 4):
        run = export_lettings()
        assert run.exports.get().empty_export
    export_lettings()
    assert [record["beds"] for record in records(store, SECOND)] == ["4"]


def test_a_change_while_the_archive_is_built_is_sent_twice_rather_than_lost(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = make_letting(answers={"beds": 1})
    read = LogSource.records

    def change_meanwhile(source: LogSource, ids: Any) -> list[str]:
        with open_change(log, 5):
            pass
        return read(source, ids)

    with monkeypatch.context() as patched:
        patched.setattr(LogSource, "records", change_meanwhile)
        export_lettings()
    assert [record["beds"] for record in records(store, FIRST)] == ["1"]
    export_lettings()
    assert [record["beds"] for record in records(store, SECOND)] == ["5"]
    assert export_lettings().exports.get().empty_export


def test_a_change_that_commits_while_marks_are_removed_keeps_its_mark(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs = [make_letting(), make_letting()]
    finish = performing._finish

    def finish_beside_a_change(fence: Any) -> None:
        with open_change(logs[0], 6):
            finish(fence)  # neither waits for the other session nor takes its mark away

    with monkeypatch.context() as patched:
        patched.setattr(performing, "_finish", finish_beside_a_change)
        export_lettings()
    assert [mark.object_id for mark in ChangeMark.objects.filter(collection="lettings")] == [logs[0].pk]
    export_lettings()
    assert [record["beds"] for record in records(store, SECOND)] == ["6"]


def test_a_change_that_is_rolled_back_leaves_no_mark() -> None:
    log = make_letting()
    ChangeMark.objects.all().delete()
    with transaction.atomic():
        LettingsLog.objects.filter(pk=log.pk).update(status=1)
        mark_changed("lettings", [log.pk])
        assert ChangeMark.objects.exists()
        transaction.set_rollback(True)
    assert not ChangeMark.objects.exists()


def test_a_new_mark_has_a_newer_version() -> None:
    mark_changed("users", [1, 2, 2])
    before = dict(ChangeMark.objects.values_list("object_id", "version"))
    mark_changed("users", [2])
    after = dict(ChangeMark.objects.values_list("object_id", "version"))
    assert after[1] == before[1]
    assert after[2] > max(before.values())
    mark_changed("users", [])
    assert ChangeMark.objects.count() == 2


def test_an_unknown_collection_is_refused() -> None:
    with pytest.raises(ValueError, match="no collection called 'letting'"):
        mark_changed("letting", [1])


def test_two_sessions_marking_the_same_records_do_not_deadlock() -> None:
    ids = list(range(1, 400))
    problems: list[BaseException] = []
    start = threading.Barrier(4)

    def mark(order: list[int]) -> None:
        try:
            start.wait()
            for _ in range(10):
                with transaction.atomic():
                    mark_changed("lettings", order)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=mark, args=[order]) for order in (ids, ids[::-1]) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert ChangeMark.objects.count() == len(ids)


def test_nothing_is_lost_while_people_keep_changing_logs(store: Path) -> None:
    """Four sessions change logs while exports run; afterwards the department knows the last value of each."""
    logs = [make_letting(answers={"beds": 0}) for _ in range(8)]
    stop = threading.Event()

    def keep_changing(mine: list[LettingsLog]) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            for log in mine:
                with open_change(log, number % 1000):
                    pass

    threads = [threading.Thread(target=keep_changing, args=[logs[at::4]]) for at in range(4)]
    for thread in threads:
        thread.start()
    runs = [export_lettings() for _ in range(6)]
    stop.set()
    for thread in threads:
        thread.join()
    runs.append(export_lettings())
    received = {}
    for run in runs:
        archive = run.exports.get()
        if not archive.empty_export:
            for record in records(store, archive.name):
                received[int(record["log_id"])] = record["beds"]
    stored = {log.pk: str(log.answers["beds"]) for log in LettingsLog.objects.all()}
    assert received == stored
    assert not ChangeMark.objects.filter(collection="lettings").exists()


@contextmanager
def open_statement(sql: str, parameters: list[Any]) -> Iterator[None]:
    """Another session has changed something and commits when the block ends."""
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute(sql, parameters)
        yield
        other.commit()
    finally:
        other.close()


def test_a_log_made_while_its_organisation_is_being_renamed_is_sent_again_with_the_new_name(store: Path) -> None:
    """The log was exported with the old name; the transaction of the renaming never saw it."""
    owner = OrganisationFactory(name="Old Homes")
    make_letting(owning_organisation=owner)
    export_lettings()
    with open_statement("UPDATE orgs_organisation SET name = 'New Homes' WHERE id = %s", [owner.pk]):
        late = make_letting(owning_organisation=owner)
        export_lettings()
        assert records(store, SECOND)[0]["owningorgname"] == "Old Homes"
    export_lettings()
    sent = {record["log_id"]: record["owningorgname"] for record in records(store, THIRD)}
    assert sent[str(late.pk)] == "New Homes"
    assert len(sent) == 2
    assert export_lettings().exports.get().empty_export


def test_duplicates_made_in_overlapping_transactions_both_carry_their_set(store: Path) -> None:
    export_lettings()
    first = make_letting(duplicate_key="")
    with open_statement("UPDATE lettings_lettingslog SET duplicate_key = 'same' WHERE id = %s", [first.pk]):
        second = make_letting()
        LettingsLog.objects.filter(pk=second.pk).update(duplicate_key="other")
        export_lettings()
    LettingsLog.objects.filter(pk=second.pk).update(duplicate_key="same")
    export_lettings()
    sets = {record["log_id"]: record["duplicate_set_id"] for record in records(store, SECOND)}
    assert sets == {str(first.pk): str(first.pk), str(second.pk): str(first.pk)}


def test_a_scheme_closed_in_a_transaction_that_overlaps_an_export(store: Path) -> None:
    scheme = SchemeFactory()
    location = LocationFactory(scheme=scheme)
    housing: dict[str, Any] = {"answers": {"needstype": 2}, "scheme": scheme, "location": location}
    make_letting(**housing)
    export_lettings()
    closing = (
        "INSERT INTO supported_housing_schemedeactivationperiod"
        " (scheme_id, deactivation_date) VALUES (%s, '2026-04-01')"
    )
    with open_statement(closing, [scheme.pk]):
        late = make_letting(**housing)
        export_lettings()
        assert records(store, SECOND)[0]["scheme_status"] == "active"
    export_lettings()
    sent = {record["log_id"]: record["scheme_status"] for record in records(store, THIRD)}
    assert sent[str(late.pk)] == "deactivated"
