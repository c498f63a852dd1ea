"""The write door: only what the sender changed, nobody's log is left to nobody, many as one."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import StaffAction
from accounts.staff_sessions import start
from portal.changes.models import ChangeMark
from portal.logs.record import LogChange, delete_logs, record_answers, record_many
from portal.logs.status import LogStatus
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.record.worlds import CODE, COMPLETE, recorded, whose

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
KINDS = ["lettings", "sales"]
OTHER = {"lettings": "propcode", "sales": "declaration"}


@pytest.fixture
def person() -> Any:
    return CoordinatorFactory(organisation=OrganisationFactory(signed=True))


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_merely_seen_is_no_change_and_puts_nothing_back(kind: str, person: Any) -> None:
    """Two people on one page: the second sends everything that was on it and changed one question."""
    log, code = recorded(kind, person, **{CODE[kind]: "OLD"}), CODE[kind]
    seen = {code: "OLD", "owning_organisation_id": log.owning_organisation_id}
    record_answers(log=log, changes={code: "FIRST"}, seen=seen, actor=person)
    second = record_answers(log=log, changes={**seen, "assigned_to_id": None}, seen=seen, actor=person)
    assert second.saved
    assert second.conflicts == []
    log.refresh_from_db()
    assert getattr(log, code) == "FIRST"
    assert "assigned_to_id" in log.history.latest().changes


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_question_twice_is_told_and_a_second_look_settles_it(kind: str, person: Any) -> None:
    log, code = recorded(kind, person, **{CODE[kind]: "OLD"}), CODE[kind]
    record_answers(log=log, changes={code: "FIRST"}, seen={code: "OLD"}, actor=person)
    told = record_answers(log=log, changes={code: "SECOND"}, seen={code: "OLD"}, actor=person)
    assert not told.saved
    assert [(one.field, one.yours, one.theirs) for one in told.conflicts] == [(code, "SECOND", "FIRST")]
    assert record_answers(log=log, changes={code: "FIRST"}, seen={code: "OLD"}, actor=person).saved, "the same answer"
    assert record_answers(log=log, changes={code: "SECOND"}, seen={code: "FIRST"}, actor=person).saved
    log.refresh_from_db()
    assert getattr(log, code) == "SECOND"


GOES = {"lettings": ({"renewal": 1}, "majorrepairs"), "sales": ({"ownershipsch": 2}, "staircase")}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_page_merely_repeats_is_told_before_it_goes_and_what_is_sent_is_refused(kind: str, person: Any) -> None:
    """A page sends all that stood on it; whoever saw nothing says each answer that they send."""
    log, (change, name) = recorded(kind, person), GOES[kind]
    stored = dict(log.typed_answers())
    sent = {**change, name: stored[name]}
    page = record_answers(log=log, changes=sent, seen=stored, agreed_to_clear=(), actor=person)
    assert not page.errors
    assert page.to_clear[name].value == stored[name]
    program = record_answers(log=log, changes=sent, agreed_to_clear=(name,), actor=person)
    assert [problem.rule for problem in program.errors[name]] == ["not_asked"]
    log.refresh_from_db()
    assert log.typed_answers() == stored


@pytest.mark.parametrize("kind", KINDS)
def test_a_log_that_nobody_could_see_is_not_written(kind: str, person: Any) -> None:
    log, model = recorded(kind, person), COMPLETE[kind][0]
    nobodys = {"owning_organisation_id": None, "managing_organisation_id": None}
    refused = record_answers(log=log, changes=nobodys, actor=person)
    assert not refused.saved
    assert "no_organisation" in [problem.rule for problem in refused.errors["owning_organisation_id"]]
    log.refresh_from_db()
    assert log.owning_organisation_id == person.organisation_id
    assert not record_answers(log=model(), changes={CODE[kind]: "X"}, actor=person).saved
    assert model.objects.count() == 1
    assert record_answers(log=log, changes={"managing_organisation_id": None}, actor=person).saved, "the owner stays"


@pytest.mark.parametrize("kind", KINDS)
def test_a_refused_row_leaves_the_others_alone_and_a_conflict_is_told_per_row(kind: str, person: Any) -> None:
    code, model = CODE[kind], COMPLETE[kind][0]
    changed, contested = (recorded(kind, person, **{code: text}) for text in ("A", "B"))
    record_answers(log=contested, changes={code: "B2"}, actor=person)
    results = record_many(
        [
            LogChange(model(), {**whose(person), code: "NEW"}),
            LogChange(model(), {**whose(person), "no_such_question": 1}),
            LogChange(contested, {code: "B3"}, seen={code: "B"}),
            LogChange(changed, {code: "A2"}, seen={code: "A"}),
        ],
        actor=person,
    )
    assert [result.saved for result in results] == [True, False, False, True]
    assert list(results[1].errors) == ["no_such_question"]
    assert [one.theirs for one in results[2].conflicts] == ["B2"]
    assert sorted(model.objects.values_list(code, flat=True)) == ["A2", "B2", "NEW"]
    assert results[0].log.pk == model.objects.latest("pk").pk
    assert results[0].log.history.get().history_type == "+"


@pytest.mark.parametrize("kind", KINDS)
def test_the_queries_do_not_grow_with_the_chunk(
    kind: str, person: Any, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    code, model = CODE[kind], COMPLETE[kind][0]

    def chunk(size: int) -> list[LogChange]:
        new = [LogChange(model(), {**whose(person), code: f"N{n}"}) for n in range(size)]
        old = [LogChange(recorded(kind, person), {code: f"C{n}"}) for n in range(size)]
        return [*new, *old]

    few, many = chunk(1), chunk(12)
    with django_assert_max_num_queries(20) as spent:
        record_many(few, actor=person)
    with django_assert_num_queries(len(spent)):
        results = record_many(many, actor=person)
    assert all(result.saved for result in results)


def test_marks_are_written_by_the_database(person: Any) -> None:
    logs = [recorded("lettings", person) for _ in range(2)]
    ChangeMark.objects.all().delete()
    record_many([LogChange(log, {"tenancycode": "T"}) for log in logs], actor=person)
    marked = ChangeMark.objects.filter(collection="lettings").values_list("object_id", flat=True)
    assert set(marked) == {log.pk for log in logs}


def test_a_log_stands_in_a_chunk_once(person: Any) -> None:
    log = recorded("lettings", person)
    with pytest.raises(ValueError, match="once"):
        record_many([LogChange(log, {"tenancycode": "A"}), LogChange(log, {"propcode": "B"})], actor=person)
    with pytest.raises(ValueError, match="one kind"):
        record_many([LogChange(log, {}), LogChange(recorded("sales", person), {})], actor=person)


def test_nothing_is_written_when_nothing_changes(person: Any) -> None:
    log = recorded("lettings", person)
    before, told = log.version, log.history.count()
    assert record_many([LogChange(log, {"tenancycode": log.tenancycode or None})], actor=person)[0].saved
    log.refresh_from_db()
    assert (log.version, log.history.count()) == (before, told)
    assert record_many([], actor=person) == []


@pytest.mark.parametrize("kind", KINDS)
def test_several_are_deleted_once_whatever_their_order(kind: str, person: Any) -> None:
    logs = [recorded(kind, person) for _ in range(3)]
    assert delete_logs(logs=reversed(logs), actor=person) == 3
    assert delete_logs(logs=logs, actor=person) == 0
    for log in logs:
        log.refresh_from_db()
        assert log.status == LogStatus.DELETED
        assert log.history.latest().history_type == "-"
        assert log.history.latest().history_user == person


def test_each_log_of_a_chunk_is_listed_in_the_staff_session(person: Any, rf: Any) -> None:
    from simple_history.models import HistoricalRecords

    from tests.factories.accounts import SupportFactory

    support = SupportFactory()
    logs = [recorded("lettings", person) for _ in range(2)]
    request = rf.post("/")
    request.user, request.session = support, {}
    start(request, reason="Corrections by telephone")
    HistoricalRecords.context.request = request
    try:
        record_many([LogChange(log, {"tenancycode": "S"}) for log in logs], actor=support)
    finally:
        del HistoricalRecords.context.request
    assert set(StaffAction.objects.values_list("object_id", "action")) == {(log.pk, "changed") for log in logs}
