from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from portal.clock import Frozen, now
from portal.logs.kinds import kind_named
from portal.windows.models import CollectionWindow
from portal.years import live
from portal.years.checks import Level
from portal.years.difference import difference
from portal.years.drafts import (
    DraftError,
    EditConflict,
    clone_year,
    edit,
    give_reason,
    give_up,
    start_draft,
    take_over,
    tree_of,
    undo,
)
from portal.years.effects import Effect
from portal.years.models import Draft, QuestionnaireVersion
from portal.years.operations import Set
from portal.years.publishing import approve, call_off, note_reading, readiness, submit, withdraw
from portal.years.release import keep_released
from portal.years.tree import Tree
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, StatisticianFactory, SupportFactory

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-07-01T10:00:00+01:00")]


@pytest.fixture
def ann() -> User:
    return SupportFactory()


@pytest.fixture
def bea() -> User:
    return SupportFactory()


def hint(draft: Draft, text: str) -> Set:
    return Set("question:beds", "hint", tree_of(draft)["question:beds"].attrs.get("hint"), text)


def started(by: User) -> Draft:
    return start_draft(log_type="lettings", year=2026, by=by)


def changed(by: User, text: str = "Count a bedsit as one bedroom.") -> Draft:
    draft = started(by)
    edit(draft=draft, operations=[hint(draft, text)], seen=0, by=by)
    draft.refresh_from_db()
    return draft


def published(author: User, approver: User, text: str, moment: datetime) -> QuestionnaireVersion:
    draft = changed(author, text)
    answer_warnings(draft, author)
    submit(draft=draft, moment=moment, note="Words only.", by=author)
    draft.refresh_from_db()
    note_reading(draft=draft, by=approver)
    return approve(draft=draft, by=approver)


def answer_warnings(draft: Draft, by: User) -> None:
    for warning in readiness(draft).open_warnings:
        give_reason(draft=draft, finding=warning.identity, reason="It is known.", by=by)


def hint_in_force() -> str:
    live.look_again()
    return kind_named("lettings").program(2026).questionnaire.by_id["beds"][0].hint


def test_files_of_the_release_are_version_one() -> None:
    first = QuestionnaireVersion.objects.get(log_type="lettings", year=2026)
    assert (first.number, first.from_release) == (1, True)
    assert Tree(first.document).text() == first.content
    keep_released()
    assert QuestionnaireVersion.objects.count() == 4
    live.look_again()
    assert kind_named("lettings").program(2026).questionnaire.source == "2026.yaml"


def test_the_database_lets_nobody_change_a_version() -> None:
    first = QuestionnaireVersion.objects.first()
    assert first
    for attempt in (
        lambda: QuestionnaireVersion.objects.filter(pk=first.pk).update(content="{}"),
        lambda: QuestionnaireVersion.objects.filter(pk=first.pk).update(effective_from=now()),
        first.delete,
    ):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            attempt()


def test_a_version_needs_a_second_person(ann: User) -> None:
    first = QuestionnaireVersion.objects.first()
    assert first
    with pytest.raises(DatabaseError, match="years_version_second_person"), transaction.atomic():
        QuestionnaireVersion.objects.create(
            log_type="lettings", year=2026, number=2, content="{}", effective_from=now(), author=ann, approver=ann
        )


def test_from_a_draft_to_what_everybody_is_asked(ann: User, bea: User, clock: Frozen) -> None:
    clock.move_to("2026-07-01T10:00:00+01:00")
    before = hint_in_force()
    version = published(ann, bea, "Count a bedsit as one bedroom.", now() + timedelta(hours=2))
    assert (version.number, version.effect, version.based_on.number) == (2, Effect.WORDS, 1)
    assert hint_in_force() == before
    clock.move_by(hours=2)
    assert hint_in_force() == "Count a bedsit as one bedroom."
    assert kind_named("lettings").program(2026).version == 2
    assert kind_named("lettings").program(2026, 1).questionnaire.by_id["beds"][0].hint == before


def test_no_job_has_to_run_for_a_version_to_come_into_force(ann: User, bea: User, clock: Frozen) -> None:
    """Workers may have been down at the minute: the next piece of work of any process finds it."""
    clock.move_to("2026-07-01T10:00:00+01:00")
    published(ann, bea, "New words.", datetime(2026, 7, 1, 11, tzinfo=UTC))
    clock.move_to("2026-07-03T09:00:00+01:00")
    assert hint_in_force() == "New words."


def test_one_piece_of_work_keeps_to_one_version(ann: User, bea: User, clock: Frozen) -> None:
    clock.move_to("2026-07-01T10:00:00+01:00")
    before = hint_in_force()
    published(ann, bea, "New words.", now() + timedelta(minutes=1))
    live.look_again()
    kind = kind_named("lettings")
    assert kind.program(2026).questionnaire.by_id["beds"][0].hint == before
    clock.move_by(minutes=5)
    assert kind.program(2026).questionnaire.by_id["beds"][0].hint == before
    assert hint_in_force() == "New words."


