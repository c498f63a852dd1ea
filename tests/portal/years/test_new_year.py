"""A year that was copied: texts to look at, what landlords read of it, and whom it is told."""

from __future__ import annotations

import pytest

from django.test import Client
from django.urls import reverse

from accounts.models.mail import SentEmail
from portal.clock import now
from portal.years import announcing
from portal.years.drafts import clone_year, edit, tree_of
from portal.years.models import Announcement, QuestionnaireVersion
from portal.years.operations import Set
from portal.years.review import names_the_year, texts_with_a_year
from portal.years.yearly_changes import changes_for_landlords, versions_to_compare
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory
from tests.portal.years.documents import released

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-12-01T10:00:00+00:00")]


def version_of_2027() -> QuestionnaireVersion:
    """A copy of 2026 with one question worded anew, approved and to come."""
    ann = SupportFactory()
    draft = clone_year(log_type="lettings", year=2027, source=2026, by=ann)
    edit(draft=draft, operations=[Set("question:beds", "hint", None, "Count a bedsit.")], seen=1, by=ann)
    draft.refresh_from_db()
    tree = tree_of(draft)
    return QuestionnaireVersion.objects.create(
        log_type="lettings", year=2027, number=1, content=tree.text(), checksum="0" * 64, based_on=draft.base,
        author=ann, approver=SupportFactory(), note="One hint.", effective_from=now(),
    )  # fmt: skip


def test_texts_that_name_a_year_are_listed_until_they_fit() -> None:
    found = list(texts_with_a_year(released("lettings", 2026)))
    named = {one.part.name for one in found}
    assert {"voiddate", "mrcdate"} <= named
    assert names_the_year("For example, 27 3 2026.", 2026)
    assert not names_the_year("For example, 27 3 2026.", 2028)
    ann, browser = SupportFactory(), Client()
    browser.force_login(ann)
    draft = clone_year(log_type="lettings", year=2027, source=2026, by=ann)
    page = browser.get(reverse("admin:years_draft_review", args=[draft.pk])).content.decode()
    assert "For example, 27 3 2026." in page
    assert "Another year" in page
    assert (
        "Texts that name a year" in browser.get(reverse("admin:years_draft_change", args=[draft.pk])).content.decode()
    )


def test_landlords_read_what_changes_once_it_is_approved() -> None:
    browser = Client()
    browser.force_login(ProviderFactory())
    address = reverse("admin:years_questionnaireversion_changes", args=[2027, "lettings"])
    assert browser.get(address).status_code == 404
    version_of_2027()
    page = browser.get(address).content.decode()
    assert "One hint." in page
    assert "Count a bedsit." in page
    assert address in browser.get(reverse("admin:years_questionnaireversion_resources")).content.decode()


def test_what_is_inside_the_service_is_left_out() -> None:
    old, new = versions_to_compare("lettings", 2026) or pytest.fail("both came with the release")
    told = changes_for_landlords(old, new)
    assert any("Cuckooing" in one.text for one in told)
    assert any(one.change == "field of the upload" or "field of the upload" in one.text for one in told)
    assert not any("element of the export" in one.text and "was" in one.text for one in told)


def test_coordinators_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcing, "MOST_AT_ONCE", 2)
    coordinators = [CoordinatorFactory() for _ in range(3)]
    ProviderFactory()
    announcing.announce_when_due(now())
    assert not SentEmail.objects.exists(), "what came with the release is no news"
    version_of_2027()
    for _ in range(3):
        announcing.announce_when_due(now())
    mails = SentEmail.objects.filter(template="new_year")
    assert sorted(str(mail.user_id) for mail in mails) == sorted(str(person.pk) for person in coordinators)
    assert Announcement.objects.get().finished_at == now()
