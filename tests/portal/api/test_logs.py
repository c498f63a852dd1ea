"""Logs through the API: add, read, list, change, delete, check; both kinds alike."""

from __future__ import annotations

from typing import Any

import pytest

from orgs.areas.shipped import load_shipped_areas
from orgs.codes import ProfitStatus, ProviderType
from portal.api.models import LogsRead
from portal.logs.kinds import kind_named
from portal.logs.status import LogStatus
from tests.factories.orgs import OrganisationFactory, OrganisationRelationshipFactory
from tests.portal.api.calling import CODE, DATE, System, complete

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
KINDS = ["lettings", "sales"]
each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(autouse=True)
def _areas() -> None:
    load_shipped_areas()


@pytest.fixture
def system() -> System:
    return System()


@each_kind
def test_a_complete_log_is_added_and_read_back(system: System, kind: str) -> None:
    added = system.add(kind, "A-1")
    assert added.status_code == 201, added.content
    assert added.json()["result"] == "created"
    assert added.json()["status"] == "completed", added.json()
    log = kind_named(kind).model.objects.get()
    assert log.history.get().history_user == system.key.user
    assert log.owning_organisation == log.managing_organisation == system.organisation
    read = system.get(f"{kind}/2026/logs/{log.pk}")
    assert read.status_code == 200
    assert read["ETag"] == added["ETag"] == read.json()["etag"]
    assert read.json()["external_reference"] == "A-1"
    assert read.json()["answers"][CODE[kind]] == complete(kind)[CODE[kind]]
    noted = LogsRead.objects.get()
    assert (noted.key, noted.log_type, noted.log_ids) == (system.key, kind, [log.pk])


@each_kind
def test_an_incomplete_log_is_in_progress_and_says_what_is_missing(system: System, kind: str) -> None:
    added = system.post(f"{kind}/2026/logs", {"answers": {DATE[kind]: "2026-05-01"}})
    assert added.status_code == 201, added.content
    assert added.json()["status"] == "in_progress"
    assert added.json()["missing"]


@each_kind
def test_everything_that_is_wrong_is_told_at_once_at_its_place(system: System, kind: str) -> None:
    answers = complete(kind, age1="nonsense", no_such_question=1)
    answers[DATE[kind]] = "2026-02-31"
    for refused in (
        system.post(f"{kind}/2026/logs", {"answers": answers}),
        system.post(f"{kind}/2026/logs/validate", {"answers": answers}),
    ):
        errors = {error["pointer"]: error for error in refused.json()["errors"]}
        assert {"/answers/age1", "/answers/no_such_question", f"/answers/{DATE[kind]}"} <= errors.keys()
        age = errors["/answers/age1"]
        assert age["value"] == "nonsense"
        assert age["rule"]
        assert age["message"]
        assert age["label"]
    assert not kind_named(kind).model.objects.exists()


def test_refusals_are_problems(system: System) -> None:
    refused = system.add(age1="nonsense")
    assert refused.status_code == 422
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "refused"
    assert refused.json()["type"] == "urn:core:problem:refused"


def test_codes_that_are_allowed_are_told(system: System) -> None:
    (error,) = system.add(needstype=77).json()["errors"][:1]
    assert error["allowed"]["codes"]["1"]


@pytest.mark.parametrize(
    ("provider", "profit", "sent", "allowed"),
    [
        (ProviderType.LA, ProfitStatus.LOCAL_AUTHORITY, 5, "1234"),
        (ProviderType.PRP, ProfitStatus.NON_PROFIT, 2, "56789"),
        (ProviderType.PRP, ProfitStatus.NON_PROFIT, 99, "56789"),
    ],
)
def test_the_codes_that_are_told_are_those_of_this_log(provider: int, profit: int, sent: int, allowed: str) -> None:
    """The same question is asked of both kinds of owner, each with options of its own."""
    system = System(OrganisationFactory(signed=True, provider_type=provider, profit_status=profit))
    (error,) = system.add(referral_register=sent).json()["errors"]
    assert (error["question"], error["code"]) == ("referral_register", "unknown_code")
    assert "is not asked" not in error["message"]
    assert "".join(error["allowed"]["codes"]) == allowed
    assert system.add(referral_register=int(allowed[-1])).status_code == 201


