"""What surrounds every call: keys, scopes, limits, problems in one shape, and nothing but JSON under /api/."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any

import pytest

from django.core.cache import cache
from django.test import Client

from lettings.models import LettingsLog
from orgs.api_keys.issue import revoke
from orgs.api_keys.models import Scope
from orgs.areas.shipped import load_shipped_areas
from portal.api.limits import Taken, take
from portal.clock import Frozen
from portal.logs.status import LogStatus
from supported_housing.codes import YesNo
from tests.drills.scene import side_by_side
from tests.factories.accounts import CoordinatorFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory, OrganisationRelationshipFactory
from tests.factories.supported_housing import LocationFactory, SchemeFactory
from tests.portal.api.calling import DATE, System, complete

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
LOGS = "lettings/2026/logs"


@pytest.fixture(autouse=True)
def _ready() -> None:
    load_shipped_areas()
    cache.clear()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nothing", 404),
        ("GET", "", 404),
        ("GET", "lettings/2026/logs/x", 404),
        ("PUT", LOGS, 405),
        ("DELETE", "windows", 405),
        ("GET", f"{LOGS}/{10**30}", 404),
        ("GET", "lettings/99999999999999999999/logs", 404),
    ],
)
def test_there_is_no_page_under_api(method: str, path: str, status: int) -> None:
    answer = System().send(method, path)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer["Cache-Control"] == "no-store"


def test_a_failure_of_ours_is_a_problem_too(monkeypatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("portal.api.reads.list_logs", fail)
    system = System()
    system.client.raise_request_exception = False
    answer = system.get(LOGS)
    assert (answer.status_code, answer.json()["code"]) == (500, "failed")
    assert b"secret" not in answer.content


def test_without_a_key_that_works_the_answer_is_always_the_same() -> None:
    system = System()
    answers = []
    for header in ("", "Bearer", f"Basic {system.text}", f"Bearer {system.text[:-1]}", "Bearer core_live_x_y"):
        answers.append(Client().get(f"/api/v1/{LOGS}", headers={"authorization": header} if header else {}))
    revoke(actor=CoordinatorFactory(organisation=system.organisation), key=system.key)
    answers.append(system.get(LOGS))
    assert {answer.status_code for answer in answers} == {401}
    assert {answer["WWW-Authenticate"] for answer in answers} == {"Bearer"}
    assert len({answer.content for answer in answers}) == 1


def test_people_signed_in_have_no_way_in() -> None:
    client = Client()
    client.force_login(SupportFactory())
    assert client.get(f"/api/v1/{LOGS}").status_code == 401


# What comes of each request by what the organisation of the key is to the log: owner, manager, agent of the same owner,
# nobody. Where the scope is missing it is 403 for all of them alike.
ROUTES = """
GET logs/LOG | read | 200 200 404 404
GET logs | read | 1 1 0 0
GET changes | read | 200 200 200 200
PATCH logs/LOG | write | 412 412 404 404
DELETE logs/LOG | write | 412 412 404 404
POST logs | write | 422 422 422 422
POST batches | write | 400 400 400 400
POST logs/validate | validate | valid valid valid refused
POST batches/validate | validate | 400 400 400 400
GET questionnaire | any | 200 200 200 200
GET statistics | read | 200 200 200 200
GET statistics/completion | read | 200 200 200 200
GET statistics/areas | read | 404 404 404 404
GET /windows | any | 200 200 200 200
GET /organisations | any | owner owner owner nobody
GET /schemes | any | 1 1 1 0
"""


@pytest.mark.parametrize("log_type", ["lettings", "sales"])
def test_every_route_by_scope_and_by_owner_manager_agent_and_stranger(log_type: str, settings) -> None:
    settings.API_LIMITS = {"requests": 10**6, "logs": 10**9}
    owner, manager, agent, stranger = (OrganisationFactory(signed=True, holds_own_stock=True) for _ in range(4))
    for other in (manager, agent):
        OrganisationRelationshipFactory(stock_owner=owner, managing_agent=other)
    LocationFactory(scheme__owning_organisation=owner)
    added = System(manager).add(log_type, owning_organisation_id=owner.pk)
    assert added.status_code == 201, added.content
    named = {"answers": {DATE[log_type]: "2026-05-01", "owning_organisation_id": owner.pk}}
    for scope in Scope.values:
        systems = [System(organisation, scopes=[scope]) for organisation in (owner, manager, agent, stranger)]
        for line in ROUTES.strip().splitlines():
            route, needed, expected = (part.strip() for part in line.split("|"))
            method, path = route.replace("LOG", str(added.json()["id"])).split()
            path = path[1:] if path.startswith("/") else f"{log_type}/2026/{path}"
            bodies = {"POST": named if path.endswith("logs/validate") else {}, "PATCH": {"answers": {}}}
            headers = {"if_match": '"0-0"'} if method in ("PATCH", "DELETE") else {}
            answers = [system.send(method, path, bodies.get(method), **headers) for system in systems]
            if needed in ("any", scope):
                assert " ".join(_came(answer, owner) for answer in answers) == expected, (scope, line)
            else:
                assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(403, "scope-missing")}


def _came(answer: Any, owner: Any) -> str:
    """The status, or how many logs or schemes there are, or what came of a log. What changes tell is in test_changes."""
    told = answer.json()
    if "organisations" in told:
        return "owner" if owner.pk in {one["id"] for one in told["organisations"]} else "nobody"
    for name in ("logs", "schemes"):
        if name in told:
            return str(len(told[name]))
    return str(told["result"]) if "result" in told else str(answer.status_code)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (" ", 400, "bad-json"),
        ("{", 400, "bad-json"),
        ("[" * 100_000, 400, "bad-json"),
        (b"\xff\xfe", 400, "bad-json"),
        ('{"answers": {}, "answers": {}}', 400, "bad-json"),
        ('{"answers": {"age1": NaN}}', 400, "bad-json"),
        ("[]", 422, "refused"),
        ('{"answers": {"age1": []}}', 422, "refused"),
        ('{"answers": {}, "colour": 1}', 422, "refused"),
        ('{"answers": {"tenancycode": "\\ud800"}, "external_reference": "\\u0000"}', 422, "refused"),
    ],
)
def test_bodies_that_are_none(body: str | bytes, status: int, code: str) -> None:
    answer = System().post(LOGS, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_bodies_that_are_not_json_are_refused_by_their_type() -> None:
    system = System()
    headers = {"authorization": f"Bearer {system.text}", "idempotency-key": "x"}
    answer = system.client.post(f"/api/v1/{LOGS}", "a=1", content_type="text/plain", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "not-json")


def test_keys_are_limited_each_for_itself(settings, clock: Frozen) -> None:
    settings.API_LIMITS = {"requests": 3, "logs": 100}
    clock.move_to("2026-08-05 12:00:10")
    system = System()
    other = System(system.organisation)
    left = [system.get("windows")["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    beyond = system.get("windows")
    assert (beyond.status_code, beyond.json()["code"]) == (429, "too-many-requests")
    assert (beyond["Retry-After"], beyond["RateLimit-Reset"]) == ("20", "60")
    assert beyond["RateLimit-Limit"] == "3"
    assert other.get("windows").status_code == 200
    clock.move_by(seconds=20)
    assert [system.get("windows").status_code for _ in range(2)] == [200, 429]
    clock.move_by(minutes=2)
    assert system.get("windows")["RateLimit-Remaining"] == "2"


def test_what_comes_together_takes_no_more_than_there_is(clock: Frozen) -> None:
    """Also where a batch is larger than the bucket: it takes what will come."""
    found: list[Taken] = []
    assert not side_by_side(12, lambda _number: found.append(take("together", 10)))
    assert Counter(one.enough for one in found) == {True: 10, False: 2}
    assert take("large", 10, 15).tokens == -5
    assert take("large", 10).headers["Retry-After"] == "36"


def test_organisations_are_limited_over_all_their_keys(settings) -> None:
    settings.API_LIMITS = {"requests": 100, "logs": 3}
    system = System()
    two: dict[str, Any] = {"logs": [{"answers": {}}, {"answers": {}}]}
    assert system.post("lettings/2026/batches/validate", two).status_code == 200
    assert System(system.organisation).post("lettings/2026/batches/validate", two).status_code == 429


def test_what_is_to_go_says_so_in_its_headers(settings) -> None:
    settings.API_DEPRECATED = {"/api/v1/windows": (1_790_000_000, 1_800_000_000)}
    system = System()
    told = system.get("windows")
    assert told["Deprecation"] == "@1790000000"
    assert told["Sunset"] == "Fri, 15 Jan 2027 08:00:00 GMT"
    assert "Deprecation" not in system.get("organisations").headers


def test_the_key_is_in_no_log_line(caplog) -> None:
    system = System()
    with caplog.at_level(logging.DEBUG):
        system.get(LOGS)
        system.get("nothing")
        system.post(LOGS, "{")
    assert system.text.split("_")[-1] not in caplog.text


# --- Test keys ----------------------------------------------------------------------------------


def test_test_keys_work_with_logs_that_nobody_else_sees(client) -> None:
    live = System()
    tried = System(live.organisation, is_test=True)
    added = tried.add("lettings", "R1")
    assert added.status_code == 201, added.content
    assert added.json()["status"] == "completed"
    path = f"{LOGS}/{added.json()['id']}"
    assert tried.get(path).status_code == 200
    assert [log["id"] for log in tried.get(f"{LOGS}?status=completed").json()["logs"]] == [added.json()["id"]]
    assert tried.post("lettings/2026/batches", {"logs": [{"external_reference": "R1", "answers": complete()}]}).json()[
        "counts"
    ] == {"unchanged": 1}
    assert live.get(path).status_code == 404
    assert live.get(LOGS).json()["logs"] == []
    assert live.get("lettings/2026/changes").json()["changes"] == []
    for person in (CoordinatorFactory(organisation=live.organisation), SupportFactory()):
        assert not LettingsLog.objects.visible_to(person).exists()
        client.force_login(person)
        assert client.get(f"/lettings/lettingslog/{added.json()['id']}/").status_code == 404
    assert LettingsLog.objects.get().status == LogStatus.PENDING
    # The same reference is another log outside.
    assert live.add("lettings", "R1").json()["result"] == "created"
    assert tried.send("DELETE", path, if_match=added["ETag"]).status_code == 204
    assert LettingsLog.objects.count() == 1


# --- Reference ----------------------------------------------------------------------------------


def test_where_a_confidential_scheme_of_another_is_is_not_told() -> None:
    """As on pages and in files: the system names the location, it need not know the postcode."""
    agent, owner = System(), System()
    OrganisationRelationshipFactory(stock_owner=owner.organisation, managing_agent=agent.organisation)
    for sensitive in (YesNo.NO, YesNo.YES):
        LocationFactory(scheme=SchemeFactory(owning_organisation=owner.organisation, sensitive=sensitive))

    def postcodes(system: System) -> list[bool]:
        return [bool(one["locations"][0]["postcode"]) for one in system.get("schemes").json()["schemes"]]

    assert postcodes(owner) == [True, True]
    assert postcodes(agent) == [True, False]


def test_reference_end_points_tell_what_logs_may_name() -> None:
    system = System()
    owner = OrganisationFactory(signed=True)
    OrganisationRelationshipFactory(stock_owner=owner, managing_agent=system.organisation)
    mine = LocationFactory(scheme=SchemeFactory(owning_organisation=system.organisation))
    LocationFactory(scheme=SchemeFactory())
    told = system.get("organisations").json()["organisations"]
    assert {one["id"]: one["own"] for one in told} == {system.organisation.pk: True, owner.pk: False}
    schemes = system.get("schemes").json()["schemes"]
    assert [(one["id"], one["locations"][0]["id"]) for one in schemes] == [(mine.scheme_id, mine.pk)]
    assert {one["year"] for one in system.get("windows").json()["windows"]} >= {2026}
    questions = system.get("lettings/2026/questionnaire").json()["questions"]
    by_id = {one["id"]: one for one in questions}
    assert by_id["needstype"]["options"][0]["label"]
    assert any(one["conditions"] and one["asked_when"] != "always" for one in questions)
