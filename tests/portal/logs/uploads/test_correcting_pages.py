"""The pages that correct rows: in a grid, a whole row, a group."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from orgs.areas.shipped import load_shipped_areas
from portal.logs.kinds import kind_named
from portal.logs.uploads.admin.group_forms import name_of
from portal.logs.uploads.correcting import correct_row, errors
from portal.logs.uploads.correcting.cell_fields import CellsForm, Places, read_cells
from portal.logs.uploads.models import Submission, SubmissionRow
from portal.logs.uploads.out import results
from portal.logs.uploads.rows.layout import layout_of
from portal.questionnaire.document import Kind
from tests.factories.accounts import ProviderFactory
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import LocationFactory, SchemeFactory
from tests.portal.logs.uploads.files import row
from tests.portal.logs.uploads.life import outcomes, send
from tests.portal.logs.uploads.test_pages import page, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
O = SubmissionRow.Outcome  # noqa: E741


@pytest.fixture(autouse=True)
def _areas() -> None:
    load_shipped_areas()


@pytest.fixture
def person() -> Any:
    return ProviderFactory(organisation=OrganisationFactory(name="Larch Homes", signed=True))


def seen_in(text: str, prefix: str) -> str:
    found = re.search(f'name="{prefix}-seen"[^>]*value="([^"]*)"', text)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize(
    ("log_type", "year"), [("lettings", 2025), ("lettings", 2026), ("sales", 2025), ("sales", 2026)]
)
def test_every_field_of_every_file_has_a_widget_that_changes_nothing_by_itself(log_type: str, year: int) -> None:
    """What a page shows and sends back untouched means no correction, whatever stands in the cells."""
    layout = layout_of(kind_named(log_type).program(year).questionnaire)
    places = Places(layout)
    for text in ("", "1", "0", "02", "R", "no such thing", " 3 ", "£1,200.50", "31"):
        texts = dict.fromkeys(layout.types, text)
        shown = {place.numbers: place for place in (places.at(number, texts) for number in layout.types)}
        assert {number for numbers in shown for number in numbers} == set(layout.types)
        form = CellsForm(list(shown.values()), texts, "r2")
        assert read_cells(shown.values(), form.data, texts, "r2") == {}
        for field in form:
            assert str(field)


def test_the_widgets_are_those_of_the_questions(person: Any) -> None:
    layout = layout_of(kind_named("lettings").program(2026).questionnaire)
    places = Places(layout)
    assert places.at(8, {}).numbers == (8, 9, 10)
    assert places.at(8, {}).kind is Kind.DATE
    assert places.at(122, {}).kind is Kind.CHECKBOXES
    assert places.at(46, {}).kind is Kind.SELECT
    assert places.at(42, {}).kind is Kind.RADIO
    assert [option.value for option in places.at(42, {42: "X9"}).options][-1] == "X9", "what was sent can be seen"


def test_a_row_is_corrected_in_the_grid_without_scripts(person: Any) -> None:
    submission = send(person, row(person.organisation, field_28="99"))
    client, address = signed_in(person), page(submission, "correct")
    shown = client.get(address).content.decode()
    assert 'name="r2-c28"' in shown
    sent = {"row": "2", "r2-c28": "2", "r2-seen": seen_in(shown, "r2")}
    answer = client.post(address, sent, follow=True).content.decode()
    assert "Row 2 was checked again: ready" in answer
    assert outcomes(submission) == [O.READY]


def test_a_change_in_the_grid_is_answered_with_its_verdict(person: Any) -> None:
    submission = send(person, row(person.organisation, field_28="99"))
    client, address = signed_in(person), page(submission, "correct")
    seen = seen_in(client.get(address).content.decode(), "r2")
    sent = {"row": "2", "r2-c28": "2", "r2-seen": seen}
    answer = client.post(address, sent, headers={"HX-Request": "true"}).content.decode()
    assert answer.count("<form") == 0
    assert "Ready" in answer
    assert 'value="2"' in answer, "what was corrected stays on the page"


def test_organisations_and_people_are_chosen_by_name(person: Any) -> None:
    submission = send(person, row(person.organisation, field_1="ORG999999", field_3="nobody@example.org"))
    text = signed_in(person).get(page(submission, "correct")).content.decode()
    assert f"{person.organisation.name} ({person.organisation.code})" in text
    assert f"{person.name} ({person.email})" in text
    assert "“ORG999999”, as it was sent" in text
    code = person.organisation.code
    sent = {"row": "2", "r2-seen": seen_in(text, "r2"), "r2-c1": code, "r2-c3": person.email}
    signed_in(person).post(page(submission, "correct"), sent)
    assert outcomes(submission) == [O.READY]


def test_schemes_and_locations_are_chosen_by_name_and_only_those_of_the_owner(person: Any) -> None:
    own, gone = (
        SchemeFactory(owning_organisation=person.organisation, service_name=name, old_visible_id=old)
        for name, old in (("Elm Court", "0077"), ("Ash Court", ""))
    )
    others = SchemeFactory(service_name="Of somebody else")
    for scheme in (own, gone, others):
        LocationFactory(scheme=scheme, name=f"{scheme.service_name} house")
    place, *_ = own.locations.all()
    right = row(person.organisation, base="supported", field_5="77", field_6=str(place.pk))
    of_others = {**right, 13: "T2", 1: f"ORG{others.owning_organisation_id}", 5: others.code}
    submission = send(person, {**right, 6: "999"}, {**right, 13: "T1", 5: "S999"}, of_others)
    client, address = signed_in(person), page(submission, "correct")
    text = client.get(address).content.decode()
    assert "Of somebody else" not in text
    first, second, _ = text.split('<h2 class="govuk-heading-m" id="row-')[1:]
    assert "Elm Court house" in first
    assert "Ash Court house" not in first, "another scheme's"
    assert f"Elm Court ({own.code})" in second
    assert "“S999”, as it was sent" in second
    sent = {"row": "2", "r2-seen": seen_in(first, "r2"), "r2-c6": str(place.pk)}
    client.post(address, sent)
    sent = {"row": "3", "r3-seen": seen_in(second, "r3"), "r3-c5": own.code, "r3-c6": str(place.pk)}
    client.post(address, sent)
    assert outcomes(submission)[:2] == [O.READY, O.READY], [r.errors for r in submission.rows.all()]
    whole = client.get(page(submission, "row_section", 2, "setup")).content.decode()
    assert re.search(r'value="77"[^>]* checked[^>]*>\s*<label[^>]*>\s*Elm Court', whole), (
        "a former code is named as well"
    )
    assert "as it was sent" not in whole


def test_a_scheme_is_replaced_by_name_in_all_rows(person: Any) -> None:
    own = SchemeFactory(owning_organisation=person.organisation, service_name="Elm Court")
    place = LocationFactory(scheme=own)
    cells = row(person.organisation, base="supported", field_5="S999", field_6=str(place.pk))
    submission = send(person, cells, {**cells, 13: "T2"})
    key = next(each.key for each in errors.grouped(submission)[0] if each.number == 5)
    address = f"{page(submission, 'group')}?{key.address}"
    assert f"Elm Court ({own.code})" in signed_in(person).get(address).content.decode()
    signed_in(person).post(address, {"action": "replace", "replace-value": name_of("S999"), "replace-by": own.code})
    assert outcomes(submission) == [O.READY] * 2


def test_a_row_that_stands_there_twice_says_of_which_it_is_the_double_until_it_is_another_one(person: Any) -> None:
    one = row(person.organisation, field_13="T1")
    submission = send(person, one, one, one)
    for name in ("rows", "correct"):
        text = signed_in(person).get(page(submission, name)).content.decode()
        assert text.count("Row 2 says the same and is the one that counts") == 2, name
    by_question = signed_in(person).get(page(submission, "errors")).content.decode()
    assert "Another row of the file is the same" in by_question
    assert ">3-4<" in by_question
    assert "says the same" in results.in_front(submission, submission.rows.get(number=3))[1]
    client, address = signed_in(person), page(submission, "correct")
    seen = seen_in(client.get(address).content.decode(), "r3")
    for code, outcome in (("T2", O.READY), ("T1", O.DOUBLED)):
        sent = {"row": "3", "r3-c13": code, "r3-seen": seen}
        answer = client.post(address, sent, headers={"HX-Request": "true"}).content.decode()
        assert ("says the same" in answer) is (outcome == O.DOUBLED)
        assert outcomes(submission) == [O.READY, outcome, O.DOUBLED]
        seen = seen_in(answer, "r3")
    assert submission.rows.get(number=3).error_count == 1


def test_a_page_that_is_not_whole_changes_nothing(person: Any) -> None:
    submission = send(person, row(person.organisation, field_28="99"))
    for seen in ("", "{", "[]", '{"cells": 3}', '{"cells": {"x": "1"}, "boxes": []}', "[" * 5_000):
        sent = {"row": "2", "r2-c28": "2", "r2-seen": seen}
        answer = signed_in(person).post(page(submission, "correct"), sent, follow=True)
        assert "did not reach us whole" in answer.content.decode()
    for text in ("2\x00", "2" * 40_000):
        sent = {"row": "2", "r2-c28": text, "r2-seen": '{"cells": {"28": "99"}, "boxes": []}'}
        answer = signed_in(person).post(page(submission, "correct"), sent, follow=True)
        assert "did not reach us whole" in answer.content.decode()
    assert outcomes(submission) == [O.WRONG]


def test_a_whole_row_has_the_parts_of_a_log(person: Any) -> None:
    submission = send(person, row(person.organisation, field_28="99"))
    client = signed_in(person)
    shown = client.get(page(submission, "row", 2)).content.decode()
    assert "1 to look at" in shown
    section = errors_section(submission)
    address = page(submission, "row_section", 2, section)
    text = client.get(address).content.decode()
    assert "99" in text
    seen = seen_in(text, "r2")
    wrong = client.post(address, {"r2-c28": "98", "r2-seen": seen}).content.decode()
    assert "There is a problem" in wrong
    assert "<title>Error:" in wrong.replace("\n", "")
    seen = seen_in(wrong, "r2")
    response = client.post(address, {"r2-c28": "2", "r2-seen": seen})
    assert response.status_code == 302
    assert outcomes(submission) == [O.READY]


def errors_section(submission: Submission) -> str:
    (error,) = submission.rows.get().row_errors
    return Places(submission.layout).subsection_of(error.number)


def test_a_warning_is_confirmed_in_place(person: Any) -> None:
    submission = send(person, row(person.organisation, field_41="90"))
    assert outcomes(submission) == [O.WARNED]
    client, address = signed_in(person), page(submission, "correct")
    for _ in range(3):
        seen = seen_in(client.get(address).content.decode(), "r2")
        boxes = json.loads(seen)["boxes"]
        client.post(address, {"row": "2", "r2-seen": seen, **{f"r2-{name}": "yes" for name in boxes}})
        if outcomes(submission) == [O.READY]:
            break
    assert outcomes(submission) == [O.READY]
    assert submission.rows.get().corrections == {}


def test_a_group_is_replaced_and_taken_back(person: Any) -> None:
    submission = send(person, *(row(person.organisation, field_13=f"T{n}", field_28="99") for n in range(2)))
    client = signed_in(person)
    (group,), _ = errors.grouped(submission)
    listed = client.get(page(submission, "errors")).content.decode()
    assert f"{group.key.address}".replace("&", "&amp;") in listed
    address = f"{page(submission, 'group')}?{group.key.address}"
    assert "“99” in 2 rows" in client.get(address).content.decode()
    nothing = client.post(address, {"action": "replace"}).content.decode()
    assert "Select the value to replace" in nothing
    done = client.post(address, {"action": "replace", "replace-value": name_of("99"), "replace-by": "2"}, follow=True)
    assert "Replaced in 2 rows" in done.content.decode()
    assert outcomes(submission) == [O.READY] * 2
    made = submission.group_corrections.get()
    back = client.post(page(submission, "undo_correction", made.pk), follow=True).content.decode()
    assert "Taken back in 2 rows" in back
    assert outcomes(submission) == [O.WRONG] * 2
    assert "No row says this" not in client.get(address, follow=True).content.decode()


def test_the_value_that_was_chosen_is_replaced_though_others_have_become_more_frequent_meanwhile(person: Any) -> None:
    ages = ["90", "90", "91", "91", "91"]
    submission = send(person, *(row(person.organisation, field_13=f"T{n}", field_41=age) for n, age in enumerate(ages)))
    key = next(each.key for each in errors.grouped(submission)[0] if each.number == 41)
    client, address = signed_in(person), f"{page(submission, 'group')}?{key.address}"
    shown = client.get(address).content.decode()
    assert re.findall("“(..)” in . rows", shown) == ["91", "90"]
    chosen = re.findall('name="replace-value"[^>]*value="([^"]*)"', shown)[0]
    for number in (5, 6):
        correct_row(submission=submission, number=number, cells={41: "90"}, seen={41: "91"}, confirmed={}, actor=person)
    client.post(address, {"action": "replace", "replace-value": chosen, "replace-by": "40"})
    assert [each.sent(submission.field_columns)[41] for each in submission.rows.all()] == ["90", "90", "40", "90", "90"]


def test_a_reason_is_needed_to_confirm_a_group(person: Any) -> None:
    submission = send(person, row(person.organisation, field_41="90"))
    client = signed_in(person)
    key = errors.grouped(submission)[0][0].key
    address = f"{page(submission, 'group')}?{key.address}"
    assert "Enter why this is right" in client.post(address, {"action": "confirm"}).content.decode()
    client.post(address, {"action": "confirm", "confirm-reason": "They do work"})
    assert submission.group_corrections.get().reason == "They do work"


def test_rows_that_are_being_checked_cannot_be_corrected(person: Any) -> None:
    submission = send(person, row(person.organisation, field_28="99"))
    Submission.objects.update(state="judging")
    for name, args in (("correct", ()), ("row", (2,)), ("row_section", (2, "setup"))):
        answer = signed_in(person).get(page(submission, name, *args))
        assert answer["Location"] == page(submission, "change")


def test_a_change_asks_the_database_a_fixed_number_of_times(person: Any, django_assert_max_num_queries: Any) -> None:
    rows = (row(person.organisation, field_13=f"T{n}", field_28="99") for n in range(20))
    submission = send(person, *rows)
    client, address = signed_in(person), page(submission, "correct")
    seen = seen_in(client.get(address).content.decode(), "r2")
    with django_assert_max_num_queries(90):
        client.post(address, {"row": "2", "r2-c28": "2", "r2-seen": seen}, headers={"HX-Request": "true"})


@pytest.mark.parametrize(
    ("log_type", "number", "codes"),
    [
        ("lettings", 45, {*range(1, 21)}),
        ("lettings", 134, {*range(1, 21)}),
        ("lettings", 131, {*range(1, 5)}),
        ("lettings", 132, {*range(5, 10)}),
        ("sales", 33, {*range(1, 21)}),
        ("sales", 9, {2, 16, 18, 24, 28, 30, 31, 32}),
    ],
)
def test_a_cell_offers_every_code_that_it_may_hold(log_type: str, number: int, codes: set[int]) -> None:
    """Of a question that stands in several places, those of all places that have no cell of their own."""
    place = Places(layout_of(kind_named(log_type).program(2026).questionnaire)).at(number, {})
    assert {int(option.value) for option in place.options} == codes
    labels = [option.label for option in place.options]
    assert len(labels) == len(set(labels)), "told apart by their words"
    assert "African" not in place.ask, "nor does the question speak of some of them only"


def test_row_by_row_says_what_may_stand_in_each_cell(person: Any) -> None:
    submission = send(person, row(person.organisation, field_28="99", field_36="7", field_45="40"))
    text = unescape(signed_in(person).get(page(submission, "rows")).content.decode())
    assert "Enter a number from 1 to 12" in text
    assert "1 Yes, 2 No, 3 Don't know" in text
    assert "One of 20 codes, which the specification lists" in text
