"""What somebody sends who means no good or knows no better: a problem in the API's shape, never a failure or a leak."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from portal.api.calls import json_body
from portal.api.items import MOST_UNKNOWN
from portal.api.problems import ProblemError
from tests.factories.orgs import OrganisationFactory
from tests.portal.api.calling import System, complete

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
LOGS = "lettings/2026/logs"
VALIDATE = f"{LOGS}/validate"
DEEP = '{"answers":' * 40_000
BODIES = {
    "nothing": b"",
    "half": b'{"answers": {"needstype": 1',
    "not utf-8": b'{"answers": {"tenancycode": "\xff\xfe"}}',
    "nan": b'{"answers": {"income1": NaN}}',
    "infinite": b'{"answers": {"income1": -Infinity}}',
    "beyond all numbers": b'{"answers": {"income1": 1e400000}}',
    "more digits than kept": b'{"answers": {"income1": 0.10000000000000001}}',
    "twice": b'{"answers": {"age1": 1, "age1": 2}}',
    "twice outside": b'{"answers": {}, "answers": {}}',
    "deep": DEEP.encode(),
    "deep list": b'{"answers": {"age1": ' + b"[" * 60_000 + b"]" * 60_000 + b"}}",
    "a list": b"[]",
    "a text": b'"x"',
    "null": b"null",
    "answers null": b'{"answers": null}',
    "answers a list": b'{"answers": [1]}',
    "unknown member": b'{"answers": {}, "is_test": true}',
    "reference a number": b'{"answers": {}, "external_reference": 5}',
}
VALUES: list[Any] = [
    10**400, -(10**400), 1e308, 2**63, -1, 0.1 + 0.2, True, False, None, "", " ", "\x00", "\ud800", "x" * 100_000,
    "=1+1", "<script>", "1e999999999", "9" * 5_000, "१२", "²", "2026-13-45", "0000-00-00", "99999-01-01", [1], {"a": 1},
    "\r\nX: y", "%00", "' OR 1=1 --", "1_000", "NaN", "Infinity", "-0", "0x1f",
]  # fmt: skip
QUESTIONS = (
    "needstype", "startdate", "age1", "tenancycode", "postcode_full", "brent", "owning_organisation_id", "scheme_id",
    "assigned_to_id", "uprn", "la", "hhmemb", "declaration", "sexrab1", "no_such_question", "__class__", "answers", "id",
)  # fmt: skip
CURSORS = ("x", "", "AAAA", "eyJhIjoxfQ", "1:2", "../..", "%00", "9" * 400, "LTE", "\u0663", "MTIz.abc")


@pytest.fixture(autouse=True)
def _limits(settings: Any) -> None:
    settings.API_LIMITS = {"requests": 10**6, "logs": 10**9}
    load_shipped_areas()


def is_problem(answer: Any) -> None:
    """In the shape of all problems, without a trace of what is inside."""
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.content[:300])
    assert answer["Content-Type"] == "application/problem+json"
    told = json.loads(answer.content)
    assert {"type", "title", "status", "code"} <= told.keys()
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("path", [VALIDATE, LOGS, "lettings/2026/batches"])
def test_bodies_that_are_none(path: str) -> None:
    system = System()
    for name, body in BODIES.items():
        answer = system.send("POST", path, body)
        if answer.status_code == 200:  # judged, and refused for its shape
            told = answer.json()
            assert (told["result"], told["errors"][0]["code"]) == ("refused", "bad_shape"), name
        else:
            is_problem(answer)
    assert not LettingsLog.objects.exists()


def test_odd_values_of_answers_are_told_at_their_answer() -> None:
    system = System()
    logs = [{"answers": {**complete(), name: value}} for name in QUESTIONS for value in VALUES]
    for at in range(0, len(logs), 300):
        answer = system.post("lettings/2026/batches/validate", {"logs": logs[at : at + 300]})
        assert answer.status_code == 200, answer.content[:500]
        results = answer.json()["results"]
        assert len(results) == len(logs[at : at + 300])
    assert not LettingsLog.objects.exists()


def test_more_names_that_are_no_questions_than_anybody_reads() -> None:
    """The answer does not outgrow the request, and what is known is judged all the same."""
    system = System()
    answers = {**complete(age1="nonsense"), **{f"no_question_{number}": 1 for number in range(5_000)}}
    for path, body in ((VALIDATE, {"answers": answers}), ("lettings/2026/batches", {"logs": [{"answers": answers}]})):
        told = system.post(path, body).json()
        (told,) = told.get("results", [told])
        assert (told["result"], len(told["errors"])) == ("refused", 1 + MOST_UNKNOWN + 1)
        assert {"4,980 more names are no questions of this year"} < {error["message"] for error in told["errors"]}
        assert "age1" in {error.get("question") for error in told["errors"]}
    added = system.add().json()
    refused = system.send("PATCH", f"{LOGS}/{added['id']}", {"answers": answers}, if_match=added["etag"])
    assert refused.status_code == 422
    assert len(refused.content) < 10_000


def test_odd_values_are_written_or_refused_and_nothing_else() -> None:
    system = System()
    for name in ("tenancycode", "external_reference"):
        for value in VALUES[::2]:
            answers = complete()
            item: dict[str, Any] = {"answers": answers}
            (item if name == "external_reference" else answers)[name] = value
            answer = system.post(LOGS, item)
            assert answer.status_code in (200, 201, 400, 409, 422), (name, value, answer.status_code)


def test_cursors_and_filters_that_were_made_up() -> None:
    system = System()
    for cursor in CURSORS:
        for path in (LOGS, "lettings/2026/changes", "schemes"):
            answer = system.client.get(
                f"/api/v1/{path}", {"cursor": cursor}, headers={"authorization": f"Bearer {system.text}"}
            )
            assert answer.status_code == (200 if cursor == "" else 400), (path, cursor, answer.content[:200])
    for query in ("limit=0", "limit=-1", "limit=1e3", "limit=999999999999", "status=x", "owner=a", "owner=9" * 40,
                  "changed_since=yesterday", "changed_since=0001-01-01T00:00:00%2B23:59", "nothing=1", "limit=1&limit=2",
                  "external_reference=%00", "from=2026-02-30", "until=soon", "organisation=x", "needstype=-1", "ownershipsch=1"):  # fmt: skip
        answer = system.get(f"{LOGS}?{query}")
        assert answer.status_code in (200, 400), (query, answer.status_code)
        assert answer.status_code == 400 or query.startswith(("changed_since=0001", "owner=9", "external")), query


def test_headers_that_try_more() -> None:
    system = System()
    for value in ("x" * 256, "a\tb", "é", " "):
        assert system.post(LOGS, {"answers": complete()}, idempotency_key=value).status_code == 400, value
    for text in (
        "",
        "Basic eDp5",
        "Bearer",
        "Bearer ",
        f"Bearer {system.text}x",
        f"bearer  {system.text}",
        "Bearer " + "x" * 9_000,
    ):
        answer = system.client.get("/api/v1/windows", headers={"authorization": text})
        is_problem(answer)
        assert answer.status_code == 401
    added = system.add()
    for tag in ("*", "W/" + added["ETag"], '""', added["ETag"] + ", " + added["ETag"], "x" * 5_000):
        answer = system.send("DELETE", f"{LOGS}/{added.json()['id']}", if_match=tag)
        assert answer.status_code in (400, 412), (tag, answer.status_code)
    for method in ("PUT", "OPTIONS", "TRACE", "PROPFIND"):
        is_problem(system.send(method, LOGS))
    sent = {"authorization": f"Bearer {system.text}"}
    answer = system.client.generic("POST", f"/api/v1/{VALIDATE}", "{}", content_type="text/plain", headers=sent)
    assert answer.status_code == 415
    for name, value, status in (("content_encoding", "gzip", 415), ("transfer_encoding", "chunked", 411)):
        answer = system.post(VALIDATE, {"answers": {}}, **{name: value})
        is_problem(answer)
        assert answer.status_code == status
    assert system.post(VALIDATE, b'\xef\xbb\xbf{"answers": {}}').status_code == 200


def test_records_of_others_are_as_if_they_did_not_exist() -> None:
    system, other = System(), System(OrganisationFactory(signed=True))
    theirs = other.add("lettings", "R1")
    number = theirs.json()["id"]
    unknown = system.get(f"{LOGS}/999999999").json()
    for answer in (
        system.get(f"{LOGS}/{number}"),
        system.send("PATCH", f"{LOGS}/{number}", {"answers": {"beds": 1}}, if_match=theirs["ETag"]),
        system.send("DELETE", f"{LOGS}/{number}", if_match=theirs["ETag"]),
        system.get(f"{LOGS}/{number}0000000000000000000000"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, unknown["code"])
    # The same name is free, and its owner learns nothing of it.
    assert system.add("lettings", "R1").status_code == 201
    named = system.post(VALIDATE, {"answers": complete(owning_organisation_id=other.organisation.pk)}).json()
    made_up = system.post(VALIDATE, {"answers": complete(owning_organisation_id=10**9)}).json()
    assert [one["code"] for one in named["errors"]] == [one["code"] for one in made_up["errors"]] != []


def test_a_body_whose_sender_went_away_is_a_problem_and_no_failure(rf: Any) -> None:
    class Gone:
        def read(self, *size: int) -> bytes:
            raise OSError("the other side has closed the connection")

    request = rf.post("/", b"{}", content_type="application/json")
    request._stream = Gone()
    with pytest.raises(ProblemError) as told:
        json_body(request)
    assert told.value.code == "bad-json"


def test_the_filters_of_the_lists() -> None:
    system = System()
    number, other = system.add().json()["id"], system.add(startdate="2026-06-01", tenancycode="T2").json()["id"]
    own = system.organisation.pk
    for query, found in {
        "from=2026-05-02": [other],
        "until=2026-05-31": [number],
        "from=2026-05-01&until=2026-06-01": [other, number],
        f"organisation={own}": [other, number],
        f"organisation={own + 1}": [],
        "needstype=1": [other, number],
        "needstype=2": [],
    }.items():
        assert [one["id"] for one in system.get(f"{LOGS}?{query}").json()["logs"]] == found, query
