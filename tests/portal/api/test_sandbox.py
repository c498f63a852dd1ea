"""The sandbox: what test keys send is judged, kept and corrected like everything else, and reaches nobody."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from export_cds.running.expand import mark_carriers_of_changed_facts
from export_cds.running.nightly import start_nightly_run
from export_cds.running.request import BadRequest, request_run
from export_cds.sources.selection import Selection
from lettings.models import LettingsLog
from lettings.rent_periods import used_rent_periods
from orgs.api_keys.issue import issue
from orgs.areas.shipped import load_shipped_areas
from orgs.merges import perform
from orgs.models import Organisation
from portal.changes.models import ChangeMark
from portal.clock import now, today
from portal.jobs.work import work as carry_out
from portal.logs.duplicates import duplicate_sets
from portal.logs.kinds import kind_named
from portal.logs.status import LogStatus
from portal.logs.uploads import accepting
from portal.logs.uploads.models import ExternalReference, Submission
from portal.logs.uploads.sandbox import KEPT, forget_old_trial_logs
from portal.logs.views.statements import create_views
from portal.statistics.count import contributions
from portal.statistics.topics.uploads import _by_member
from tests.factories.accounts import CoordinatorFactory, SupportFactory
from tests.factories.orgs import (
    MergeRequestFactory,
    MergeRequestOrganisationFactory,
    OrganisationFactory,
    OrganisationRelationshipFactory,
)
from tests.portal.api.calling import System, complete
from tests.portal.logs.uploads.life import work
from tests.portal.logs.uploads.test_correcting_pages import seen_in

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
LOGS = "lettings/2026/logs"
WRONG = {"external_reference": "R2", "answers": complete(age1="nonsense")}


@pytest.fixture(autouse=True)
def _areas() -> None:
    load_shipped_areas()


@pytest.fixture
def tried() -> System:
    return System(is_test=True)


@pytest.fixture
def person(tried: System) -> Any:
    return CoordinatorFactory(organisation=tried.organisation)


def kept(tried: System) -> Submission:
    sent = tried.post("lettings/2026/batches", {"logs": [WRONG], "keep": True})
    assert sent.json()["results"][0]["result"] == "kept", sent.content
    return Submission.objects.get(pk=sent.json()["submission"]["id"])


def test_staff_correct_what_a_test_key_had_kept_and_it_stays_in_the_sandbox(
    tried: System, person: Any, client: Any
) -> None:
    submission = kept(tried)
    assert submission.is_test
    client.force_login(person)
    page = reverse("admin:uploads_submission_change", args=[submission.pk])
    for address in (page, reverse("admin:uploads_submission_correct", args=[submission.pk])):
        assert "stays in the sandbox of" in client.get(address).text
    assert "Lettings 2026 to 2027, sandbox" in client.get(reverse("admin:uploads_submission_changelist")).text
    row = submission.rows.get()
    (number,) = {error.number for error in row.row_errors if "age1" in submission.layout.answers_at[error.number]}
    grid, prefix = reverse("admin:uploads_submission_correct", args=[submission.pk]), f"r{row.number}"
    sent = {
        "row": f"{row.number}",
        f"{prefix}-c{number}": "41",
        f"{prefix}-seen": seen_in(client.get(grid).text, prefix),
    }
    client.post(grid, sent)
    row.refresh_from_db()
    assert row.outcome in ("ready", "warned"), row.errors
    client.post(
        reverse("admin:uploads_submission_accept", args=[submission.pk]), {"with_incomplete": "yes", "how": "ready"}
    )
    submission = work(submission)
    log = LettingsLog.objects.get()
    assert (log.status, log.answers["age1"], submission.created_count) == (LogStatus.PENDING, 41, 1)
    assert [one["id"] for one in tried.get(f"{LOGS}?external_reference=R2").json()["logs"]] == [log.pk]
    listed = client.get(reverse("admin:api_keys_apikey_trials", args=[tried.key.pk]))
    assert [(one["number"], one["reference"]) for one in listed.context["logs"]] == [(log.pk, "R2")]
    assert listed.request["PATH_INFO"] in client.get(page).text
    # Sent again, it is found there; outside nobody has heard of it.
    again = {"external_reference": "R2", "answers": complete(age1=41)}
    assert tried.post("lettings/2026/batches", {"logs": [again]}).json()["counts"] == {"unchanged": 1}
    live = System(tried.organisation)
    assert live.post("lettings/2026/batches", {"logs": [again]}).json()["counts"] == {"created": 1}
    assert accepting.undo(submission=submission, actor=person)[0] == 1
    assert list(LettingsLog.objects.values_list("status", flat=True)) == [LogStatus.COMPLETED]


@pytest.mark.parametrize("is_test", [True, False])
def test_every_change_names_who_made_it(is_test: bool, settings: Any) -> None:
    """As on a real server, where no setting stands in for a person, system or job."""
    system = System(is_test=is_test)
    settings.SYSTEM_JOB = ""
    added = system.add("lettings", "R1")
    assert added.status_code == 201, added.content
    path = f"{LOGS}/{added.json()['id']}"
    changed = system.send("PATCH", path, {"answers": {"propcode": "NEW"}}, if_match=added["ETag"])
    assert changed.status_code == 200, changed.content
    assert system.send("DELETE", path, if_match=changed["ETag"]).status_code == 204
    sent = system.post("lettings/2026/batches", {"logs": [WRONG, {"answers": complete()}], "keep": True})
    assert sent.json()["counts"] == {"created": 1, "kept": 1}
    forget_old_trial_logs(now() + KEPT + timedelta(days=1))
    assert LettingsLog.objects.filter(status=LogStatus.PENDING).count() == 0


def test_rows_of_the_sandbox_find_no_real_log(tried: System, person: Any) -> None:
    """The same reference, and the same answers, are another log there."""
    System(tried.organisation).post(LOGS, {"external_reference": "R2", "answers": complete(age1=41)})
    row = kept(tried).rows.get()
    assert row.log_id is None
    assert not [error for error in row.row_errors if error.rule == "upload.similar"]


@pytest.mark.django_db(transaction=True)
def test_a_sandbox_is_its_organisations_own(tried: System) -> None:
    """Another organisation that the log names sees nothing of it, not even with a test key."""
    owner = OrganisationFactory(signed=True, holds_own_stock=True)
    OrganisationRelationshipFactory(stock_owner=owner, managing_agent=tried.organisation)
    added = tried.add("lettings", "R1", owning_organisation_id=owner.pk)
    assert added.status_code == 201, added.content
    other = System(owner, is_test=True)
    assert other.get(LOGS).json()["logs"] == []
    assert other.get(f"{LOGS}/{added.json()['id']}").status_code == 404
    assert other.get("lettings/2026/changes").json()["changes"] == []
    assert len(tried.get("lettings/2026/changes").json()["changes"]) == 1


def test_test_logs_reach_nobody(tried: System, person: Any, client: Any) -> None:
    """Every way out of the portal, with a real log of the same answers beside it."""
    number = tried.add("lettings", "R1").json()["id"]
    real = System(tried.organisation).add("lettings", "R1").json()["id"]
    kind, organisation = kind_named("lettings"), tried.organisation
    for one in (person, SupportFactory()):
        assert set(LettingsLog.objects.visible_to(one).values_list("pk", flat=True)) == {real}
        assert not list(duplicate_sets(LettingsLog, one))
        client.force_login(one)
        listed = client.get(reverse("admin:lettings_lettingslog_changelist")).text
        assert (f"/{real}/" in listed, f"/{number}/" in listed) == (True, False)
        for page in ("change", "history", "who_can_see"):
            assert client.get(reverse(f"admin:lettings_lettingslog_{page}", args=[number])).status_code == 404
    assert contributions(kind, [number, real]).keys() == {real}
    create_views()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM lettings_2026")
        assert cursor.fetchall() == [(real,)]
    Organisation.objects.filter(pk=organisation.pk).update(name="Renamed")
    mark_carriers_of_changed_facts()
    assert set(ChangeMark.objects.filter(collection="lettings").values_list("object_id", flat=True)) == {real}
    assert Selection("lettings", 2026, everything=True).count() == 1
    LettingsLog.objects.filter(pk=real).update(discarded_at=now())
    assert used_rent_periods([organisation.pk]) == set()


@pytest.mark.django_db(transaction=True)
def test_a_merge_leaves_the_sandbox_alone(tried: System) -> None:
    number = tried.add("lettings", "R1").json()["id"]
    support, absorber = SupportFactory(), OrganisationFactory(signed=True, holds_own_stock=True)
    request = MergeRequestFactory(absorbing_organisation=absorber, merge_date=today().replace(month=4, day=1))
    MergeRequestOrganisationFactory(merge_request=request, merging_organisation=tried.organisation)
    perform.start(actor=support, request=request)
    assert carry_out("merge", request.pk) == "merged"
    assert LettingsLog.objects.get(pk=number).owning_organisation_id == tried.organisation.pk


def test_uploads_of_the_sandbox_are_in_no_figure(tried: System) -> None:
    kept(tried)

    class Chosen:
        kind, year, breakdown = kind_named("lettings"), 2026, "organisation"

    class Figures:
        selection = Chosen

    assert _by_member(Figures) == {}


def test_test_logs_go_a_month_after_they_were_last_changed(tried: System) -> None:
    number = tried.add("lettings", "R1").json()["id"]
    real = System(tried.organisation).add("lettings", "R1").json()["id"]
    forget_old_trial_logs(now() + KEPT - timedelta(days=1))
    assert LettingsLog.objects.count() == 2
    forget_old_trial_logs(now() + KEPT + timedelta(days=1))
    assert LettingsLog.objects.get().pk == real
    assert not LettingsLog.history.filter(id=number).exists()
    assert ExternalReference.objects.get().log_id == real


def test_a_whole_instance_for_trying_out_says_so_and_sends_nothing(person: Any, client: Any, settings: Any) -> None:
    live = System()
    settings.SANDBOX = True
    client.force_login(person)
    for page in ("/", "/no/such/page", "/developers/lettings/2026/"):
        assert ">Sandbox</strong>" in client.get(page).text, page
    assert ">Sandbox</strong>" in Client().get("/", follow=True).text
    for failure in ("500.html", "503.html"):
        assert ">Sandbox</strong>" in render_to_string(failure), failure
    assert start_nightly_run(now().replace(hour=0)) is None
    with pytest.raises(BadRequest, match="sandbox"):
        request_run(actor=None)
    with pytest.raises(ValidationError, match="only keys for test logs"):
        issue(actor=person, organisation=person.organisation, name="Live", scopes=["read"], expires_at=now() + KEPT)
    assert live.get("windows").status_code == 401
    assert System(is_test=True).get("windows").status_code == 200


READS = re.compile(
    r"\b(?:kind|self|admin)\.model\.(?:objects|_default_manager|_base_manager)"
    r"|\bmodel\.(?:objects|_default_manager|_base_manager)"
    r"|\b(?:Lettings|Sales)Log\.(?:objects|_default_manager|_base_manager)"
    r"|lettings_lettingslog\b|sales_saleslog\b|(?:kind\.model|\bmodel)\._meta\.db_table"
)
KEEPS_THEM_OUT = re.compile(
    r"visible_to\(|VISIBLE|EXPORTABLE|on_trial_of\(|not_on_trial\(|logs_for\(|get_visible_or_404\("
)
ROOMS = ("portal", "lettings", "sales", "orgs", "accounts", "supported_housing", "export_cds")
OTHERS = {
    "portal/changes/mark.py": "takes marks away that were sent, by their keys; no log is read",
    "portal/demo/logs.py": "whether there are logs at all",
    "portal/guarded.py": "which tables there are",
    "portal/locking.py": "locks rows that were chosen elsewhere",
    "portal/lookups.py": "finds keys, of which the query that asks takes those it may see",
    "portal/logs/admin/pages.py": "goes through the access door",
    "portal/logs/as_of.py": "logs that were chosen elsewhere",
    "portal/logs/between.py": "by status, then and now",
    "portal/logs/locks.py": "locks rows that were chosen elsewhere",
    "portal/logs/moving.py": "moves logs that were chosen elsewhere",
    "portal/logs/past.py": "stands in for the table; its readers keep to what they see",
    "portal/logs/record/store.py": "writes logs that were chosen elsewhere",
    "portal/logs/uploads/sandbox.py": "is about test logs alone",
    "portal/logs/versions/move.py": "by status",
    "portal/logs/views/keep.py": "which tables there are",
    "portal/logs/views/statements.py": "by status",
    "portal/statistics/check.py": "all numbers; what is counted keeps to visible logs",
    "portal/statistics/count.py": "all numbers; what is counted keeps to visible logs",
    "lettings/schemes.py": "logs that were chosen by status before; an address of the list",
    "orgs/admin/organisation_profile.py": "addresses of lists",
    "export_cds/sources/selection.py": "by status",
    "export_cds/triggers/facts.py": "by status",
    "portal/theme/record_history.py": "names of what histories refer to",
    "portal/jobs": "jobs, no logs",
    "accounts/housekeeping.py": "sign-ins, no logs",
}


def test_every_place_that_reads_logs_is_known_to_keep_test_logs_out() -> None:
    """A new one says what keeps them out in the same statement, or stands in the list with its reason."""
    found = set()
    for room in ROOMS:
        for path in sorted((settings.BASE_DIR / room).rglob("*.py")):
            name = str(path.relative_to(settings.BASE_DIR))
            if "/migrations/" not in name and _reads_all(path):
                found.add("portal/jobs" if name.startswith("portal/jobs/") else name)
    assert found == set(OTHERS), found ^ set(OTHERS)


def _reads_all(path: Path) -> bool:
    lines = path.read_text().splitlines()
    return any(
        READS.search(line) and not KEEPS_THEM_OUT.search(" ".join(lines[at : at + 3])) for at, line in enumerate(lines)
    )
