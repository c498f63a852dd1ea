"""What a version means for logs: counted before, carried out when it is in force, taken back for what was lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from lettings.models import LettingsLog
from orgs.models import LocalAuthority
from portal.clock import Frozen, now
from portal.jobs.claim import Claim
from portal.logs.record import record_answers
from portal.logs.status import LogStatus
from portal.logs.versions.dry_run import ask_for_dry_run, carry_out_dry_run
from portal.logs.versions.models import DryRun, LogMove, VersionMove, WorkState
from portal.logs.versions.move import carry_out_move, move_when_due
from portal.years import live
from portal.years.canonical import checksum
from portal.years.drafts import edit, start_draft, tree_of
from portal.years.effects import Effect
from portal.years.models import Draft, QuestionnaireVersion
from portal.years.operations import Add, Operation, Place, Remove, Set, place_of
from portal.years.tree import Branch
from tests.factories.accounts import CoordinatorFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.record.worlds import MANCHESTER, whose
from tests.scale.complete_logs import LETTING

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-05-20 12:00")]
GARDEN = {
    "id": "garden",
    "kind": "radio",
    "ask": "Is there a garden?",
    "label": "Garden",
    "options": {1: "Yes", 2: "No"},
}


@pytest.fixture
def person() -> User:
    return CoordinatorFactory(organisation=OrganisationFactory(name="Larch Homes", signed=True))


@pytest.fixture
def ann() -> User:
    return SupportFactory()


@pytest.fixture(autouse=True)
def _versions_come_and_go() -> Any:
    live.look_again()
    yield
    live.forget()


def a_log(person: User, *, without: str = "") -> LettingsLog:
    """A complete letting, or one that lacks an answer."""
    LocalAuthority.objects.get_or_create(
        code=MANCHESTER, defaults={"name": "Manchester", "start_date": date(2009, 4, 1)}
    )
    answers = {name: value for name, value in LETTING.items() if name not in without.split()}
    changes = {**answers, "la": MANCHESTER, **whose(person)}
    recorded = record_answers(log=LettingsLog(), changes=changes, actor=person)
    assert recorded.saved, recorded.errors
    return recorded.log


def changed(draft: Draft) -> list[Operation]:
    """A required question more, and another that is asked of supported housing only."""
    tree = tree_of(draft)
    garden = Branch("question:garden", "question", GARDEN, {})
    place = Place("subsection:tenancy_information", "questions", "question:joint")
    before = tree["question:wchair"].attrs.get("when")
    return [Add(garden.key, place, garden), Set("question:wchair", "when", before, "needstype == 2")]


def drafted(by: User) -> Draft:
    draft = start_draft(log_type="lettings", year=2026, by=by)
    edit(draft=draft, operations=changed(draft), seen=0, by=by)
    return Draft.objects.get(pk=draft.pk)


def in_force(draft: Draft, by: User, number: int = 2, **more: Any) -> QuestionnaireVersion:
    """The draft as a version that has come into force, without the way through approval."""
    text = tree_of(draft).text()
    version = QuestionnaireVersion.objects.create(
        log_type="lettings", year=2026, number=number, content=text, checksum=checksum(text), based_on=draft.base,
        author=by, approver=SupportFactory(), effective_from=now(), effect=Effect.ASKS_AGAIN, note="Gardens.", **more,
    )  # fmt: skip
    Draft.objects.filter(pk=draft.pk).update(state=Draft.State.PUBLISHED, version=version)
    live.look_again()
    return version


def moved(version: QuestionnaireVersion) -> VersionMove:
    move_when_due(now())
    move = VersionMove.objects.get(version=version)
    carry_out_move(Claim(connection, move))
    return VersionMove.objects.get(pk=move.pk)


def test_a_dry_run_counts_and_changes_nothing(person: User, ann: User) -> None:
    a_log(person)
    a_log(person, without="joint")
    before = list(LettingsLog.objects.order_by("pk").values())
    run = ask_for_dry_run(draft=drafted(ann), by=ann)
    carry_out_dry_run(Claim(connection, run))
    run = DryRun.objects.get()
    assert run.state == WorkState.DONE
    asks_again = str(int(Effect.ASKS_AGAIN))
    assert run.found["effects"] == {"open": {asks_again: 1}, "completed": {asks_again: 1}}
    assert run.found["to_answer"] == [["Garden", 1, 1]]
    assert [row[1:] for row in run.found["lost"]] == [[1, 1]]
    assert run.found["organisations"] == [["Larch Homes", 1, 1, 0, 0, 2]]
    assert list(LettingsLog.objects.order_by("pk").values()) == before
    browser = Client()
    browser.force_login(ann)
    page = browser.get(reverse("admin:log_versions_dryrun_of_draft", args=[run.draft_id])).content.decode()
    assert "Garden" in page
    assert "Larch Homes" in page


def test_a_dry_run_of_words_touches_nobody(person: User, ann: User) -> None:
    a_log(person)
    draft = start_draft(log_type="lettings", year=2026, by=ann)
    edit(draft=draft, operations=[Set("question:beds", "hint", None, "Count a bedsit as one.")], seen=0, by=ann)
    run = ask_for_dry_run(draft=draft, by=ann)
    carry_out_dry_run(Claim(connection, run))
    found = DryRun.objects.get().found
    assert found["effects"] == {"open": {}, "completed": {str(int(Effect.WORDS)): 1}}
    assert (found["to_answer"], found["lost"], found["organisations"]) == ([], [], [])


def test_a_draft_is_seen_as_each_role_and_for_a_day(person: User, ann: User) -> None:
    draft, browser = drafted(ann), Client()
    browser.force_login(ann)
    address = reverse("admin:log_versions_dryrun_preview", args=[draft.pk])
    sent = {"day-day": "20", "day-month": "5", "day-year": "2026", "turn": "1"}
    seen = browser.get(address, {**sent, "role": "coordinator", "subsection_id": "tenancy_information"})
    assert "Is there a garden?" in seen.content.decode()
    assert "Larch Homes" in seen.content.decode()
    setup = {
        role: set(
            browser.get(address, {**sent, "role": role, "subsection_id": "setup"}).context["shown_page"].form.fields
        )
        for role in ("coordinator", "support")
    }
    assert setup["coordinator"] < setup["support"], "support chooses organisations and people"
    wrong = browser.get(address, {**sent, "day-year": "2028", "role": "support", "subsection_id": "setup"})
    assert "Enter a day of the year of the draft" in wrong.content.decode()
    assert not LettingsLog.objects.exists()


def test_open_logs_move_and_completed_ones_stay(person: User, ann: User) -> None:
    done, going = a_log(person), a_log(person, without="joint")
    assert done.status == LogStatus.COMPLETED
    move = moved(in_force(drafted(ann), ann))
    assert (move.state, move.moved, move.reopened) == (WorkState.DONE, 1, 0)
    (kept,) = LogMove.objects.all()
    assert (kept.log_id, kept.from_version, kept.new_questions) == (going.pk, 1, ["garden"])
    assert kept.lost == {"wchair": going.typed_answers()["wchair"]}
    going.refresh_from_db()
    assert "wchair" not in going.answers
    assert going.questionnaire_version == 2
    before = done.answers
    done.refresh_from_db()
    assert (done.status, done.answers, done.questionnaire_version) == (LogStatus.COMPLETED, before, 1)


def test_the_log_says_what_is_new(person: User, ann: User) -> None:
    going = a_log(person, without="joint")
    moved(in_force(drafted(ann), ann))
    browser = Client()
    browser.force_login(person)
    page = browser.get(reverse("admin:lettings_lettingslog_change", args=[going.pk])).content.decode()
    assert "1 question that it was not asked before" in page
    page = browser.get(reverse("admin:lettings_lettingslog_new", args=[going.pk])).content.decode()
    assert "Gardens." in page
    assert "Not answered" in page
    log = record_answers(log=LettingsLog.objects.get(pk=going.pk), changes={"garden": 1}, actor=person).log
    page = browser.get(reverse("admin:lettings_lettingslog_change", args=[log.pk])).content.decode()
    assert "was not asked before" not in page


def test_the_publisher_opens_completed_logs_again(person: User, ann: User) -> None:
    done = a_log(person)
    move = moved(in_force(drafted(ann), ann, reopens=True))
    assert (move.moved, move.reopened) == (1, 1)
    done.refresh_from_db()
    assert (done.status, done.questionnaire_version) == (LogStatus.IN_PROGRESS, 2)


def test_lost_answers_come_back_by_themselves(person: User, ann: User) -> None:
    going = a_log(person, without="joint")
    had = going.typed_answers()["wchair"]
    moved(in_force(drafted(ann), ann))
    log = LettingsLog.objects.get(pk=going.pk)
    assert log.set_aside == {"wchair": {"value": had, "year": 2026, "version": 1}}
    browser = Client()
    browser.force_login(person)
    page = browser.get(reverse("admin:lettings_lettingslog_new", args=[going.pk])).content.decode()
    assert "Each comes back by itself" in page
    back = start_draft(log_type="lettings", year=2026, by=ann)
    edit(draft=back, operations=[Set("question:wchair", "when", "needstype == 2", "needstype == 1")], seen=0, by=ann)
    moved(in_force(Draft.objects.get(pk=back.pk), ann, number=3))
    log.refresh_from_db()
    assert (log.typed_answers()["wchair"], log.set_aside) == (had, {})


def test_what_a_version_has_no_more_is_kept_too(person: User, ann: User) -> None:
    in_force(drafted(ann), ann)
    log = a_log(person, without="joint wchair")
    record_answers(log=log, changes={"garden": 2}, actor=person)
    draft = start_draft(log_type="lettings", year=2026, by=ann)
    tree = tree_of(draft)
    gone = Remove("question:garden", place_of(tree, "question:garden"), tree.branch("question:garden"))
    edit(draft=draft, operations=[gone], seen=0, by=ann)
    moved(in_force(Draft.objects.get(pk=draft.pk), ann, number=3))
    log = LettingsLog.objects.get(pk=log.pk)
    assert "garden" not in log.answers
    assert log.set_aside == {"garden": {"value": 2, "year": 2026, "version": 2}}
    assert LogMove.objects.get().lost == {"garden": 2}


def test_a_move_goes_on_where_its_worker_died(person: User, ann: User, clock: Frozen) -> None:
    first, second = a_log(person, without="joint"), a_log(person, without="joint")
    version = in_force(drafted(ann), ann)
    move_when_due(now())
    move_when_due(now())
    move = VersionMove.objects.get(version=version)
    VersionMove.objects.filter(pk=move.pk).update(state=WorkState.WORKING, last_log=first.pk)
    carry_out_move(Claim(connection, VersionMove.objects.get(pk=move.pk)))
    assert [one.log_id for one in LogMove.objects.all()] == [second.pk]
