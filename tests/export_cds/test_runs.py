"""Exports from end to end, into a folder."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from accounts.models import User
from export_cds.models import Export, ExportRun, RunState, SentMarks
from export_cds.running import perform as performing
from export_cds.running.deliver import DeliveryFailed
from export_cds.running.request import AnotherRunIsOpen, request_run
from lettings.models import LettingsLog
from orgs.models import Organisation
from portal.changes.models import ChangeMark
from portal.clock import LONDON, Frozen, now
from portal.jobs.work import give_up
from portal.logs.record import delete_log
from portal.logs.status import LogStatus
from tests.export_cds.documents import (
    LETTINGS_SAMPLE,
    lettings_answers,
    make_letting,
    make_sale,
    same_lines,
    sample_text,
)
from tests.export_cds.runs import FULL, entries, export, export_lettings, files, manifest_rows, records
from tests.factories.accounts import SupportFactory, UserFactory
from tests.factories.orgs import (
    LocalAuthorityOrganisationFactory,
    OrganisationFactory,
    OrganisationNameChangeFactory,
)
from tests.factories.supported_housing import LocationFactory, SchemeFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 09:30")]

FIRST = "core_2026_2027_apr_mar_f0001_inc0001"
SECOND = "core_2026_2027_apr_mar_f0001_inc0002"


def touch(log: LettingsLog, **answers: object) -> None:
    log.answers = {**log.answers, **answers}
    log.save()


def test_the_sample_letting_arrives_as_the_sample_document(store: Path) -> None:
    owner = LocalAuthorityOrganisationFactory(housing_registration_no="1234", name="Owner")
    person = UserFactory(email="test1@example.com", organisation=owner)
    moment = datetime(2026, 4, 3, tzinfo=LONDON)
    log = make_letting(
        answers=lettings_answers(),
        owning_organisation=owner,
        managing_organisation=owner,
        assigned_to=person,
        created_by=person,
        creation_method=2,
        bulk_upload_id=1,
        created_at=moment,
    )
    LettingsLog.objects.filter(pk=log.pk).update(updated_at=moment)
    run = export_lettings()
    assert run.state == RunState.FINISHED
    assert files(store) == ["Manifest_2026_08_05_0001.csv", f"{FIRST}.zip"]
    found = entries(store, FIRST)
    assert list(found) == [f"{FIRST}_pt001.xml", "manifest.xml"]
    assert found["manifest.xml"].rstrip() == sample_text("manifest.xml").replace("{recno}", "1").rstrip()
    same_lines(
        found[f"{FIRST}_pt001.xml"],
        sample_text(LETTINGS_SAMPLE),
        id=log.pk + 300000000000,
        owning_org_id=owner.pk + 300000000000,
        owning_org_name="Owner",
        managing_org_id=owner.pk + 300000000000,
        managing_org_name="Owner",
        log_id=log.pk,
    )


def test_only_what_has_changed_is_sent_again(store: Path) -> None:
    logs = [make_letting() for _ in range(3)]
    export_lettings()
    assert not ChangeMark.objects.filter(collection="lettings").exists()
    assert not SentMarks.objects.exists()
    touch(logs[1], beds=4)
    run = export_lettings()
    assert [record["log_id"] for record in records(store, SECOND)] == [str(logs[1].pk)]
    assert records(store, SECOND)[0]["beds"] == "4"
    assert manifest_rows(store, run) == [[SECOND, "2026-08-05 09:30:00 +0100", f"{SECOND}.zip"]]
    assert run.manifest_name == "Manifest_2026_08_05_0002.csv"


def test_an_empty_run_takes_no_number_and_delivers_the_header_only(store: Path) -> None:
    log = make_letting()
    export_lettings()
    run = export_lettings()
    assert [archive.empty_export for archive in run.exports.all()] == [True]
    header = b"zip-name,date-time zipped folder generated,zip-file-uri\n"
    assert (store / "Manifest_2026_08_05_0002.csv").read_bytes() == header
    touch(log, beds=2)
    export_lettings()
    assert files(store)[-1] == f"{SECOND}.zip"
    assert files(store)[2] == "Manifest_2026_08_05_0003.csv"


def test_a_full_run_sends_everything_under_the_next_base_number(store: Path) -> None:
    logs = [make_letting(), make_letting()]
    export_lettings()
    export_lettings(kind=FULL)
    name = "core_2026_2027_apr_mar_f0002_inc0001"
    assert [record["log_id"] for record in records(store, name)] == [str(log.pk) for log in logs]
    touch(logs[0], beds=2)
    export_lettings()
    assert len(records(store, "core_2026_2027_apr_mar_f0002_inc0002")) == 1


def test_numbers_are_independent_per_collection_and_year(store: Path) -> None:
    make_letting()
    make_letting(answers={"startdate": "2025-05-01"})
    make_sale()
    export_lettings()
    touch(LettingsLog.objects.get(collection_year=2026), beds=2)
    export_lettings()
    export(collection="lettings", year=2025)
    export(collection="sales", year=2025)
    assert [name for name in files(store) if name.endswith("zip")] == [
        "core_2025_2026_apr_mar_f0001_inc0001.zip",
        f"{FIRST}.zip",
        f"{SECOND}.zip",
        "core_sales_2025_2026_apr_mar_f0001_inc0001.zip",
    ]


def test_all_collections_in_their_order(store: Path) -> None:
    """Made in the order users, organisations, lettings, sales; listed lettings, sales, users, organisations."""
    person = UserFactory()
    make_letting(created_by=person)
    make_letting(answers={"startdate": "2025-05-01"})
    make_sale()
    run = export()
    planned = [(archive.collection, archive.year) for archive in run.exports.all()]
    assert planned == [
        ("users", None),
        ("organisations", None),
        ("lettings", 2025),
        ("lettings", 2024),
        ("lettings", 2026),
        ("lettings", 2027),
        ("sales", 2026),
        ("sales", 2025),
        ("sales", 2027),
    ]
    assert [name for name, *_ in manifest_rows(store, run)] == [
        "core_2025_2026_apr_mar_f0001_inc0001",
        FIRST,
        "core_sales_2025_2026_apr_mar_f0001_inc0001",
        "users_2024_2025_apr_mar_f0001_inc0001",
        "organisations_2024_2025_apr_mar_f0001_inc0001",
    ]


def test_the_first_full_run_is_number_one_in_every_collection(store: Path) -> None:
    make_letting(created_by=UserFactory())
    export(kind=FULL)
    names = [name for name in files(store) if name.endswith("zip")]
    assert names == [
        "core_2026_2027_apr_mar_f0001_inc0001.zip",
        "organisations_2024_2025_apr_mar_f0001_inc0001.zip",
        "users_2024_2025_apr_mar_f0001_inc0001.zip",
    ]


def test_what_is_never_sent(store: Path) -> None:
    kept = [make_letting(status=status) for status in (LogStatus.NOT_STARTED, LogStatus.IN_PROGRESS)]
    make_letting(status=LogStatus.PENDING)
    make_letting(answers={"startdate": "2027-04-01"})
    make_letting(answers={"startdate": "2026-03-31"})
    LettingsLog.objects.create(answers={})
    last = make_letting(answers={"startdate": "2027-03-31"})
    export_lettings()
    assert [record["log_id"] for record in records(store, FIRST)] == [str(log.pk) for log in (*kept, last)]


def test_a_deletion_is_told(store: Path) -> None:
    log = make_letting()
    export_lettings()
    delete_log(log=log, actor=SupportFactory())
    export_lettings()
    [record] = records(store, SECOND)
    assert (record["status"], record["discarded_at"]) == ("4", "2026-08-05T09:30:00+01:00")


def test_parts_hold_ten_thousand_and_no_record_is_lost_between_them(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("export_cds.archives.writer.RECORDS_PER_PART", 4)
    monkeypatch.setattr("export_cds.sources.selection.RECORDS_PER_CHUNK", 3)
    moment = datetime(2026, 5, 1, tzinfo=LONDON)
    younger, *logs = [make_letting(created_at=moment) for _ in range(10)]
    LettingsLog.objects.filter(pk=younger.pk).update(created_at=datetime(2026, 5, 2, tzinfo=LONDON))
    export_lettings()
    found = entries(store, FIRST)
    assert list(found) == [*(f"{FIRST}_pt00{number}.xml" for number in (1, 2, 3)), "manifest.xml"]
    assert [found[name].count("<form>") for name in list(found)[:3]] == [4, 4, 2]
    assert "<count-of-records>10<" in found["manifest.xml"]
    expected = [str(log.pk) for log in (*logs, younger)]
    assert [record["log_id"] for record in records(store, FIRST)] == expected


def test_supported_housing_tells_scheme_and_location_of_the_start_date(store: Path) -> None:
    scheme = SchemeFactory(sensitive=1)
    location = LocationFactory(scheme=scheme, units=5, old_visible_id="L-9")
    LocationFactory(scheme=scheme, units=7, discarded_at=datetime(2026, 5, 1, tzinfo=LONDON))
    make_letting(
        answers={"needstype": 2, "postcode_full": None, "la": None},
        scheme=scheme,
        location=location,
        owning_organisation=scheme.owning_organisation,
    )
    export_lettings()
    [record] = records(store, FIRST)
    assert len(record) == 204 - 3  # no managing organisation
    assert record["units_scheme"] == "12"
    assert (record["scheme"], record["location_code"]) == (str(scheme.pk), str(location.pk))
    assert (record["scheme_status"], record["location_status"]) == ("active", "active")
    assert (record["scheme_old"], record["confidential"]) == ("L-9", "1")
    assert record["postcode_full"] == location.postcode
    assert record["la"] == location.location_code


def test_duplicates_carry_the_number_of_their_set(store: Path) -> None:
    first, second = make_letting(duplicate_key="same"), make_letting(duplicate_key="same")
    make_letting(duplicate_key="other")
    export_lettings()
    assert [record["duplicate_set_id"] for record in records(store, FIRST)] == [str(first.pk), str(first.pk), ""]
    delete_log(log=second, actor=SupportFactory())
    export_lettings()
    sent = {record["log_id"]: record["duplicate_set_id"] for record in records(store, SECOND)}
    assert sent == {str(first.pk): "", str(second.pk): ""}


def test_organisations(store: Path) -> None:
    signed = LocalAuthorityOrganisationFactory(
        address_line1="2 Marsham Street",
        address_line2="London",
        postcode="SW1P 4DF",
        phone="",
        profit_status=None,
        housing_registration_no="1234",
        signed=True,
    )
    export(collection="organisations")
    name = "organisations_2024_2025_apr_mar_f0001_inc0001"
    same_lines(
        entries(store, name)[f"{name}_pt001.xml"],
        sample_text("organisation.xml"),
        id=signed.pk,
        name=signed.name,
        dsa_signed_at="2026-08-05T09:30:00+01:00",
        dpo_email=User.objects.get().email,
    )


def test_what_becomes_of_an_organisation_is_told(store: Path, clock: Frozen) -> None:
    clock.move_to("2026-08-05 09:30")
    absorbing, merged, inactive = OrganisationFactory(), OrganisationFactory(), OrganisationFactory(active=False)
    Organisation.objects.filter(pk=merged.pk).update(
        absorbing_organisation=absorbing, merge_date=date(2026, 8, 6), active=False
    )
    Organisation.objects.filter(pk=merged.pk).update(active=True)
    OrganisationNameChangeFactory(organisation=absorbing, name="Bigger", startdate=date(2026, 8, 7))
    person = UserFactory(organisation=absorbing)
    export()
    statuses = {
        record["id"]: (record["status"], record["active"])
        for record in records(store, "organisations_2024_2025_apr_mar_f0001_inc0001")
    }
    assert statuses == {
        str(absorbing.pk): ("active", "true"),
        str(merged.pk): ("active", "true"),
        str(inactive.pk): ("deactivated", "false"),
    }
    clock.move_to("2026-08-07 00:00")
    export()
    sent = records(store, "organisations_2024_2025_apr_mar_f0001_inc0002")
    assert {record["id"]: (record["status"], record["name"]) for record in sent} == {
        str(absorbing.pk): ("active", "Bigger"),
        str(merged.pk): ("merged", merged.name),
    }
    [moved] = records(store, "users_2024_2025_apr_mar_f0001_inc0002")
    assert (moved["id"], moved["organisation_name"]) == (str(person.pk), "Bigger")


def test_users(store: Path) -> None:
    person = UserFactory(
        name="Danny Rojas",
        phone="1234512345123",
        phone_extension="123",
        sign_in_count=5,
        last_sign_in_at=datetime(2022, 3, 3, tzinfo=LONDON),
    )
    export(collection="users")
    name = "users_2024_2025_apr_mar_f0001_inc0001"
    same_lines(
        entries(store, name)[f"{name}_pt001.xml"],
        sample_text("user.xml"),
        id=person.pk,
        email=person.email,
        organisation_id=person.organisation_id,
        organisation_name=person.organisation.name,
    )


def test_a_failed_run_leaves_nothing_marked_as_sent(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = make_letting()
    with monkeypatch.context() as broken:
        broken.setattr("export_cds.running.deliver.put", _refuse)
        with pytest.raises(DeliveryFailed):
            export_lettings()
    run = ExportRun.objects.get()
    assert (run.state, run.attempts, run.error) == (
        RunState.DELIVERING,
        1,
        f"DeliveryFailed: {FIRST}.zip could not be delivered: the store is closed",
    )
    assert ChangeMark.objects.filter(collection="lettings", object_id=log.pk).exists()
    assert not Export.objects.filter(listed=True).exists()
    give_up(run, "The store has moved.")
    assert ChangeMark.objects.filter(collection="lettings", object_id=log.pk).exists()
    assert not SentMarks.objects.exists()
    export_lettings()
    assert [record["log_id"] for record in records(store, FIRST)] == [str(log.pk)]


def _refuse(*args: object) -> None:
    raise OSError("the store is closed")


def test_a_run_that_keeps_failing_is_given_up(clock: Frozen, monkeypatch: pytest.MonkeyPatch) -> None:
    make_letting()
    monkeypatch.setattr("export_cds.running.deliver.put", _refuse)
    run = request_run(actor=None, collection="lettings", year=2026, enqueue=False)
    for attempts in (1, 2):
        with pytest.raises(Exception, match="the store is closed"):
            performing.perform(run.pk)
        run.refresh_from_db()
        assert run.attempts == attempts
        clock.move_by(hours=23)
    assert (run.state, run.finished_at) == (RunState.FAILED, now() - timedelta(hours=23))


def test_one_run_at_a_time() -> None:
    request_run(actor=None, enqueue=False)
    with pytest.raises(AnotherRunIsOpen):
        request_run(actor=SupportFactory(), enqueue=False)
    assert ExportRun.objects.count() == 1
