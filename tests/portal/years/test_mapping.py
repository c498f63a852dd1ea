"""What becomes of answers of the year before: edited and confirmed in the draft, and used by logs that change the year."""

from __future__ import annotations

import pytest

from django.test import Client
from django.urls import reverse

from portal.years import live
from portal.years.drafts import DraftError, clone_year, confirm_mapping, edit, tree_of
from portal.years.mapping import mapping_of, seen
from portal.years.models import Draft, QuestionnaireVersion
from portal.years.operations import FIRST, Add, Operation, Place, Remove, RemoveOption, Set, place_of
from portal.years.publishing import readiness
from portal.years.tree import Branch
from tests.factories.accounts import SupportFactory
from tests.portal.years.clerk import ClientHand

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-12-01T10:00:00+00:00")]
TENURE = {
    "id": "tenure_joint",
    "kind": "radio",
    "ask": "Do several people hold the tenancy?",
    "label": "Several tenants",
    "options": {1: "No", 2: "Yes"},
    "cds": "tenure_joint",
    "csv": "tenure_joint",
}


def year_2027() -> tuple[Draft, ClientHand]:
    """A copy of 2026 in which one question has a successor with other codes, and another lost an option."""
    ann = SupportFactory()
    draft = clone_year(log_type="lettings", year=2027, source=2026, by=ann)
    tree = tree_of(draft)
    new = Branch("question:tenure_joint", "question", TENURE, {})
    place = place_of(tree, "question:joint")
    operations: list[Operation] = [
        Add(new.key, Place(place.parent, place.slot, "question:joint"), new),
        Remove("question:joint", place, tree.branch("question:joint")),
        RemoveOption("question:homeless", 11, tree["question:homeless"].attrs["options"][11], FIRST),
    ]
    edit(draft=draft, operations=operations, seen=1, by=ann)
    browser = Client()
    browser.force_login(ann)
    return Draft.objects.get(pk=draft.pk), ClientHand(browser)


def page(draft: Draft, name: str, *args: str) -> str:
    return reverse(f"admin:years_draft_{name}", args=[draft.pk, *args])


def told(draft: Draft) -> dict[str, str]:
    return {row.question.name: row.text for row in mapping_of(draft.base.tree, tree_of(draft))}


def test_it_is_edited_shown_and_confirmed_on_the_pages() -> None:
    draft, ann = year_2027()
    assert "is no longer asked" in told(draft)["joint"]
    assert "not taken along" in told(draft)["homeless"]
    unconfirmed = [one for one in readiness(draft).errors if one.code == "mapping"]
    assert len(unconfirmed) == 2

    where = ann.do(page(draft, "mapped", "joint"), {"target": "tenure_joint"})
    assert where == page(draft, "mapped", "joint"), "now its options can be chosen"
    ann.do(where, {"code0": "2", "code1": "1", "code2": ""})
    assert tree_of(draft)["question:tenure_joint"].attrs["carried_from"] == {
        "question": "joint",
        "codes": {1: 2, 2: 1, 3: None},
    }
    assert "“Yes” becomes “Yes”; “No” becomes “No”" in told(draft)["joint"]
    year = reverse("admin:years_questionnaireversion_year", args=[2027])
    assert "To be confirmed" in ann.client.get(year).content.decode()
    shown = ann.client.get(page(draft, "mapping")).content.decode()
    assert "Confirm all of this" in shown
    ann.do(page(draft, "mapping"), {"seen": seen(mapping_of(draft.base.tree, tree_of(draft)))})
    assert [one for one in readiness(Draft.objects.get(pk=draft.pk)).errors if one.code == "mapping"] == []
    assert "Confirmed" in ann.client.get(page(draft, "mapping")).content.decode()
    assert ann.client.get(year).context["parts"][0]["mapping"] == "Confirmed"


def test_what_changed_since_it_was_read_is_not_confirmed() -> None:
    draft, _ = year_2027()
    read = seen(mapping_of(draft.base.tree, tree_of(draft)))
    by = draft.created_by
    edit(draft=draft, operations=[Set("question:beds", "kind", "number", "text")], seen=draft.revision, by=by)
    with pytest.raises(DraftError, match="Read it again"):
        confirm_mapping(draft=draft, shown=read, by=by)
    assert "beds" in told(draft)
    assert not any(one.code == "type changed" for one in readiness(draft).errors), "a new year may change the type"


def test_within_a_year_the_mapping_stays_and_a_copy_begins_without() -> None:
    draft, _ = year_2027()
    by = draft.created_by
    tree = tree_of(draft)
    tree["question:tenure_joint"].attrs["carried_from"] = {"question": "joint", "codes": {1: 2, 2: 1}}
    QuestionnaireVersion.objects.create(
        log_type="lettings", year=2027, number=1, content=tree.text(), checksum="1" * 64, based_on=draft.base,
        author=by, approver=SupportFactory(), effective_from=draft.base.effective_from,
    )  # fmt: skip
    live.look_again()
    Draft.objects.all().update(state=Draft.State.PUBLISHED)
    copy = clone_year(log_type="lettings", year=2028, source=2027, by=by)
    assert "carried_from" not in tree_of(copy)["question:tenure_joint"].attrs
    assert told(copy) == {}
