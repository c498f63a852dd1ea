"""Numbers, choices, reveal and warnings of the GOV.UK fields."""

from decimal import Decimal

import pytest

from django import forms
from django.template.loader import render_to_string

from portal.theme.forms import (
    FieldWarning,
    GovCheckboxesField,
    GovForm,
    GovIntegerField,
    GovMoneyField,
    GovRadiosField,
    GovSearchSelectField,
    GovTextareaField,
    GovTextField,
    Option,
)
from portal.theme.templatetags.gov import gov_error_summary, gov_field


class Rent(GovForm):
    amount = GovMoneyField(label="How much is the rent?", short_label="Basic rent", min_value=0, max_value=10_000)
    beds = GovIntegerField(label="Bedrooms", required=False, min_value=1, max_value=12)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("£1,250.50", "1250.50"), (" 80 ", "80"), ("0", "0"), (".5", "0.5"), ("1 000", "1000")],
)
def test_money_is_read_as_people_write_it(typed: str, read: str) -> None:
    form = Rent({"amount": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["amount"] == Decimal(read)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Enter basic rent"),
        ("eighty", "Basic rent must be an amount of money, like £125.50"),
        ("1e3", "Basic rent must be an amount of money, like £125.50"),
        ("NaN", "Basic rent must be an amount of money, like £125.50"),
        ("9" * 5000, "Basic rent must be an amount of money, like £125.50"),
        ("80.555", "Basic rent must not have more than 2 digits for the pence"),
        ("-1", "Basic rent must be between £0 and £10,000"),
        ("10000.01", "Basic rent must be between £0 and £10,000"),
    ],
)
def test_money_errors_name_the_question(typed: str, message: str) -> None:
    assert [error["text"] for error in Rent({"amount": typed}).summary_errors] == [message]


@pytest.mark.parametrize(
    ("typed", "message"), [("2.5", "Bedrooms must be a whole number"), ("13", "Bedrooms must be between 1 and 12")]
)
def test_whole_numbers(typed: str, message: str) -> None:
    assert [e["text"] for e in Rent({"amount": "1", "beds": typed}).summary_errors] == [message]


class Age(GovForm):
    known = GovRadiosField(
        label="Do you know the age?",
        short_label="whether you know the age",
        options=[Option(0, "Yes"), Option(1, "No", divider_before=True)],
        reveal={0: ["age"]},
        live=True,
    )
    age = GovIntegerField(label="Age", min_value=16, max_value=120)


def test_a_revealed_question_counts_only_when_its_option_is_chosen() -> None:
    assert [e["href"] for e in Age({"known": "0", "age": ""}).summary_errors] == ["#id_age"]
    hidden = Age({"known": "1", "age": "nonsense"})
    assert hidden.is_valid()
    assert hidden.cleaned_data == {"known": 1, "age": None}


def test_a_revealed_question_is_drawn_inside_its_option_and_not_again() -> None:
    form = Age()
    assert [field.name for field in form.top_fields] == ["known"]
    html = render_to_string("theme/forms/field.html", gov_field(form["known"]))
    assert html.index('id="conditional-id_known_0"') < html.index('name="age"') < html.index("__divider")


def test_an_unknown_code_is_refused_in_the_words_of_the_question() -> None:
    form = Age({"known": "7"})
    assert form.errors["known"] == ["Select whether you know the age from the options on this page"]


class Needs(GovForm):
    needs = GovCheckboxesField(label="Needs", options=[(1, "Step-free"), Option(9, "None of these", exclusive=True)])


def test_none_of_these_is_exclusive() -> None:
    html = render_to_string("theme/forms/field.html", gov_field(Needs()["needs"]))
    assert html.count('data-behaviour="exclusive"') == 1
    assert Needs({"needs": ["1", "9"]}).is_valid(), "the engine, not the form, judges combinations"


class Checked(GovForm):
    rent = GovMoneyField(label="Rent", warning=FieldWarning("That is high for the area", "rent_value_check"))


def test_a_warning_is_confirmed_beside_its_question() -> None:
    html = render_to_string("theme/forms/field.html", gov_field(Checked()["rent"]))
    assert "That is high for the area" in html
    assert 'name="rent_value_check"' in html
    assert Checked({"rent": "900", "rent_value_check": "1"}).confirmations == {"rent_value_check": True}
    assert Checked({"rent": "900"}).confirmations == {"rent_value_check": False}


def test_long_text_is_refused_with_its_words_kept() -> None:
    class Reason(GovForm):
        reason = GovTextareaField(label="Reason", max_length=100)

    form = Reason({"reason": "x" * 10_000})
    assert form.errors["reason"] == ["Reason must be 100 characters or fewer"]
    html = render_to_string("theme/forms/field.html", gov_field(form["reason"]))
    assert "x" * 10_000 in html
    assert "maxlength=" not in html.replace("data-maxlength=", "")


def test_browsers_are_not_asked_to_validate() -> None:
    class Stock(forms.Form):
        name = forms.CharField(max_length=5)
        many = forms.IntegerField(min_value=1)

    html = str(Stock())
    assert " required" not in html
    assert 'maxlength="' not in html
    assert 'type="number"' not in html
    assert 'inputmode="numeric"' in html


def test_text_is_escaped_everywhere() -> None:
    evil = "<script>alert(1)</script>"
    name = GovTextField(label=evil, hint=evil, warning=FieldWarning(evil, "x"), notice=evil)
    form = type("F", (GovForm,), {"base_fields": {}, "declared_fields": {}})
    instance = form({"name": evil})
    instance.fields["name"] = name
    assert "<script>" not in render_to_string("theme/forms/field.html", gov_field(instance["name"]))


def test_the_error_summary_of_a_form_without_errors_is_empty() -> None:
    assert gov_error_summary(Rent({"amount": "1"}))["errors"] == []
    assert gov_error_summary(Rent())["errors"] == []


def test_the_shape_of_a_question_does_not_depend_on_its_answer() -> None:
    """Live pages replace a question only when it looks different, so that nothing typed is lost."""
    from portal.theme.presenters import present_field

    blank, answered = Age({"known": ""}), Age({"known": "0", "age": "30"})
    assert present_field(blank["known"]).signature == present_field(answered["known"]).signature
    warned = Checked()
    plain = type("Plain", (GovForm,), {"rent": GovMoneyField(label="Rent")})()
    assert present_field(warned["rent"]).signature != present_field(plain["rent"]).signature


def test_options_that_are_searched_carry_the_other_words_they_are_found_by() -> None:
    class Form(GovForm):
        scheme = GovSearchSelectField(
            label="Scheme", options=[Option(1, "Old Mill", search="M1 1AE"), Option(2, "New Mill")]
        )

    html = str(Form()["scheme"])
    assert '<option value="1" data-search="M1 1AE">' in html
    assert '<option value="2">' in html
