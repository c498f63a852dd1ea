"""Logs as they stood: walking back gives what was there, and forward again what is there now."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest

from django.test import Client
from django.urls import reverse

from portal.clock import Frozen, now
from portal.logs.as_of import Stood, as_it_stood, as_they_stood
from portal.logs.record import delete_log, record_answers
from tests.factories.accounts import CoordinatorFactory
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
    for at, expected in snapshots:
        assert as_it_stood(log, at) == expected
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
