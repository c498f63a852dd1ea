"""Batches, and that sending again is safe."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from portal.api.models import GivenAnswer
from portal.api.once import KEPT, forget
from portal.clock import Frozen, now
from portal.logs.uploads import accepting
from portal.logs.uploads.correcting.correct import correct_row, text_of
from portal.logs.uploads.judging import judge_again
from portal.logs.uploads.models import Submission, SubmissionRow
from portal.logs.uploads.rows.verdict import Category
from tests.factories.accounts import CoordinatorFactory
from tests.factories.supported_housing import LocationFactory, SchemeFactory
from tests.portal.api.calling import System, complete
from tests.portal.logs.uploads.test_life import work

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
BATCHES = "lettings/2026/batches"


@pytest.fixture(autouse=True)
def _areas() -> None:
    load_shipped_areas()


@pytest.fixture
def system() -> System:
    return System()


def item(number: int, **answers: object) -> dict:
    return {"external_reference": f"R{number}", "answers": complete(tenancycode=f"T{number}", **answers)}


def came(response: object) -> list[str]:
    return [one["result"] for one in response.json()["results"]]


def test_each_log_has_its_own_result(system: System) -> None:
    logs = [item(1), item(2, age1="nonsense"), item(1), {"answers": 5}, "nothing", item(3)]
    sent = system.post(BATCHES, {"logs": logs})
    assert sent.status_code == 200, sent.content
    assert came(sent) == ["created", "refused", "refused", "refused", "refused", "created"]
    results = sent.json()["results"]
    assert results[1]["errors"][0]["pointer"] == "/logs/1/answers/age1"
    assert {error["code"] for error in results[2]["errors"]} == {"reference.twice"}
    assert sent.json()["counts"] == {"created": 2, "refused": 4}
    assert LettingsLog.objects.count() == 2


def test_the_same_logs_again_are_unchanged_and_other_answers_need_the_state_seen(system: System) -> None:
    first = system.post(BATCHES, {"logs": [item(1), item(2)]})
    again = system.post(BATCHES, {"logs": [item(2), item(1)]})
    assert came(again) == ["unchanged", "unchanged"]
    told = ("id", "etag", "status", "missing", "warnings", "told")
    assert [[one[name] for name in told] for one in again.json()["results"][::-1]] == [
        [one[name] for name in told] for one in first.json()["results"]
    ]
    other = item(1, propcode="OTHER")
    refused = system.post(BATCHES, {"logs": [other]})
    assert refused.json()["results"][0]["errors"][0]["code"] == "reference.taken"
    with_old = {**other, "etag": '"1-999"'}
    assert system.post(BATCHES, {"logs": [with_old]}).json()["results"][0]["errors"][0]["code"] == "etag.old"
    with_etag = {**other, "etag": first.json()["results"][0]["etag"]}
    assert came(system.post(BATCHES, {"logs": [with_etag]})) == ["changed"]
    assert LettingsLog.objects.count() == 2


def test_validation_writes_nothing_and_gives_the_same_verdict(system: System) -> None:
    logs = [item(1), item(2, age1="nonsense"), {"answers": {"startdate": "2026-05-01"}}]
    validated = system.post(f"{BATCHES}/validate", {"logs": logs}).json()["results"]
    assert not LettingsLog.objects.exists()
    written = system.post(BATCHES, {"logs": logs}).json()["results"]
    for judged, done in zip(validated, written, strict=True):
        assert judged["errors"] == done["errors"]
        assert judged["missing"] == done["missing"]
        assert judged["warnings"] == done["warnings"]
        assert judged["status"] == done["status"]


def test_sizes_of_batches(system: System) -> None:
    assert system.post(BATCHES, {"logs": []}).status_code == 400
    assert system.post(BATCHES, {"logs": [{}] * 501}).status_code == 413
    assert system.post(BATCHES, json.dumps({"logs": ["x" * (8 * 1024 * 1024)]})).status_code == 413


def test_refused_logs_are_kept_and_corrected_like_rows_of_a_file(system: System) -> None:
    sent = system.post(BATCHES, {"logs": [item(1), item(2, age1="nonsense")], "keep": True})
    assert came(sent) == ["created", "kept"]
    submission = Submission.objects.get(pk=sent.json()["submission"]["id"])
    assert (submission.door, submission.organisation) == (Submission.Door.API, system.organisation)
    row = submission.rows.get()
    assert row.outcome == SubmissionRow.Outcome.WRONG
    assert row.given
    assert row.given["age1"] == "nonsense"
    (number,) = {error.number for error in row.row_errors if "age1" in submission.layout.answers_at[error.number]}
    row.corrections = {str(number): "41"}
    row.save()
    judge_again(row)
    row.refresh_from_db()
    assert row.outcome in (SubmissionRow.Outcome.READY, SubmissionRow.Outcome.WARNED), row.errors
    person = CoordinatorFactory(organisation=system.organisation)
    submission.refresh_from_db()
    accepting.accept(submission=submission, actor=person, with_incomplete=True)
    work(submission)
    log = LettingsLog.objects.order_by("pk").last()
    assert log.answers["age1"] == 41
    assert log.tenancycode == "T2"
    # The system learns of it by the name that it gave to the log.
    found = system.get("lettings/2026/logs?external_reference=R2").json()["logs"]
    assert [one["id"] for one in found] == [log.pk]


def test_what_was_kept_is_corrected_in_the_grid_and_added(system: System, client: Client) -> None:
    """Staff see in the cells what the system sent, by name, and what they leave alone stays as it was sent."""
    person = CoordinatorFactory(organisation=system.organisation)
    scheme = SchemeFactory(owning_organisation=system.organisation, service_name="Elm Court")
    wanted = LocationFactory(scheme=scheme, name="East wing")
    supported = {"needstype": 2, "sheltered": 3, "household_charge": 0, "unittype_gn": None, "beds": None}
    supported |= {"scheme_id": scheme.pk, "location_id": 10**9, "assigned_to_id": person.pk}
    sent = system.post(BATCHES, {"logs": [item(1, **supported, age1="nonsense")], "keep": True})
    assert came(sent) == ["kept"], sent.content
    submission = Submission.objects.get()
    layout = submission.layout
    (location,), (age,) = (layout.of_answer[name][0].fields for name in ("location_id", "age1"))
    client.force_login(person)
    address = f"/uploads/submission/{submission.pk}/correct/"
    text = client.get(address).content.decode()
    assert "East wing" in text
    assert f"“{10**9}”, as it was sent" in text
    assert 'value="nonsense"' in text
    row = submission.rows.get()
    shown = text_of(submission, row)
    names = {name: shown.get(column.fields[0]) for name, (column, *_) in layout.of_answer.items() if column.fields}
    assert (names["scheme_id"], names["assigned_to_id"]) == (scheme.code, person.email)
    cells = {location: str(wanted.pk), age: "41"}
    seen = {number: shown[number] for number in cells}
    fixed = correct_row(submission=submission, number=row.number, cells=cells, seen=seen, confirmed={}, actor=person)
    told = {each.number: "" for each in fixed.row.row_errors if each.category is not Category.SOFT}
    seen_now = text_of(submission, fixed.row)
    assert not told, (fixed.row.errors, [seen_now.get(number) for number in told])
    accepting.accept(submission=submission, actor=person, with_incomplete=True)
    work(submission)
    log = LettingsLog.objects.get()
    assert (log.scheme_id, log.location_id, log.answers["age1"]) == (scheme.pk, wanted.pk, 41)
    kept = submission.rows.get()
    assert kept.given
    assert (kept.given["age1"], kept.given["location_id"]) == ("nonsense", 10**9), "as it was sent"


def test_what_is_kept_cannot_name_what_the_organisation_may_not(system: System) -> None:
    other, person = SchemeFactory(), CoordinatorFactory()
    supported = {"needstype": 2, "sheltered": 3, "household_charge": 0, "unittype_gn": None, "beds": None}
    supported |= {"scheme_id": other.pk, "location_id": LocationFactory(scheme=other).pk, "assigned_to_id": person.pk}
    sent = system.post(BATCHES, {"logs": [item(1, **supported), item(2, owning_organisation_id=10**9)], "keep": True})
    assert came(sent) == ["kept", "kept"], sent.content
    first, second = Submission.objects.get().rows.all()
    layout = first.submission.layout
    told = {name for error in first.row_errors for name in layout.answers_at[error.number]}
    assert {"scheme_id", "assigned_to_id"} <= told
    assert person.email not in str(first.cells)
    assert "owning_organisation_id" in {name for error in second.row_errors for name in layout.answers_at[error.number]}
    assert {first.outcome, second.outcome} == {SubmissionRow.Outcome.WRONG}


def test_what_cannot_be_read_is_refused_and_not_kept_without_it(system: System) -> None:
    nested = item(3)
    nested["answers"]["age1"] = ["41"]
    sent = system.post(BATCHES, {"logs": [{"answers": "none"}, nested, item(2, age1="nonsense")], "keep": True})
    assert came(sent) == ["refused", "refused", "kept"]
    assert SubmissionRow.objects.count() == 1


def test_the_kept_rows_have_a_page(system: System, client: object) -> None:
    sent = system.post(BATCHES, {"logs": [item(2, age1="nonsense")], "keep": True})
    client.force_login(CoordinatorFactory(organisation=system.organisation))
    assert client.get(sent.json()["submission"]["page"]).status_code == 200


def test_queries_do_not_depend_on_how_many_logs_there_are(system: System) -> None:
    counts = []
    system.get("windows")  # notes that the key is used, which is done once a minute
    for size in (2, 40):
        logs = [item(100 * size + number) for number in range(size)]
        with CaptureQueriesContext(connection) as captured:
            assert set(came(system.post(BATCHES, {"logs": logs}))) == {"created"}
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- Idempotency-Key ----------------------------------------------------------------------------


def test_a_request_is_carried_out_once(system: System, clock: Frozen) -> None:
    first = system.post(BATCHES, {"logs": [item(1)]}, idempotency_key="k1")
    again = system.post(BATCHES, {"logs": [item(1)]}, idempotency_key="k1")
    assert again.content == first.content
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    other = system.post(BATCHES, {"logs": [item(2)]}, idempotency_key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    missing = system.post(BATCHES, {"logs": [item(2)]}, idempotency_key="")
    assert (missing.status_code, missing.json()["code"]) == (400, "idempotency-key-missing")
    assert came(System(system.organisation).post(BATCHES, {"logs": [item(2)]}, idempotency_key="k1")) == ["created"]
    clock.move_by(days=KEPT.days, minutes=1)
    assert came(system.post(BATCHES, {"logs": [item(1)]}, idempotency_key="k1")) == ["unchanged"]


def test_the_same_request_meanwhile_is_told_to_wait(system: System) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 1))", [f"{system.key.pk}:k1"])
        told = system.post(BATCHES, {"logs": [item(1)]}, idempotency_key="k1")
        assert (told.status_code, told.json()["code"], told["Retry-After"]) == (409, "still-running", "1")
        assert came(system.post(BATCHES, {"logs": [item(1)]}, idempotency_key="k2")) == ["created"]
    finally:
        other.close()
    assert came(system.post(BATCHES, {"logs": [item(1)]}, idempotency_key="k1")) == ["unchanged"]


def test_answers_are_forgotten_after_a_week(system: System) -> None:
    system.post(BATCHES, {"logs": [item(1)]})
    forget(now() + KEPT - timedelta(minutes=1))
    assert GivenAnswer.objects.count() == 1
    forget(now() + KEPT + timedelta(minutes=1))
    assert not GivenAnswer.objects.exists()


def test_the_same_change_again_answers_the_same(system: System) -> None:
    added = system.add()
    path = f"lettings/2026/logs/{added.json()['id']}"
    body = {"answers": {"propcode": "NEW"}}
    first = system.send("PATCH", path, body, if_match=added["ETag"], idempotency_key="c")
    again = system.send("PATCH", path, body, if_match=added["ETag"], idempotency_key="c")
    assert first.status_code == again.status_code == 200
    assert first["ETag"] == again["ETag"]
    gone = system.send("DELETE", path, if_match=first["ETag"], idempotency_key="d")
    assert gone.status_code == system.send("DELETE", path, if_match=first["ETag"], idempotency_key="d").status_code
