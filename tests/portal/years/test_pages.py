from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from django.test import Client
from django.urls import reverse

from accounts.models import User
from portal.clock import now
from portal.theme.forms import GovForm
from portal.years.admin.conditions import ConditionForm
from portal.years.admin.forms import PartForm
from portal.years.conditions import rows_of
from portal.years.drafts import edit, start_draft, tree_of
from portal.years.models import Draft, QuestionnaireVersion
from portal.years.operations import Set
from tests.factories.accounts import CoordinatorFactory, SupportFactory
from tests.portal.years.documents import RELEASED, released, scene

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-07-01T10:00:00+01:00")]


@pytest.fixture
def ann() -> User:
    return SupportFactory()


@pytest.fixture
def client(ann: User) -> Client:
    browser = Client()
    browser.force_login(ann)
    return browser


@pytest.fixture
def draft(ann: User) -> Draft:
    return start_draft(log_type="lettings", year=2026, by=ann)


def address(draft: Draft, page: str, *args: object) -> str:
    return reverse(f"admin:years_draft_{page}", args=[draft.pk, *args])


def data_of(page: Any) -> dict[str, Any]:
    """What a browser would send of the page as it stands."""
    return {**sent(page.context["form"]), **dict(page.context["hidden"])}


def sent(form: GovForm) -> dict[str, Any]:
    """What a browser would send of the form as it stands."""
    found = {}
    for name in form.fields:
        value = form[name].value()
        found[name] = value if isinstance(value, list) else "" if value is None else str(value)
    return found


def test_the_year_s_page_says_what_is_missing(client: Client) -> None:
    page = client.get(reverse("admin:years_questionnaireversion_year", args=[2027])).content.decode()
    assert "Not ready yet" in page
    assert "The year has no dates." in page
    assert "Start a draft of lettings" in page


def test_a_year_is_cloned_and_its_draft_opened(client: Client) -> None:
    page = client.post(reverse("admin:years_questionnaireversion_start", args=[2027, "lettings"]), {"source": "2026"})
    draft = Draft.objects.get()
    assert page["Location"] == address(draft, "change")
    assert tree_of(draft)["questionnaire"].attrs["year"] == 2027
    shown = client.get(address(draft, "change")).content.decode()
    assert "Lettings 2027, draft" in shown
    assert "Number of bedrooms" in shown


def test_a_question_s_words_are_changed(client: Client, draft: Draft) -> None:
    where = address(draft, "part", "question:beds")
    data = data_of(client.get(where))
    answer = client.post(where, {**data, "ask": "How many bedrooms are there?"})
    assert answer.status_code == 302
    assert tree_of(draft)["question:beds"].attrs["ask"] == "How many bedrooms are there?"
    (made,) = draft.edits.all()
    assert len(made.operations) == 1
    assert "How many bedrooms are there?" in made.words[0]


@pytest.mark.parametrize(("log_type", "year"), RELEASED)
def test_sending_a_page_as_it_is_changes_nothing(log_type: str, year: int) -> None:
    """Whatever kind of part: what the page shows is what is kept."""
    tree = released(log_type, year)
    for part in tree.in_order():
        shown = PartForm(part, tree)
        form = PartForm(part, tree, sent(shown))
        assert form.is_valid(), (part.key, form.errors)
        assert list(form.operations()) == [], part.key


def test_what_cannot_be_read_is_told_and_nothing_is_lost(client: Client, draft: Draft) -> None:
    where = address(draft, "part", "question:beds")
    data = data_of(client.get(where))
    page = client.post(where, {**data, "bulk": "{field: ", "hint": "Kept."}).content.decode()
    assert "<title>Error:" in page
    assert "cannot be read: check colons, brackets and quotes" in page
    assert "Kept." in page


def test_two_people_on_one_question(client: Client, draft: Draft) -> None:
    where = address(draft, "part", "question:beds")
    data = data_of(client.get(where))
    other = SupportFactory(name="Bea Bell")
    edit(draft=draft, operations=[Set("question:beds", "hint", None, "Hers.")], seen=0, by=other)
    page = client.post(where, {**data, "hint": "His."})
    text = page.content.decode()
    assert page.status_code == 409
    assert "Bea Bell has changed the same thing meanwhile" in text
    assert "Hers." in text
    assert "His." in text
    again = client.post(where, {**data, "hint": "His.", **dict(page.context["hidden"])})
    assert again.status_code == 302
    assert tree_of(draft)["question:beds"].attrs["hint"] == "His."


