"""The sums are kept by increments and equal a full count, whatever happens to logs and in whichever batches."""

from __future__ import annotations

import random
from typing import Any

import pytest

from django.core.management import CommandError, call_command

from orgs.codes import ProviderType
from portal.logs.record import delete_log, record_answers
from portal.logs.status import LogStatus
from portal.statistics import count
from portal.statistics.check import check_figures
from portal.statistics.count import count_all, count_when_due, note_all
from portal.statistics.models import ChangedLog, Contribution, LastCount, Summary
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.record.worlds import finished, recorded, whose

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]


@pytest.fixture
def people() -> list[Any]:
    kinds = (ProviderType.LA, ProviderType.PRP, ProviderType.PRP)
    return [
        CoordinatorFactory(organisation=OrganisationFactory(signed=True, provider_type=kind, profit_status=None))
        for kind in kinds
    ]


def sums(breakdown: str, measure: str, member: str = "") -> dict[str, int]:
    found = Summary.objects.filter(breakdown=breakdown, member=member, measure=measure, log_type="lettings").first()
    return found.counts if found else {}


def agrees() -> None:
    found = check_figures()
    assert (found.logs, found.sums) == ([], [])


def one_edit(source: random.Random, logs: list[Any], people: list[Any]) -> None:
    what = source.choice(["new", "new", "finished", "answer", "answer", "owner", "delete", "undo"])
    person = source.choice(people)
    if what == "new" or not logs:
        logs.append(recorded(source.choice(["lettings", "sales"]), person))
    elif what == "finished":
        logs.append(finished(source.choice(["lettings", "sales"]), person))
    elif what == "delete":
        delete_log(log=logs.pop(source.randrange(len(logs))), actor=person)
    else:
        log = source.choice(logs)
        changes: dict[str, Any] = {
            "answer": {source.choice(["beds", "wchair", "la", "hb", "prevten"]): source.choice(["1", "3", None])},
            "owner": whose(person),
            "undo": {log.kind.date_field: source.choice([None, "2026-06-01", "2025-06-01"])},
        }[what]
        record_answers(log=log, changes=changes, actor=person)


@pytest.mark.parametrize("seed", range(3))
def test_random_edits_counted_in_small_batches(seed: int, people: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(count, "BATCH", 3)
    source = random.Random(seed)
    logs: list[Any] = []
    for _ in range(14):
        one_edit(source, logs, people)
        if source.random() < 0.3:
            count_all()
    count_all()
    assert not ChangedLog.objects.exists()
    dated = [log for log in logs if type(log).objects.get(pk=log.pk).date]
    assert Contribution.objects.count() == len(dated)
    agrees()


def test_what_a_log_adds(people: list[Any]) -> None:
    log = finished("lettings", people[1])
    count_all()
    assert sums("all", "status") == {str(int(LogStatus.COMPLETED)): 1}
    assert sums("all", "started") == {"2026-08-03": 1}
    assert sums("all", "completed") == {"2026-08-03": 1}
    assert sums("all", "bands") == {"2026-05:later": 1}
    assert sums("all", "days") == {"2026-05:96": 1}
    assert sums("landlord", "status", "PRP") == {"2": 1}
    assert sums("part", "status", "1") == {"2": 1}
    assert sums("area", "status", log.la) == {"2": 1}
    assert sums("owner", "status", str(log.owning_organisation_id)) == {"2": 1}
    assert sums("managed", "status") == {}
    asked = sums("all", "asked")
    assert asked["beds"] == 1
    assert "tcharge" not in asked, "it adds up by itself"
    assert not set(asked.values()) - {1}


def test_missing_not_known_and_refused_are_told_apart(people: list[Any]) -> None:
    log = recorded("lettings", people[0])
    changes = {"armedforces": "3", "waityear": None, "layear": None, "prevten": None}
    assert record_answers(log=log, changes=changes, actor=people[0]).saved
    count_all()
    assert sums("all", "missing").keys() >= {"waityear", "layear", "prevten"}
    assert sums("all", "refused") == {"armedforces": 1}
    assert sums("all", "missing").keys() <= sums("all", "asked").keys()


def test_a_landlord_that_becomes_another_kind_is_counted_there(people: list[Any]) -> None:
    recorded("lettings", people[0])
    count_all()
    organisation = people[0].organisation
    organisation.provider_type = ProviderType.PRP
    organisation.save()
    count_all()
    assert sums("landlord", "status", "LA") == {}
    assert sum(sums("landlord", "status", "PRP").values()) == 1
    agrees()


def test_a_worker_that_dies_in_a_batch_changes_nothing(people: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    recorded("lettings", people[0])
    waiting = ChangedLog.objects.count()

    def dies() -> int:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(count, "_count_events", dies)
        with pytest.raises(SystemExit):
            count_all()
    assert ChangedLog.objects.count() == waiting
    assert not Summary.objects.exists()
    count_all()
    count_all()
    agrees()
    note_all()
    count_all()
    agrees()
    assert sum(sums("all", "status").values()) == 1


def test_the_check_finds_what_is_wrong_and_mends_logs(people: list[Any]) -> None:
    recorded("lettings", people[0])
    count_all()
    call_command("check_statistics")
    Contribution.objects.update(area="E00000000")
    with pytest.raises(CommandError, match="1 logs and"):
        call_command("check_statistics")


def test_the_tick_wakes_a_worker_only_when_something_changed(
    people: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.clock import now

    woken: list[str] = []
    monkeypatch.setattr(count, "enqueue", lambda task, **options: woken.append(task))
    recorded("lettings", people[0])
    count_when_due(now())
    assert woken == [count.TASK]
    count_all()
    count_when_due(now())
    assert woken == [count.TASK]
    assert LastCount.objects.get().at == now()
