"""Tables that were never analysed: no set-based statement may depend on what the planner knows of them.

A small edition of `script/drill no_statistics`. A plan that compares every row with every other takes many seconds
with as many rows as here; one that is right takes a fraction of a second, and the database ends what takes longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from django.db import connection

from accounts.models import User
from export_cds.models import Export, RunState
from export_cds.running.perform import perform
from export_cds.running.request import request_run
from lettings.models import LettingsLog
from orgs.models import Organisation
from orgs.people.moves import LogChoice, move
from portal.changes import LETTINGS, mark_changed
from portal.changes.models import ChangeMark
from tests.drills.scene import Scene
from tests.factories.accounts import ProviderFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 09:30")]
LOGS = 6_000
LONGEST = "8s"
TABLES = ("lettings_lettingslog", "portal_changemark", "portal_changedfact", "export_cds_sentmarks")


def run_sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def never_analysed() -> Iterator[None]:
    run_sql(*(f"ALTER TABLE {table} SET (autovacuum_enabled = false)" for table in TABLES))
    yield
    run_sql("RESET statement_timeout", *(f"ALTER TABLE {table} RESET (autovacuum_enabled)" for table in TABLES))


@pytest.fixture
def scene(never_analysed: None) -> Scene:
    owners = [OrganisationFactory(signed=True, holds_own_stock=True) for _ in range(3)]
    scene = Scene(owners, [ProviderFactory(organisation=owner) for owner in owners], [], SupportFactory())
    logs = (scene.letting(number, housing=False) for number in range(LOGS))
    LettingsLog.objects.bulk_create(logs, batch_size=2_000)
    run_sql(f"SET statement_timeout = '{LONGEST}'")
    return scene


def test_exports_and_moves_need_no_statistics(scene: Scene, tmp_path: Path) -> None:
    def export(**wanted: Any) -> None:
        run = request_run(actor=None, collection="lettings", folder=str(tmp_path), enqueue=False, **wanted)
        perform(run.pk)
        run.refresh_from_db()
        assert run.state == RunState.FINISHED, run.error
        assert not ChangeMark.objects.filter(collection=LETTINGS).exists()

    export(kind="full")
    mark_changed(LETTINGS, LettingsLog.objects.values_list("pk", flat=True))
    LettingsLog.objects.filter(assigned_to=scene.people[0]).update(duplicate_key="")
    export()
    Organisation.objects.filter(pk=scene.organisations[0].pk).update(name="Another name")
    person, target = User.objects.get(pk=scene.people[1].pk), scene.organisations[2]
    move(actor=scene.support, user=person, target=target, choice=LogChoice.REASSIGN_ALL)
    assert LettingsLog.objects.filter(owning_organisation=target).count() == 2 * LOGS // 3
    export()
    assert sum(Export.objects.values_list("records", flat=True)) >= LOGS + LOGS + 2 * LOGS // 3