def test_who_edited_or_sent_it_does_not_approve_it(ann: User, bea: User) -> None:
    draft = changed(ann)
    edit(draft=draft, operations=[hint(draft, "Other words.")], seen=draft.revision, by=bea)
    answer_warnings(draft, ann)
    submit(draft=draft, moment=now() + timedelta(hours=1), note="Words.", by=ann)
    draft.refresh_from_db()
    for person in (ann, bea):
        note_reading(draft=draft, by=person)
        with pytest.raises(DraftError, match="somebody else"):
            approve(draft=draft, by=person)
    third = SupportFactory()
    with pytest.raises(DraftError, match="Read what changes"):
        approve(draft=draft, by=third)
    note_reading(draft=draft, by=third)
    assert approve(draft=draft, by=third).number == 2


@pytest.mark.parametrize("factory", [CoordinatorFactory, ProviderFactory, StatisticianFactory])
def test_only_support_touches_questionnaires(factory: Callable[[], User], ann: User) -> None:
    person = factory()
    draft = changed(ann)
    for attempt in (
        lambda: start_draft(log_type="sales", year=2026, by=person),
        lambda: clone_year(log_type="sales", year=2027, source=2026, by=person),
        lambda: edit(draft=draft, operations=[], seen=1, by=person),
        lambda: undo(draft=draft, number=1, by=person),
        lambda: submit(draft=draft, moment=now(), note="x", by=person),
        lambda: approve(draft=draft, by=person),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_a_moment_of_summer_time(ann: User, bea: User, clock: Frozen) -> None:
    """Midnight of 1 April is 23:00 of the day before at Greenwich."""
    clock.move_to("2027-03-20T10:00:00+00:00")
    version = published(ann, bea, "Spring words.", datetime(2027, 3, 31, 23, tzinfo=UTC))
    clock.move_to("2027-03-31T23:59:59+01:00")
    assert live.in_force_at(now())["lettings", 2026] == 1
    clock.move_to("2027-04-01T00:00:00+01:00")
    assert live.in_force_at(now())["lettings", 2026] == version.number


def test_called_off_before_its_moment(ann: User, bea: User, clock: Frozen) -> None:
    clock.move_to("2026-07-01T10:00:00+01:00")
    before = hint_in_force()
    version = published(ann, bea, "New words.", now() + timedelta(hours=1))
    call_off(version=version, reason="The words are not agreed.", by=ann)
    clock.move_by(hours=3)
    assert hint_in_force() == before
    again = published(ann, bea, "Better words.", now() + timedelta(hours=1))
    assert again.number == 3
    clock.move_by(hours=2)
    with pytest.raises(DraftError, match="in force"):
        call_off(version=again, reason="Too late.", by=ann)


def test_withdrawn_by_a_new_version(ann: User, bea: User, clock: Frozen) -> None:
    clock.move_to("2026-07-01T10:00:00+01:00")
    before = hint_in_force()
    version = published(ann, bea, "Wrong words.", now() + timedelta(minutes=1))
    clock.move_by(hours=1)
    draft = withdraw(version=version, by=ann)
    assert (
        difference(tree_of(draft), QuestionnaireVersion.objects.get(log_type="lettings", year=2026, number=1).tree)
        == []
    )
    draft.refresh_from_db()
    answer_warnings(draft, ann)
    submit(draft=draft, moment=now() + timedelta(minutes=1), note="Back to the old words.", by=ann)
    draft.refresh_from_db()
    note_reading(draft=draft, by=bea)
    assert approve(draft=draft, by=bea).number == 3
    clock.move_by(minutes=2)
    assert hint_in_force() == before


def test_a_draft_with_a_mistake_is_not_published(ann: User) -> None:
    draft = started(ann)
    edit(draft=draft, operations=[Set("question:beds", "when", None, "colour == 1")], seen=0, by=ann)
    with pytest.raises(DraftError, match="1 error"):
        submit(draft=draft, moment=now() + timedelta(hours=1), note="x", by=ann)


def test_a_warning_needs_its_reason(ann: User) -> None:
    draft = changed(ann, "Since 2019 a bedsit counts as one.")
    (warning,) = [one for one in readiness(draft).open_warnings if one.code == "another year"]
    assert warning.level is Level.WARNING
    with pytest.raises(DraftError, match="Give a reason for each warning"):
        submit(draft=draft, moment=now() + timedelta(hours=1), note="x", by=ann)
    answer_warnings(draft, ann)
    submit(draft=draft, moment=now() + timedelta(hours=1), note="x", by=ann)


def test_what_would_change_the_meaning_of_answers_is_refused_within_a_year(ann: User) -> None:
    draft = started(ann)
    edit(draft=draft, operations=[Set("question:propcode", "kind", "text", "number")], seen=0, by=ann)
    assert {"breaking", "type changed"} <= {one.code for one in readiness(draft).errors}


def test_two_people_edit_different_things_and_both_stay(ann: User, bea: User) -> None:
    draft = started(ann)
    edit(draft=draft, operations=[hint(draft, "Mine.")], seen=0, by=ann)
    edit(draft=draft, operations=[Set("question:wchair", "ask", None, "Is it for wheelchairs?")], seen=0, by=bea)
    tree = tree_of(draft)
    assert tree["question:beds"].attrs["hint"] == "Mine."
    assert tree["question:wchair"].attrs["ask"] == "Is it for wheelchairs?"


def test_two_people_edit_the_same_thing_and_the_second_is_told(ann: User, bea: User) -> None:
    draft = started(ann)
    first = edit(draft=draft, operations=[hint(draft, "Mine.")], seen=0, by=ann)
    with pytest.raises(EditConflict) as told:
        edit(draft=draft, operations=[Set("question:beds", "hint", None, "Theirs.")], seen=0, by=bea)
    assert told.value.theirs == first
    assert tree_of(draft)["question:beds"].attrs["hint"] == "Mine."


def test_saving_without_a_change_is_no_edit(ann: User) -> None:
    draft = started(ann)
    same = tree_of(draft)["question:beds"].attrs.get("hint")
    assert edit(draft=draft, operations=[Set("question:beds", "hint", same, same)], seen=0, by=ann) is None
    assert not draft.edits.exists()


def test_any_edit_is_undone(ann: User) -> None:
    draft = started(ann)
    edit(draft=draft, operations=[hint(draft, "One.")], seen=0, by=ann)
    edit(draft=draft, operations=[Set("question:wchair", "hint", None, "Two.")], seen=1, by=ann)
    undo(draft=draft, number=1, by=ann)
    tree = tree_of(draft)
    assert tree["question:beds"].attrs.get("hint") != "One."
    assert tree["question:wchair"].attrs["hint"] == "Two."
    with pytest.raises(DraftError, match="already"):
        undo(draft=draft, number=1, by=ann)


def test_an_edit_under_another_is_undone_after_it(ann: User) -> None:
    draft = started(ann)
    edit(draft=draft, operations=[hint(draft, "One.")], seen=0, by=ann)
    edit(draft=draft, operations=[hint(draft, "Two.")], seen=1, by=ann)
    with pytest.raises(DraftError, match="later edit first"):
        undo(draft=draft, number=1, by=ann)
    undo(draft=draft, number=2, by=ann)
    undo(draft=draft, number=1, by=ann)
    assert tree_of(draft).text() == draft.base.content


def test_a_new_year_is_a_copy_with_its_own_year(ann: User) -> None:
    CollectionWindow.objects.get_or_create(
        start_year=2027,
        defaults={
            "start": date(2027, 4, 1),
            "submission_deadline": date(2028, 6, 2),
            "new_logs_end": date(2028, 7, 1),
            "edit_end": date(2028, 7, 31),
        },
    )
    draft = clone_year(log_type="lettings", year=2027, source=2026, by=ann)
    changes = difference(draft.base.tree, Tree(tree_of(draft).document()))
    assert [(one.target, one.attr) for one in changes if isinstance(one, Set)] == [
        ("questionnaire", "year"),
        ("questionnaire", "title"),
    ]
    assert tree_of(draft)["questionnaire"].attrs["title"] == "Lettings 2027 to 2028"
    with pytest.raises(DraftError, match="draft of this year"):
        clone_year(log_type="lettings", year=2027, source=2026, by=ann)
    with pytest.raises(DraftError, match="already"):
        clone_year(log_type="lettings", year=2026, source=2025, by=ann)
    assert [one.code for one in readiness(draft).errors] == []


def test_a_draft_takes_over_what_was_published_meanwhile(ann: User, bea: User) -> None:
    first = QuestionnaireVersion.objects.get(log_type="lettings", year=2026)
    draft = changed(ann)
    text = Tree(first.document)
    text["question:wchair"].attrs["hint"] = "From elsewhere."
    QuestionnaireVersion.objects.create(
        log_type="lettings",
        year=2026,
        number=2,
        content=text.text(),
        checksum="x",
        based_on=first,
        author=ann,
        approver=bea,
        effective_from=now(),
    )
    assert readiness(draft).outdated
    take_over(draft=draft, by=ann)
    draft.refresh_from_db()
    assert not readiness(draft).outdated
    assert tree_of(draft)["question:wchair"].attrs["hint"] == "From elsewhere."
    assert tree_of(draft)["question:beds"].attrs["hint"] == "Count a bedsit as one bedroom."


def test_a_draft_that_is_given_up_makes_room(ann: User) -> None:
    draft = changed(ann)
    give_up(draft=draft, by=ann)
    assert started(ann).pk != draft.pk
    assert draft.edits.count() == 1


def test_what_is_in_force_is_one_query(django_assert_num_queries: Callable) -> None:
    kind = kind_named("lettings")
    live.look_again()
    kind.program(2026)
    live.look_again()
    with django_assert_num_queries(1, connection=connection):
        kind.program(2026)
        kind.program(2025)