def test_what_is_not_asked_has_nothing_that_is_allowed(system: System) -> None:
    (error,) = system.add(scheme_id=None, sheltered=3).json()["errors"]
    assert (error["question"], error["code"], "allowed" in error) == ("sheltered", "not_asked", False)


@each_kind
def test_only_what_is_sent_changes_and_only_with_the_state_that_was_seen(system: System, kind: str) -> None:
    added = system.add(kind)
    path = f"{kind}/2026/logs/{added.json()['id']}"
    body = {"answers": {CODE[kind]: "NEW"}}
    assert system.send("PATCH", path, body).status_code == 428
    changed = system.send("PATCH", path, body, if_match=added["ETag"])
    assert changed.status_code == 200, changed.content
    assert changed.json()["changed"] == [CODE[kind]]
    second = System(system.organisation)
    late = second.send("PATCH", path, {"answers": {CODE[kind]: "OTHER"}}, if_match=added["ETag"])
    assert late.status_code == 412
    assert late.json()["etag"] == late["ETag"] == changed["ETag"]
    assert second.send("PATCH", path, {"answers": {CODE[kind]: "OTHER"}}, if_match=late["ETag"]).status_code == 200


def test_answers_that_would_go_are_told_before_they_go(system: System) -> None:
    added = system.add()
    path = f"lettings/2026/logs/{added.json()['id']}"
    body: dict[str, Any] = {"answers": {"hhmemb": 1}}
    told = system.send("PATCH", path, body, if_match=added["ETag"])
    assert told.status_code == 409, told.content
    assert "age2" in told.json()["would_clear"]
    agreed = {**body, "agreed_to_clear": told.json()["would_clear"]}
    assert system.send("PATCH", path, agreed, if_match=added["ETag"]).status_code == 200


@pytest.mark.parametrize(
    ("kind", "change", "told"),
    [
        ("lettings", {"hhmemb": 1}, {"age2": "not_asked"}),
        ("lettings", {"renewal": 1}, {"reason": "unknown_code", "majorrepairs": "not_asked"}),
        ("sales", {"jointpur": 2}, {"age2": "not_asked", "jointmore": "not_asked"}),
        ("sales", {"ownershipsch": 2}, {"type": "unknown_code", "staircase": "not_asked"}),
    ],
)
def test_an_answer_sent_again_with_the_change_that_takes_it_away_is_refused(
    system: System, kind: str, change: dict[str, Any], told: dict[str, str]
) -> None:
    """It was sent, so it does not go as if nobody had said it; left out, it is told before it goes."""
    added = system.add(kind)
    path = f"{kind}/2026/logs/{added.json()['id']}"
    read = system.get(path).json()["answers"]
    refused = system.send("PATCH", path, {"answers": {**read, **change}}, if_match=added["ETag"])
    errors = {error["question"]: error["code"] for error in refused.json()["errors"]}
    assert errors.items() >= told.items()
    left_out = system.send("PATCH", path, {"answers": change}, if_match=added["ETag"]).json()
    assert set(left_out["would_clear"]) >= told.keys()


@pytest.mark.parametrize(
    ("kind", "taken", "follow"),
    [
        ("lettings", {"postcode_full"}, {"postcode_known"}),
        ("lettings", {"brent", "scharge", "pscharge", "supcharg"}, {"tcharge"}),
        ("sales", {"postcode_full"}, {"pcodenk", "pcode1"}),
    ],
)
def test_what_follows_goes_although_it_is_sent_again(
    system: System, kind: str, taken: set[str], follow: set[str]
) -> None:
    """A log that was read is sent back with an answer less: nobody has to leave out what was worked out from it."""
    added = system.add(kind)
    path = f"{kind}/2026/logs/{added.json()['id']}"
    read = system.get(path).json()["answers"]
    assert all(read[name] is not None for name in taken | follow)
    body = {"answers": {**read, **dict.fromkeys(taken)}}
    changed = system.send("PATCH", path, body, if_match=added["ETag"])
    assert changed.status_code == 200, changed.content
    assert set(changed.json()["changed"]) >= taken | follow


