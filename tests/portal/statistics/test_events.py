"""What happens to warnings is kept as it happens, in the transaction of the save."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from django.db import transaction

from lettings.models import LettingsLog
from portal.logs.record import LogChange, delete_log, record_answers, record_many
from portal.logs.status import VISIBLE, LogStatus
from portal.statistics.count import count_all
from portal.statistics.models import RuleCount, RuleEvent, Summary
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.record.worlds import recorded, whose

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]


@pytest.mark.parametrize("seed", range(3))
def test_every_warning_that_was_shown_ends_in_one_way_or_stands(seed: int) -> None:
    source = random.Random(seed)
    logs = LettingsLog.objects.bulk_create([LettingsLog(unanswered_warnings=["a"]) for _ in range(4)])
    for _ in range(40):
        log = source.choice(logs)
        unanswered = sorted(source.sample("abc", source.randrange(4)))
        confirmed = sorted(set(source.sample("abc", source.randrange(4))) - set(unanswered))
        LettingsLog.objects.filter(pk=log.pk).update(unanswered_warnings=unanswered, confirmed_warnings=confirmed)
    LettingsLog.objects.filter(pk=logs[0].pk).update(status=LogStatus.DELETED)
    counted = Counter(RuleEvent.objects.values_list("rule", "happening"))
    assert counted["a", "shown"] > 5
    standing = LettingsLog.objects.filter(status__in=VISIBLE).values_list("unanswered_warnings", flat=True)
    for rule in "abc":
        ended = sum(counted[rule, happening] for happening in ("confirmed", "changed", "left"))
        assert counted[rule, "shown"] == ended + sum(rule in rules for rules in standing)


@pytest.fixture
def person() -> Any:
    return CoordinatorFactory(organisation=OrganisationFactory(signed=True))


def happened() -> list[tuple[str, str]]:
    return sorted(RuleEvent.objects.values_list("rule", "happening"))


def warned(person: Any) -> tuple[Any, str, str]:
    """A log with exactly one unanswered warning; its rule and the field that confirms it."""
    log = recorded("lettings", person)
    RuleEvent.objects.all().delete()
    result = record_answers(log=log, changes={"net_income_known": "0", "incfreq": "1", "earnings": "110"}, actor=person)
    assert result.saved, result.errors
    (confirm,) = result.evaluation.warnings
    (problem,) = result.evaluation.warnings[confirm]
    return log, problem.rule, confirm


def test_shown_and_confirmed(person: Any) -> None:
    log, rule, confirm = warned(person)
    assert happened() == [(rule, "shown")]
    record_answers(log=log, changes={"tenancycode": "OTHER"}, actor=person)
    assert happened() == [(rule, "shown")], "it stands as it did"
    assert record_answers(log=log, changes={confirm: 0}, actor=person).saved
    assert happened() == [(rule, "confirmed"), (rule, "shown")]
    log.refresh_from_db()
    assert (log.unanswered_warnings, log.confirmed_warnings) == ([], [rule])


def test_the_answers_were_changed(person: Any) -> None:
    log, rule, _ = warned(person)
    assert record_answers(log=log, changes={"earnings": "268"}, actor=person).saved
    assert happened() == [(rule, "changed"), (rule, "shown")]


def test_deleted_while_it_stood(person: Any) -> None:
    log, rule, _ = warned(person)
    count_all()
    delete_log(log=log, actor=person)
    count_all()
    kept = dict(RuleCount.objects.filter(rule=rule).values_list("happening", "count"))
    assert kept == {"shown": 1, "left": 1}
    assert not RuleEvent.objects.exists()
    left = Summary.objects.get(measure="left", breakdown="owner")
    assert (left.member, left.year, left.counts) == (str(person.organisation_id), 2026, {rule: 1})


def test_an_error_that_stops_a_save(person: Any) -> None:
    log = recorded("lettings", person)
    RuleEvent.objects.all().delete()
    refused = record_answers(log=log, changes={"beds": "99"}, actor=person)
    assert not refused.saved
    rules = {problem.rule for problems in refused.errors.values() for problem in problems}
    assert happened() == sorted((rule, "error") for rule in rules)


def test_a_save_that_is_undone_leaves_no_event(person: Any) -> None:
    log = recorded("lettings", person)
    before = happened()
    with transaction.atomic():
        record_answers(log=log, changes={"beds": "99"}, actor=person)
        assert happened() != before
        transaction.set_rollback(True)
    assert happened() == before


def test_many_as_one(person: Any) -> None:
    logs = [recorded("lettings", person) for _ in range(3)]
    RuleEvent.objects.all().delete()
    changes = {"net_income_known": "0", "incfreq": "1", "earnings": "110"}
    new = LogChange(logs[0].kind.model(), {**whose(person), "startdate": "nonsense"})
    record_many([new, *(LogChange(log, changes) for log in logs)], actor=person)
    found = Counter(happening for _, happening in happened())
    assert found["shown"] == 3
    assert found["error"] >= 1
