"""What a form or a program can send that no page would: refused in words, and nothing is lost by it."""

from __future__ import annotations

from typing import Any

import pytest

from django.test import Client
from django.urls import reverse

from portal.clock import now
from portal.years.admin.forms import WrittenField
from portal.years.drafts import DraftError, edit, give_reason, start_draft, tree_of
from portal.years.models import Draft
from portal.years.operations import EditError, Set
from portal.years.publishing import approve, readiness, submit
from portal.years.shapes import problem_with
from tests.factories.accounts import SupportFactory

pytestmark = pytest.mark.clock("2026-12-01T10:00:00+00:00")
BOMB = "{a: &a [x, x, x], b: &b [*a, *a, *a], c: [*b, *b, *b]}"


@pytest.mark.parametrize("text", [BOMB, "[" * 500 + "]" * 500, ".nan", "!!binary aGk=", "[1, 2", "x" * 30_000])
def test_values_that_no_machine_should_keep(text: str) -> None:
    with pytest.raises(Exception, match=r"(?i)cannot be read|cannot be kept|too long|nested") as told:
        WrittenField(label="Limits", short_label="Limits").clean(text)
    assert type(told.value).__name__ == "ValidationError"


@pytest.mark.parametrize(
    ("attr", "value"),
    [
        ("min", "abc"), ("max", True), ("step", -1), ("shown_for", [1]), ("shown_for", {"a": 1}), ("options", {1: [2]}),
        ("suffix", [{"x": 1}]), ("shown_as", [1]), ("repeat", {"from": 1}), ("optional", 3), ("kind", {"a": 1}),
        ("hidden_options", "abc"), ("carried_from", {"question": 1}), ("ask", ["a"]), ("whole", "yes"), ("number", 1.5),
    ],
)  # fmt: skip
def test_shapes_that_checks_could_not_read(attr: str, value: Any) -> None:
    assert problem_with(attr, value)


@pytest.mark.django_db
def test_a_half_sent_page_changes_nothing() -> None:
    ann, browser = SupportFactory(), Client()
    browser.force_login(ann)
    draft = start_draft(log_type="lettings", year=2026, by=ann)
    before = tree_of(draft).text()
    page = reverse("admin:years_draft_part", args=[draft.pk, "question:beds"])
    for sent in ({"hint": "Only this."}, {"seen": "0", "hint": "Only this."}, {"seen": "x"}):
        answer = browser.post(page, sent, follow=True)
        assert "did not arrive whole" in answer.content.decode()
    assert tree_of(draft).text() == before


@pytest.mark.django_db
def test_forged_operations_and_own_approval() -> None:
    ann, bea = SupportFactory(), SupportFactory()
    draft = start_draft(log_type="lettings", year=2026, by=ann)
    for operation in (Set("question:beds", "min", 0, "abc"), Set("question:none", "hint", None, "x")):
        with pytest.raises(EditError):
            edit(draft=draft, operations=[operation], seen=0, by=ann)
    edit(draft=draft, operations=[Set("question:beds", "hint", None, "Count a bedsit.")], seen=0, by=ann)
    draft.refresh_from_db()
    moment = now().replace(year=2027)
    for warning in readiness(draft).open_warnings:
        give_reason(draft=draft, finding=warning.identity, reason="It is meant.", by=ann)
    submit(draft=draft, moment=moment, note="A hint.", by=bea)
    for person in (ann, bea):
        with pytest.raises(DraftError):
            approve(draft=draft, by=person)
    with pytest.raises(DraftError):
        edit(draft=draft, operations=[Set("question:beds", "hint", "Count a bedsit.", "x")], seen=1, by=ann)
    Draft.objects.filter(pk=draft.pk).update(state=Draft.State.PUBLISHED)
    with pytest.raises(DraftError):
        edit(draft=draft, operations=[Set("question:beds", "hint", "Count a bedsit.", "x")], seen=1, by=ann)
