"""The three-box date says which part is wrong."""

from datetime import date

import pytest

from portal.theme.forms import GovDateField, GovForm


class Tenancy(GovForm):
    startdate = GovDateField(
        label="When did the tenancy start?",
        short_label="Tenancy start date",
        min_value=date(2025, 4, 1),
        max_value=date(2027, 3, 31),
    )


def submitted(day: str = "", month: str = "", year: str = "") -> Tenancy:
    return Tenancy({"startdate-day": day, "startdate-month": month, "startdate-year": year})


@pytest.mark.parametrize(
    ("parts", "message", "target"),
    [
        (("", "", ""), "Enter tenancy start date", "day"),
        (("27", "", "2026"), "Tenancy start date must include a month", "month"),
        (("", "", "2026"), "Tenancy start date must include a day and a month", "day"),
        (("31", "2", "2027"), "Tenancy start date must be a real date", "day"),
        (("12", "13", "2026"), "Tenancy start date must be a real date", "month"),
        (("one", "4", "2026"), "Tenancy start date must be a real date", "day"),
        (("1", "4", "26"), "Tenancy start date must have a year of 4 numbers, like 2026", "year"),
        (("1", "4", "٢٠٢٦"), "Tenancy start date must have a year of 4 numbers, like 2026", "year"),
        (("31", "3", "2025"), "Tenancy start date must be on or after 1 April 2025", "day"),
        (("1", "4", "2027"), "Tenancy start date must be on or before 31 March 2027", "day"),
    ],
)
def test_a_wrong_date_names_the_question_and_leads_to_the_wrong_box(
    parts: tuple[str, str, str], message: str, target: str
) -> None:
    form = submitted(*parts)
    assert form.summary_errors == [{"href": f"#id_startdate-{target}", "text": message}]


@pytest.mark.parametrize("month", ["4", "04", "Apr", "april", " April "])
def test_months_are_understood_as_people_write_them(month: str) -> None:
    form = submitted("1", month, "2026")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["startdate"] == date(2026, 4, 1)


def test_what_was_typed_is_shown_again_with_only_the_wrong_box_marked() -> None:
    from django.template.loader import render_to_string

    from portal.theme.templatetags.gov import gov_field

    html = render_to_string("theme/forms/field.html", gov_field(submitted("31", "2", "2027")["startdate"]))
    assert html.count("govuk-input--error") == 1
    assert 'name="startdate-day" type="text" inputmode="numeric" value="31"' in html


def test_a_date_sent_whole_is_understood() -> None:
    form = Tenancy({"startdate": "2026-04-30"})
    assert form.is_valid()
    assert form.cleaned_data["startdate"] == date(2026, 4, 30)