@each_kind
def test_a_deleted_log_is_gone(system: System, kind: str) -> None:
    added = system.add(kind)
    path = f"{kind}/2026/logs/{added.json()['id']}"
    assert system.send("DELETE", path).status_code == 428
    assert system.send("DELETE", path, if_match=added["ETag"]).status_code == 204
    assert system.get(path).status_code == 404
    assert kind_named(kind).model.objects.get().status == LogStatus.DELETED


@each_kind
def test_lists_walk_on_by_cursor_and_filter(system: System, kind: str) -> None:
    ids = [system.add(kind, f"R{number}").json()["id"] for number in range(5)]
    seen, cursor = [], ""
    while True:
        page = system.get(f"{kind}/2026/logs?limit=2" + (f"&cursor={cursor}" if cursor else "")).json()
        seen += [log["id"] for log in page["logs"]]
        if not (cursor := page["next_cursor"]):
            break
        if len(seen) == 2:
            system.add(kind)  # what is written meanwhile moves nothing
    assert seen == ids[::-1]
    one = system.get(f"{kind}/2026/logs?external_reference=R3").json()["logs"]
    assert [log["id"] for log in one] == [ids[3]]
    assert system.get(f"{kind}/2026/logs?status=in_progress").json()["logs"] == []
    assert len(system.get(f"{kind}/2026/logs?owner={system.organisation.pk}").json()["logs"]) == 6
    for wrong in ("cursor=x", "limit=0", "limit=201", "status=new", "owner=x", "colour=red", "changed_since=today"):
        refused = system.get(f"{kind}/2026/logs?{wrong}")
        assert refused.status_code == 400, wrong
        assert refused.json()["parameter"] == wrong.split("=")[0]


@each_kind
def test_logs_of_others_are_not_found_and_cannot_be_added(system: System, kind: str) -> None:
    other = System()
    added = other.add(kind)
    path = f"{kind}/2026/logs/{added.json()['id']}"
    assert system.get(path).status_code == 404
    assert system.send("PATCH", path, {"answers": {CODE[kind]: "X"}}, if_match=added["ETag"]).status_code == 404
    assert system.send("DELETE", path, if_match=added["ETag"]).status_code == 404
    assert system.get(f"{kind}/2026/logs").json()["logs"] == []
    for name in ("owning_organisation_id", "managing_organisation_id"):
        refused = system.add(kind, **{name: other.organisation.pk})
        assert refused.status_code == 422, refused.content
        assert [e["question"] for e in refused.json()["errors"] if e["code"] == "reference.not_available"]


def test_stock_owners_and_agents_can_be_named() -> None:
    agent, owner = OrganisationFactory(signed=True), OrganisationFactory(signed=True)
    OrganisationRelationshipFactory(stock_owner=owner, managing_agent=agent)
    added = System(agent).add(owning_organisation_id=owner.pk)
    assert added.status_code == 201, added.content
    assert System(owner).get(f"lettings/2026/logs/{added.json()['id']}").status_code == 200
    stranger = OrganisationFactory(signed=True)
    assert System(owner).add(managing_organisation_id=stranger.pk).status_code == 422
    assert System(owner).add(managing_organisation_id=agent.pk).status_code == 201


def test_an_organisation_without_agreement_adds_nothing() -> None:
    refused = System(OrganisationFactory()).add()
    assert refused.status_code == 403
    assert refused.json()["code"] == "not-allowed"


@each_kind
def test_the_date_lies_in_the_year_of_the_address(system: System, kind: str) -> None:
    for day, code in (("2025-06-01", "date.other_year"), (None, "date.missing")):
        refused = system.add(kind, **{DATE[kind]: day})
        assert code in {error["code"] for error in refused.json()["errors"]}, refused.content
    assert system.get(f"{kind}/2019/logs").status_code == 404
    assert system.get("rentals/2026/logs").status_code == 404


def test_ids_that_are_none_are_told(system: System) -> None:
    for value in (10**30, -1, "x", True, 0, 1.5):
        refused = system.add(owning_organisation_id=value)
        assert refused.status_code == 422, value
    for name in ("scheme_id", "location_id", "assigned_to_id"):
        assert system.add(**{name: 10**18}).status_code == 422, name
