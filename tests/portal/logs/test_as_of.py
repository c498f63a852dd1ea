"""Logs as they stood: walking back gives what was there, and forward again what is there now."""

from __future__ import annotations

import csv
import io
import random
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import pytest

from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from lettings.models import LettingsLog
from portal.clock import Frozen, now
from portal.downloads.models import DownloadRecord
from portal.logs.as_of import Stood, as_it_stood, as_they_stood
from portal.logs.past import as_of
from portal.logs.record import delete_log, record_answers
from portal.logs.status import LogStatus
from tests.factories.accounts import CoordinatorFactory, StatisticianFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.record.worlds import CODE, recorded, whose

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]


@pytest.fixture
def people() -> list[Any]:
    return [CoordinatorFactory(organisation=OrganisationFactory(signed=True)) for _ in range(2)]


def as_stored(log: Any) -> Stood:
    log.refresh_from_db()
    return Stood(log.status, {name: value for name, value in log.raw_answers().items() if value is not None})


@pytest.mark.parametrize("kind", ["lettings", "sales"])
@pytest.mark.parametrize("seed", range(2))
def test_walking_back_and_forward_again(kind: str, seed: int, people: list[Any], clock: Frozen) -> None:
    source, before = random.Random(seed), now()
    clock.move_by(minutes=1)
    log = recorded(kind, people[0])
    snapshots = [(now(), as_stored(log))]
    for number in range(8):
        clock.move_by(minutes=source.choice([1, 60, 2000]))
        edits: list[dict[str, Any]] = [
            {CODE[kind]: f"C{number}"}, {"wchair": source.choice(["1", "2", None])}, {"postcode_full": "M1 1AE"},
            whose(source.choice(people)), {log.kind.date_field: source.choice(["2026-06-01", "2025-06-03"])},
            {"beds": source.choice(["2", "3", None])},
        ]  # fmt: skip
        record_answers(log=log, changes=source.choice(edits), actor=people[0])
        snapshots.append((now(), as_stored(log)))
    clock.move_by(minutes=5)
    delete_log(log=log, actor=people[0])
    log.refresh_from_db()
    assert as_it_stood(log, before) is None
    with as_of(before):
        assert not type(log).objects.filter(pk=log.pk).exists()
    for at, expected in snapshots:
        assert as_it_stood(log, at) == expected
        with as_of(at):
            assert as_stored(type(log).objects.get(pk=log.pk)) == expected, "what reads the table is shown the same"
    assert as_stored(log).status == LogStatus.DELETED, "and the present again afterwards"
    for (_, one), (_, other) in pairwise(snapshots):
        forward = dict(one.answers)
        changes = one.changed_to(other)
        for name, (old, new) in changes.items():
            if name != "status":
                assert forward.get(name) == old
                forward[name] = new
        assert {name: value for name, value in forward.items() if value is not None} == other.answers


def test_many_cost_as_few_queries_as_one(people: list[Any], django_assert_num_queries: Any) -> None:
    logs = [recorded("lettings", people[0]) for _ in range(3)]
    with django_assert_num_queries(2):
        assert len(as_they_stood(logs[0].kind, logs, now())) == 3


@pytest.fixture
def past(people: list[Any], clock: Frozen) -> list[Any]:
    """On 5 August three logs of one owner; since then one went to another, one was deleted, and a fourth came."""
    logs = [recorded("lettings", people[0], tenancycode=f"OLD{number}") for number in range(3)]
    clock.move_to("2026-08-07 12:00")
    record_answers(log=logs[0], changes={**whose(people[1]), "tenancycode": "NEW"}, actor=people[0])
    recorded("lettings", people[0])
    delete_log(log=logs[2], actor=people[0])
    return logs


