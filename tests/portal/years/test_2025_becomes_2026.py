"""The lettings of 2025 become those of 2026 on the pages of the admin, without a release; sales: sales_become_2026.py."""

from __future__ import annotations

from time import process_time

import pytest

from django.test import Client
from django.urls import reverse

from accounts.models import User
from portal.clock import Frozen
from portal.logs.kinds import kind_named
from portal.years import live
from portal.years.drafts import tree_of
from portal.years.mapping import mapping_of, seen
from portal.years.models import CalledOff, Draft, QuestionnaireVersion
from portal.years.publishing import readiness
from tests.factories.accounts import SupportFactory
from tests.portal.years.clerk import Clerk, ClientHand, steps_left
from tests.portal.years.documents import released
from tests.reference_cases.paths import RANGES, cases
from tests.reference_cases.run import run_file

pytestmark = pytest.mark.django_db
MOMENT = {"day-day": "5", "day-month": "8", "day-year": "2026", "time": "12:30", "note": "The questions of 2026."}


def hand_of(person: User) -> ClientHand:
    browser = Client()
    browser.force_login(person)
    return ClientHand(browser)


def never_released(log_type: str, year: int) -> None:
    """As if the year had not come with the release."""
    version = QuestionnaireVersion.objects.get(log_type=log_type, year=year)
    CalledOff.objects.create(version=version, by=SupportFactory(), reason="It is made by hand")


FILES = {
    "lettings": ("golden_cases.json", "lettings_rule_vectors.json"),
    "sales": ("golden_cases.json", "sales_rule_vectors.json"),
}


def test_the_year_is_made_in_the_admin(clock: Frozen, capsys: pytest.CaptureFixture[str]) -> None:
    made_in_the_admin("lettings", clock, capsys)


def made_in_the_admin(log_type: str, clock: Frozen, capsys: pytest.CaptureFixture[str]) -> None:
    """Cloned, changed, checked, sent and approved on the pages alone; then the reference cases of 2026 agree with it."""
    clock.move_to("2026-08-05T12:00:00+01:00")
    never_released(log_type, 2026)
    begun = process_time()
    ann, bea = hand_of(SupportFactory()), hand_of(SupportFactory())
    ann.do(reverse("admin:years_questionnaireversion_start", args=[2026, log_type]), {"source": "2025"})
    draft = Draft.objects.get()
    wanted = released(log_type, 2026)
    Clerk(ann, draft, wanted).change_everything()
    assert list(steps_left(draft, wanted)) == []
    assert tree_of(draft).text() == wanted.text()
    page = "admin:years_draft_{}".format
    ann.do(reverse(page("mapping"), args=[draft.pk]), {"seen": seen(mapping_of(draft.base.tree, tree_of(draft)))})
    ready = readiness(Draft.objects.get())
    assert ready.errors == ()
    for warning in ready.open_warnings:
        ann.do(reverse(page("checks"), args=[draft.pk]), {"finding": warning.identity, "reason": "It is meant."})
    ann.do(reverse(page("publish"), args=[draft.pk]), MOMENT)
    bea.read(reverse(page("difference"), args=[draft.pk]))
    bea.do(reverse(page("approve"), args=[draft.pk]), {})
    spent = process_time() - begun
    clock.move_by(minutes=31)
    live.look_again()

    assert kind_named(log_type).program(2026).version == 2
    for name in FILES[log_type]:
        outcomes = list(run_file(cases(name), log_type, 2026, RANGES))
        assert len(outcomes) >= 20
        assert [one.line() for outcome in outcomes for one in outcome.differences if not one.reason] == []
    work = ann.work + bea.work
    with capsys.disabled():
        print(f"\n{log_type} of 2025 became those of 2026 with {work} and {spent:.1f} seconds of the processor")