def test_options_are_lines(client: Client, draft: Draft) -> None:
    where = address(draft, "options", "question:sheltered")
    page = client.get(where)
    lines = page.context["form"]["lines"].value().splitlines()
    code, _, label = lines[0].partition(": ")
    changed = [*lines[1:], f"{code}: {label} indeed", "88: In a tent"]
    answer = client.post(where, {**dict(page.context["hidden"]), "lines": "\n".join(changed), "retired": [code]})
    assert answer.status_code == 302
    attrs = tree_of(draft)["question:sheltered"].attrs
    assert list(attrs["options"].items())[-2:] == [(int(code), f"{label} indeed"), (88, "In a tent")]
    assert attrs["hidden_options"] == [int(code)]
    words = " ".join(draft.edits.get().words)
    assert "is added" in words
    assert "moves within the list" in words


def test_a_condition_is_built_of_rows_and_tried(client: Client, draft: Draft) -> None:
    where = address(draft, "condition", "question:wchair")
    data = data_of(client.get(where))
    data |= {
        "join": "any",
        "name0": "needstype",
        "operator0": "is",
        "value0": "Supported housing",
        "group0": "",
        "name1": "renewal",
        "operator1": "is",
        "value1": "yes",
        "group1": "",
    }
    page = client.post(where, {**data, "try": "1", "try-needstype": "1", "try-renewal": "0"}).content.decode()
    assert "Needs type is “Supported housing” or Property renewal is “Yes”" in page
    assert "<strong>skipped</strong>" in page
    page = client.post(where, {**data, "try": "1", "try-needstype": "2"}).content.decode()
    assert "<strong>asked</strong>" in page
    assert not draft.edits.exists()
    assert client.post(where, data).status_code == 302
    assert tree_of(draft)["question:wchair"].attrs["when"] == "needstype == 2 or renewal == 1"


@pytest.mark.parametrize(("log_type", "year"), RELEASED)
def test_every_condition_opens_and_means_the_same_when_it_is_sent(log_type: str, year: int) -> None:
    tree = released(log_type, year)
    about = scene(tree)
    for part in tree.of_kind("question", "page", "subsection", "warning"):
        if isinstance(text := part.attrs.get("when"), str):
            form = ConditionForm(about, part, text, sent(ConditionForm(about, part, text)))
            assert form.is_valid(), (part.key, text, form.errors)
            assert form.as_text or rows_of(form.cleaned_data["condition"]) == rows_of(text), (part.key, text)


def test_a_question_is_added_moved_and_removed(client: Client, draft: Draft) -> None:
    where = address(draft, "add_part", "question", "after", "question:beds")
    given = {
        "name": "garden",
        "ask": "Is there a garden?",
        "label": "Garden",
        "kind": "radio",
        "options": "1: Yes\n2: No",
        "bulk": "148",
        "csv": "garden",
        "cds": "GARDEN",
    }
    assert client.post(where, {**given, "seen": "0"}).status_code == 302
    tree = tree_of(draft)
    siblings = tree.siblings("question:garden")
    assert siblings[siblings.index("question:garden") - 1] == "question:beds"
    moving = address(draft, "move", "question:garden")
    page = client.get(moving)
    options = page.context["form"].fields["place"].options
    place = next(one.value for one in options if one.label.startswith("at the start of subsection “Property details”"))
    assert client.post(moving, {"place": place, "seen": "1"}).status_code == 302
    assert tree_of(draft).siblings("question:garden")[0] == "question:garden"
    assert client.post(address(draft, "remove", "question:garden"), {"seen": "2"}).status_code == 302
    assert "question:garden" not in tree_of(draft)
    client.post(address(draft, "edits"), {"number": "3"})
    assert "question:garden" in tree_of(draft)


def test_options_come_back_from_the_database_in_their_order(client: Client, draft: Draft) -> None:
    """The database's own JSON puts mappings in another order; options are read from top to bottom."""
    where = address(draft, "add_part", "option set", "option_sets", "questionnaire")
    client.post(where, {"name": "answers", "options": "Z: Last\nAA: Middle\nB: First", "seen": "0"})
    assert list(tree_of(draft)["option set:answers"].attrs["options"]) == ["Z", "AA", "B"]
    where = address(draft, "options", "question:sheltered")
    client.post(where, {**data_of(client.get(where)), "named": "answers"})
    assert tree_of(draft)["question:sheltered"].attrs["options"] == "answers"


def test_a_part_is_added_only_where_it_may_stand(client: Client, draft: Draft) -> None:
    assert client.get(address(draft, "add_part", "section", "after", "question:beds")).status_code == 404
    assert client.get(address(draft, "add_part", "dragon", "questions", "section:setup")).status_code == 404
    where = address(draft, "add_part", "persons", "questions", "subsection:household_characteristics")
    page = client.post(where, {"first": "5", "last": "2", "seen": "0"})
    assert "The last person’s number must not be below the first" in page.content.decode()
    client.post(where, {"first": "2", "last": "5", "seen": "0"})
    assert tree_of(draft).parts["persons:2-5"].parent == "subsection:household_characteristics"


