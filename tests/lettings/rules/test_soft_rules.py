"""Each soft rule of lettings at its limits."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lettings.rules import RULES
from lettings.rules.soft_text import REASONS, STARTER_TENANCIES, phrase_pattern
from portal.questionnaire.answers import Answers
from portal.questionnaire.rules import Severity
from tests.lettings import world as w

START = w.START
RENT = {"startdate": START, "needstype": 1, "lettype": 1, "beds": 2, "la": w.MANCHESTER, "period": 1}
INCOME = {"incfreq": 1, "hhmemb": 1, "ecstat1": 1}
CHARGE = {"owning_organisation_id": w.PRP, "needstype": 1, "period": 1}
PREGNANT = {"preg_occ": 1, "hhmemb": 1, "age1_known": 0}

# (rule, person, answers in which it asks)
ASKS: list[tuple[str, int | None, dict[str, Any]]] = [
    ("rent_lower_than_usual", None, {**RENT, "brent": Decimal(40)}),
    ("rent_lower_than_usual", None, {**RENT, "brent": Decimal(80)}),
    ("rent_higher_than_usual", None, {**RENT, "brent": Decimal(150)}),
    ("rent_higher_than_usual", None, {**RENT, "brent": Decimal(300)}),
    ("rent_higher_than_usual", None, {**RENT, "beds": 5, "brent": Decimal("300.01")}),
    ("rent_higher_than_usual", None, {**RENT, "needstype": 2, "lettype": 2, "beds": None, "brent": Decimal(200)}),
    ("income_lower_than_usual", None, {**INCOME, "earnings": 90}),
    ("income_lower_than_usual", None, {**INCOME, "earnings": 143}),
    ("income_higher_than_usual", None, {**INCOME, "earnings": 730}),
    ("income_higher_than_usual", None, {**INCOME, "earnings": 1230}),
    ("service_charge_higher_than_usual", None, {**CHARGE, "scharge": Decimal("35.01")}),
    ("service_charge_higher_than_usual", None, {**CHARGE, "scharge": Decimal(800)}),
    (
        "personal_service_charge_higher_than_usual",
        None,
        {**CHARGE, "owning_organisation_id": w.LA, "pscharge": Decimal("25.01")},
    ),
    ("support_charge_higher_than_usual", None, {**CHARGE, "needstype": 2, "supcharg": Decimal("85.01")}),
    ("vacant_for_long", None, {"startdate": START, "voiddate": START - timedelta(days=730)}),
    ("vacant_for_long", None, {"startdate": START, "voiddate": START - timedelta(days=7300)}),
    ("repaired_long_ago", None, {"startdate": START, "mrcdate": START - timedelta(days=730)}),
    ("retired_early", 1, {"ecstat1": 5, "age1": 65}),
    ("retired_early", 8, {"ecstat8": 5, "age8": 65}),
    ("not_retired_late", 2, {"ecstat2": 1, "age2": 67}),
    ("pregnancy_without_women", None, {**PREGNANT, "sex1": "M", "age1": 30}),
    ("pregnancy_outside_usual_ages", None, {**PREGNANT, "sex1": "F", "age1": 51}),
    ("pregnancy_outside_usual_ages", None, {**PREGNANT, "sex1": "F", "age1": 15}),
    ("pregnancy_unlikely", None, {**PREGNANT, "sexrab1": "M", "gender_same_as_sex1": 1}),
    ("pregnancy_unlikely", None, {**PREGNANT, "sexrab1": "F", "gender_same_as_sex1": 1, "age1": 56}),
    ("sick_without_illness", None, {"illness": 2, "hhmemb": 2, "ecstat2": 8}),
    ("partner_under_16", 2, {"relat2": "P", "age2": 15}),
    ("several_partners", None, {"hhmemb": 3, "relat2": "P", "relat3": "P"}),
    ("reason_is_listed", None, {"reasonother": "They left because of DV"}),
    ("tenancy_is_starter", None, {"tenancyother": "Intro tenancy"}),
    ("local_authority_referral_to_general_needs", None, {"needstype": 1, "referral": 4}),
]

# (rule, person, answers beside its limit, in which it must not ask)
SILENT: list[tuple[str, int | None, dict[str, Any]]] = [
    ("rent_lower_than_usual", None, {**RENT, "brent": Decimal("39.99")}),
    ("rent_lower_than_usual", None, {**RENT, "brent": Decimal("80.01")}),
    ("rent_higher_than_usual", None, {**RENT, "brent": Decimal("149.99")}),
    ("rent_higher_than_usual", None, {**RENT, "brent": Decimal("300.01")}),
    ("rent_higher_than_usual", None, {**RENT, "beds": 5, "brent": Decimal(150)}),
    ("rent_higher_than_usual", None, {**RENT, "la": w.WESTMINSTER, "brent": Decimal(200)}),
    ("income_lower_than_usual", None, {**INCOME, "earnings": 89}),
    ("income_lower_than_usual", None, {**INCOME, "earnings": 144}),
    ("income_higher_than_usual", None, {**INCOME, "earnings": 729}),
    ("income_higher_than_usual", None, {**INCOME, "earnings": 1231}),
    ("service_charge_higher_than_usual", None, {**CHARGE, "scharge": Decimal(35)}),
    ("service_charge_higher_than_usual", None, {**CHARGE, "scharge": Decimal("800.01")}),
    (
        "personal_service_charge_higher_than_usual",
        None,
        {**CHARGE, "owning_organisation_id": w.LA, "pscharge": Decimal(25)},
    ),
    ("support_charge_higher_than_usual", None, {**CHARGE, "needstype": 2, "supcharg": Decimal(85)}),
    ("vacant_for_long", None, {"startdate": START, "voiddate": START - timedelta(days=729)}),
    ("vacant_for_long", None, {"startdate": START, "voiddate": START - timedelta(days=7301)}),
    ("repaired_long_ago", None, {"startdate": START, "mrcdate": START - timedelta(days=729)}),
    ("retired_early", 1, {"ecstat1": 5, "age1": 66}),
    ("not_retired_late", 2, {"ecstat2": 1, "age2": 66}),
    ("not_retired_late", 2, {"ecstat2": 10, "age2": 90}),
    ("pregnancy_without_women", None, {**PREGNANT, "sex1": "X"}),
    ("pregnancy_without_women", None, {**PREGNANT, "sex1": "M", "hhmemb": 9}),
    ("pregnancy_without_women", None, {**PREGNANT, "sex1": "M", "hhmemb": 2}),
    ("pregnancy_outside_usual_ages", None, {**PREGNANT, "sex1": "F", "age1": 50}),
    ("pregnancy_outside_usual_ages", None, {**PREGNANT, "sex1": "F", "age1": 51, "age1_known": 1}),
    ("pregnancy_unlikely", None, {**PREGNANT, "sexrab1": "M", "gender_same_as_sex1": 2, "age1": 30}),
    ("pregnancy_unlikely", None, {**PREGNANT, "sexrab1": "F", "gender_same_as_sex1": 1, "age1": 55}),
    ("pregnancy_unlikely", None, {**PREGNANT, "sexrab1": "F", "gender_same_as_sex1": 1, "age1": 13}),
    ("sick_without_illness", None, {"illness": 1, "hhmemb": 1, "ecstat1": 8}),
    ("sick_without_illness", None, {"illness": 2, "hhmemb": 1, "ecstat1": 1, "ecstat2": 8}),
    ("partner_under_16", 2, {"relat2": "P", "age2": 16}),
    ("several_partners", None, {"hhmemb": 2, "relat2": "P", "relat3": "P"}),
    ("reason_is_listed", None, {"reasonother": "moved nearer work"}),
    ("tenancy_is_starter", None, {"tenancyother": "kickstarters"}),
    ("local_authority_referral_to_general_needs", None, {"needstype": 2, "referral": 4}),
]


def found_by(rule_id: str, person: int | None, answers: dict[str, Any]) -> dict[str, str]:
    """What the rule asks of a log with these answers."""
    return w.rule(rule_id).find(Answers(answers), w.world(), person)


@pytest.mark.parametrize(("rule_id", "person", "answers"), ASKS)
def test_asks(rule_id: str, person: int | None, answers: dict[str, Any]) -> None:
    found = found_by(rule_id, person, answers)
    assert found
    assert set(found) <= set(w.rule(rule_id).fields_for(person))
    assert all("Check" in message for message in found.values())


@pytest.mark.parametrize(("rule_id", "person", "answers"), SILENT)
def test_does_not_ask(rule_id: str, person: int | None, answers: dict[str, Any]) -> None:
    assert found_by(rule_id, person, answers) == {}


def test_every_soft_rule_is_tried_both_ways() -> None:
    soft = {found.id for found in RULES.rules if found.severity is Severity.SOFT}
    assert soft == {case[0] for case in ASKS} == {case[0] for case in SILENT}


@pytest.mark.parametrize("phrase", REASONS)
@pytest.mark.parametrize("text", ["{}", "Because of {}.", "{}2", "({})", "no money\n{}"])
def test_every_listed_reason_is_found_as_a_word(phrase: str, text: str) -> None:
    pattern = phrase_pattern(REASONS)
    assert pattern.search(text.format(phrase.upper()))
    assert pattern.search(text.format(phrase))


@pytest.mark.parametrize(
    "text", ["armyman", "spitfire", "fired", "DVD", "agenda", "soda", "prisons", "Brenda", "fire2x"]
)
def test_parts_of_words_are_not_reasons(text: str) -> None:
    assert phrase_pattern(REASONS).search(text) is None
    assert phrase_pattern(STARTER_TENANCIES).search(text) is None


def test_an_income_counts_eight_people_and_guesses_who_did_not_say() -> None:
    people = {f"ecstat{n}": 1 for n in range(2, 9)}
    most = 8 * 1230
    nine = {"incfreq": 1, "ecstat1": 1, "hhmemb": 9, **people}
    assert found_by("income_higher_than_usual", None, {**nine, "earnings": most})
    assert not found_by("income_higher_than_usual", None, {**nine, "earnings": most + 1})
    child = {"incfreq": 1, "ecstat1": 1, "hhmemb": 2, "age2": 15}
    assert found_by("income_higher_than_usual", None, {**child, "earnings": 1230 + 750})
    assert not found_by("income_higher_than_usual", None, {**child, "earnings": 1230 + 751})
    adult = {**child, "age2": None}
    assert found_by("income_higher_than_usual", None, {**adult, "earnings": 1230 + 2000})


def test_a_confirmation_holds_until_the_values_change() -> None:
    high = w.complete(brent=Decimal(160))
    assert "rent_value_check" in w.judge(high).warnings
    confirmed = w.changed(high, rent_value_check=0)
    assert not confirmed.warnings
    again = w.judge({**confirmed.answers, "brent": Decimal(170)}, confirmed.answers)
    assert "rent_value_check" in again.warnings
    assert again.answers["rent_value_check"] is None


def test_voids_of_summer_and_winter_count_calendar_days() -> None:
    winter = date(2026, 12, 1)
    log = {"startdate": winter, "voiddate": winter - timedelta(days=7300)}
    assert found_by("vacant_for_long", None, log)


def test_a_pregnancy_says_why_it_is_unlikely() -> None:
    men = {**PREGNANT, "sexrab1": "M", "gender_same_as_sex1": 1}
    rule, ctx = w.rule("pregnancy_unlikely"), w.world()

    of_men = rule.find(Answers(men), ctx)["preg_occ"]
    of_age = rule.find(Answers({**men, "sexrab1": "F", "age1": 56}), ctx)["preg_occ"]

    assert "everyone in it is male" in of_men
    assert "nobody in it who is not male is from 13 to 55 years old" in of_age


def test_ages_are_reviewed_with_an_income_because_they_may_stand_for_a_working_situation() -> None:
    household = {**INCOME, "hhmemb": 3, "earnings": 240, "age2": 10, "age3": 12}

    found = w.rule("income_lower_than_usual").find(Answers(household), w.world())

    assert list(found) == ["incfreq", "earnings", "hhmemb", "ecstat1", "ecstat2", "ecstat3", "age2", "age3"]