def test_a_log_that_was_deleted_since_is_shown_as_it_stood_to_the_department(
    client: Client, people: list[Any], past: list[Any]
) -> None:
    page = reverse("admin:lettings_lettingslog_as_it_stood", args=[past[2].pk])
    client.force_login(StatisticianFactory())
    text = client.get(page, {"day": "2026-08-05"}).content.decode()
    assert "The log has been deleted since." in text
    assert "OLD2" in text
    assert reverse("admin:lettings_lettingslog_change", args=[past[2].pk]) not in text, "it has no other page"
    client.force_login(people[0])
    assert client.get(page, {"day": "2026-08-05"}).status_code == 404


def test_lists_and_files_of_the_past(client: Client, people: list[Any], past: list[Any]) -> None:
    client.force_login(StatisticianFactory())
    chosen = {"day": "2026-08-05", "owner": str(people[0].organisation_id), "year": "2026"}
    text = client.get(reverse("admin:lettings_lettingslog_as_they_stood"), chosen).content.decode()
    assert "3 logs at the end of 5 August 2026" in text
    assert all(f">Log {log.pk}</a>" in text for log in past[:2])
    assert f">Log {past[2].pk}, deleted since</a>" in text
    assert (
        "2 logs at the end of 7 August 2026"
        in client.get(
            reverse("admin:lettings_lettingslog_as_they_stood"), {**chosen, "day": "2026-08-07"}
        ).content.decode()
    )
    address = f"{reverse('admin:lettings_lettingslog_download')}?{urlencode(chosen)}&codes=1"
    assert "As they stood at the end of 5 August 2026." in client.get(address).content.decode()
    file = client.post(address, {"file_format": "csv"})
    _, headers, *rows = csv.reader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig")))
    found = [dict(zip((header.lower() for header in headers), row, strict=True)) for row in rows]
    assert [(row["id"], row["tenancycode"]) for row in found] == [
        (str(log.pk), f"OLD{number}") for number, log in enumerate(past)
    ]
    assert '"as_of": "2026-08-05"' in DownloadRecord.objects.get().download_filters
    assert "as-of-2026-08-05" in file["Content-Disposition"]
    assert list(LettingsLog.objects.filter(pk=past[0].pk).values_list("tenancycode", flat=True)) == ["NEW"]


def test_the_past_is_for_the_department_and_ends_today(client: Client, people: list[Any]) -> None:
    list_page, file = (reverse(f"admin:lettings_lettingslog_{name}") for name in ("as_they_stood", "download"))
    client.force_login(people[0])
    assert client.get(list_page).status_code == 403
    assert client.post(f"{file}?year=2026&day=2026-08-01", {"file_format": "csv"}).status_code == 403
    client.force_login(StatisticianFactory())
    assert "Day must be today or in the past" in client.get(list_page, {"day": "2027-01-01"}).content.decode()
    assert client.get(f"{file}?year=2026&day=2027-01-01").status_code == 400
    assert client.get(f"{file}?year=2026&day=never").status_code == 400


def test_nothing_is_written_into_the_past(past: list[Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), as_of(now()):
        LettingsLog.objects.filter(pk=past[1].pk).update(status=LogStatus.DELETED)
    past[1].refresh_from_db()
    assert past[1].status != LogStatus.DELETED


def test_the_page(client: Client, people: list[Any], clock: Frozen) -> None:
    log = recorded("lettings", people[0], tenancycode="OLD")
    clock.move_to("2026-08-07 12:00")
    record_answers(log=log, changes={"tenancycode": "NEW"}, actor=people[0])
    client.force_login(people[0])
    address = reverse("admin:lettings_lettingslog_as_it_stood", args=[log.pk])

    def shown(day: str, until: str = "") -> str:
        return client.get(address, {"day": day, "until": until} if until else {"day": day}).content.decode()

    assert "<del>OLD</del>" in shown("2026-08-05")
    assert "<ins>NEW</ins>" in shown("2026-08-05")
    assert "<ins>" not in shown("2026-08-05", "2026-08-06")
    assert "The log did not exist yet at the end of 4 August 2026." in shown("2026-08-04")
    text = shown("2027-01-01")
    assert "Error:" in text
    assert "Day must be today or in the past" in text
    client.force_login(people[1])
    assert client.get(address).status_code == 404