def test_a_named_condition_asks_about_any_question(client: Client, draft: Draft) -> None:
    where = address(draft, "add_part", "condition", "conditions", "questionnaire")
    client.post(where, {"name": "large_home", "when": "beds > 5", "seen": "0"})
    page = client.get(address(draft, "condition", "condition:large_home"))
    assert page.context["form"]["name0"].value() == "beds"
    assert "large_home" in client.get(address(draft, "named")).content.decode()


def test_columns_that_cannot_be_read_are_told(client: Client, draft: Draft) -> None:
    where = address(draft, "columns")
    data = data_of(client.get(where))
    page = client.post(where, {**data, "csv_facts": "log.id: [", "cds_order": "A\nB"}).content.decode()
    assert "cannot be read: check the colons" in page
    assert client.post(where, {**data, "cds_order": "B\nA"}).status_code == 302
    assert tree_of(draft)["questionnaire"].attrs["columns"]["cds_order"] == ["B", "A"]


def test_removing_tells_what_asks_about_it(client: Client, draft: Draft) -> None:
    page = client.get(address(draft, "remove", "question:needstype")).content.decode()
    assert "Conditions still ask about it" in page
    assert "What asks about it" in page


def test_from_the_first_edit_to_what_everybody_is_asked(client: Client, draft: Draft, clock) -> None:
    clock.move_to("2026-07-01T10:00:00+01:00")
    where = address(draft, "part", "question:beds")
    client.post(where, {**data_of(client.get(where)), "hint": "Count a bedsit as one."})
    checks = address(draft, "checks")
    for warning in client.get(checks).context["ready"].open_warnings:
        assert client.post(checks, {"finding": warning.identity, "reason": "It is known."}).status_code == 302
    when = now() + timedelta(hours=2)
    sent = client.post(
        address(draft, "publish"),
        {
            "day-day": "1",
            "day-month": "7",
            "day-year": "2026",
            "time": "12:00",
            "note": "A clearer hint.",
            "completed": "stay",
        },
    )
    assert sent.status_code == 302, sent.context["form"].errors
    draft.refresh_from_db()
    assert draft.effective_from == when
    assert "somebody else approves it" in client.get(address(draft, "approve")).content.decode()
    bea = Client()
    bea.force_login(SupportFactory())
    assert "Read what changes before you approve it" in bea.get(address(draft, "approve")).content.decode()
    page = bea.get(address(draft, "difference")).content.decode()
    assert "hint was" in page
    assert bea.post(address(draft, "approve")).status_code == 302
    version = QuestionnaireVersion.objects.get(number=2)
    assert "To come" in bea.get(reverse("admin:years_questionnaireversion_change", args=[version.pk])).content.decode()
    clock.move_by(hours=2)
    bea.force_login(SupportFactory())
    paper = reverse("admin:years_questionnaireversion_resource", args=[2026, "lettings", "paper_form"])
    assert "Count a bedsit as one." in bea.get(paper).content.decode()


def test_files_of_a_draft_and_of_a_version(client: Client, draft: Draft) -> None:
    for output in ("paper_form", "bulk_upload_template", "bulk_upload_specification", "data_dictionary", "yaml"):
        assert client.get(address(draft, "output", output)).status_code == 200, output
    assert client.get(address(draft, "output", "nothing")).status_code == 404
    edit(draft=draft, operations=[Set("question:beds", "hint", None, "New.")], seen=0, by=SupportFactory())
    workbook = client.get(address(draft, "difference_xlsx"))
    assert workbook["Content-Disposition"] == 'attachment; filename="what-changes-lettings-2026.xlsx"'


def test_a_draft_that_cannot_be_made_says_why(client: Client, draft: Draft, ann: User) -> None:
    edit(draft=draft, operations=[Set("question:beds", "kind", "number", "dragon")], seen=0, by=ann)
    page = client.get(address(draft, "output", "paper_form"), follow=True).content.decode()
    assert "Nothing can be made from the draft yet" in page


def test_landlords_take_the_files_of_open_years(clock) -> None:
    clock.move_to("2026-07-01T10:00:00+01:00")
    browser = Client()
    browser.force_login(CoordinatorFactory())
    page = browser.get(reverse("admin:years_questionnaireversion_resources")).content.decode()
    assert "Bulk upload template for lettings 2026 (Excel)" in page
    assert "Paper form for sales 2025 (web page to print)" in page
    file = browser.get(
        reverse("admin:years_questionnaireversion_resource", args=[2026, "sales", "bulk_upload_template"])
    )
    assert file["Content-Disposition"] == 'attachment; filename="bulk-upload-sales-template-2026-27.xlsx"'
    clock.move_to("2026-10-01T10:00:00+01:00")
    browser.force_login(CoordinatorFactory())
    gone = reverse("admin:years_questionnaireversion_resource", args=[2025, "sales", "bulk_upload_template"])
    assert browser.get(gone).status_code == 404
