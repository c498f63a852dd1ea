"""Each hard rule of lettings: one case in which it speaks, with the fields, and cases in which it must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lettings.rules import RULES
from portal.questionnaire.answers import Answers
from portal.questionnaire.rules import Severity
from supported_housing.status import Period
from tests.lettings import world as w

START, TODAY = w.START, w.TODAY
BOTH = {"owning_organisation_id": w.PRP, "managing_organisation_id": w.PRP}


def both(number: int, **more: Any) -> dict[str, Any]:
    """A log that this organisation owns and manages."""
    return {"owning_organisation_id": number, "managing_organisation_id": number, "startdate": START, **more}


def owned(owner: int, manager: int, **more: Any) -> dict[str, Any]:
    return {"owning_organisation_id": owner, "managing_organisation_id": manager, "startdate": START, **more}


JUNE = {"startdate": date(2026, 6, 1)}
MAY_31 = {"startdate": date(2026, 5, 31)}
INCOME = {"startdate": START, "incfreq": 1, "hhmemb": 1, "ecstat1": 1}
RENT = {"startdate": START, "needstype": 1, "lettype": 1, "beds": 2, "la": w.MANCHESTER, "period": 1}
CHARGE = {"owning_organisation_id": w.PRP, "needstype": 1, "period": 1}
LA_CHARGE = {**CHARGE, "owning_organisation_id": w.LA}
RENT_FIELDS = {
    "brent",
    "beds",
    "uprn",
    "la",
    "postcode_known",
    "scheme_id",
    "location_id",
    "rent_type",
    "needstype",
    "period",
}
AREA_FIELDS = {"la", "postcode_full", "uprn", "uprn_selection", "startdate"}

# (rule, answers in which it speaks, the fields it speaks of)
SPEAKS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("start_date_outside_open_years", {"startdate": date(2026, 3, 31)}, {"startdate"}),
    ("start_date_outside_open_years", {"startdate": date(2027, 4, 1)}, {"startdate"}),
    ("start_date_too_far_ahead", {"startdate": TODAY + timedelta(days=15)}, {"startdate"}),
    (
        "assignee_of_neither_organisation",
        {**BOTH, "assigned_to_id": 2},
        {"assigned_to_id", "owning_organisation_id", "managing_organisation_id"},
    ),
    ("owner_merged", {**both(w.MERGED), **JUNE}, {"owning_organisation_id"}),
    ("owner_not_yet_available", {**both(w.ABSORBING), **MAY_31}, {"owning_organisation_id"}),
    ("manager_merged", {**both(w.MERGED), **JUNE}, {"managing_organisation_id"}),
    ("manager_not_yet_available", {**both(w.ABSORBING), **MAY_31}, {"managing_organisation_id"}),
    ("start_after_the_organisation_merged", {**both(w.MERGED), **JUNE}, {"startdate"}),
    ("start_before_the_organisation_opened", {**both(w.ABSORBING), **MAY_31}, {"startdate"}),
    ("start_after_both_merged_together", {**owned(w.MERGED, w.MERGED_TOO), **JUNE}, {"startdate"}),
    ("start_after_owner_or_manager_merged", {**owned(w.PRP, w.MERGED), **JUNE}, {"startdate"}),
    ("start_before_owner_or_manager_opened", {**owned(w.ABSORBING, w.PRP), **MAY_31}, {"startdate"}),
    ("intermediate_product_not_named", {"rent_type": 5, "irproduct_other": " "}, {"irproduct_other"}),
    ("scheme_incomplete", {"scheme_id": w.DRAFT_SCHEME}, {"scheme_id"}),
    ("scheme_without_complete_location", {"scheme_id": w.DRAFT_SCHEME}, {"scheme_id"}),
    (
        "scheme_not_open_at_start",
        {"scheme_id": w.CLOSED_SCHEME, "startdate": date(2026, 4, 20)},
        {"startdate", "scheme_id"},
    ),
    ("scheme_without_active_location", {"scheme_id": w.LATER_SCHEME, "startdate": START}, {"startdate", "scheme_id"}),
    (
        "location_not_open_at_start",
        {"location_id": w.LATER_PLACE, "startdate": START},
        {"startdate", "location_id", "scheme_id"},
    ),
    (
        "location_not_open_at_start",
        {"location_id": w.CLOSED_PLACE, "startdate": START},
        {"startdate", "location_id", "scheme_id"},
    ),
    ("location_incomplete", {"location_id": w.DRAFT_PLACE}, {"location_id", "scheme_id"}),
    ("owner_without_agreement", both(w.UNSIGNED), {"owning_organisation_id"}),
    ("manager_without_agreement", both(w.UNSIGNED), {"managing_organisation_id"}),
    ("relet_to_temporary_occupant_after_other_tenure", {"rsnvac": 9, "prevten": 35}, {"rsnvac"}),
    (
        "relet_to_temporary_occupant_after_other_referral",
        {"rsnvac": 9, "referral": 8},
        {"rsnvac", "referral", "referral_type"},
    ),
    ("vacant_by_renewal_of_no_renewal", {"rsnvac": 14, "renewal": 0}, {"rsnvac"}),
    ("shared_housing_too_large_for_one", {"unittype_gn": 4, "beds": 4, "hhmemb": 1}, {"unittype_gn", "beds", "hhmemb"}),
    ("shared_housing_too_large", {"unittype_gn": 9, "beds": 8, "hhmemb": 2}, {"unittype_gn", "beds"}),
    ("uprn_not_valid", {"uprn": "1234567890123"}, {"uprn"}),
    ("uprn_not_valid", {"uprn": "12a"}, {"uprn"}),
    ("uprn_unknown", {"uprn": "999", "startdate": START}, {"uprn", "uprn_selection"}),
    ("property_postcode_not_valid", {"postcode_known": 1, "postcode_full": "M1"}, {"postcode_full"}),
    (
        "postcode_differs_from_location",
        {"location_id": w.PLACE, "postcode_full": "SW1A 1AA"},
        {"location_id", "uprn", "postcode_full"},
    ),
    ("property_not_in_england", {"la": w.EDINBURGH, "startdate": START}, AREA_FIELDS),
    ("property_not_in_england", {"la": "E99999999", "needstype": 2}, AREA_FIELDS | {"location_id", "scheme_id"}),
    ("area_not_live_at_start", {"la": w.OLD_BARNSLEY, "startdate": START}, AREA_FIELDS),
    (
        "fixed_term_in_supported_housing",
        {"needstype": 2, "tenancy": 4, "tenancylength": 0},
        {"needstype", "tenancylength", "tenancy"},
    ),
    (
        "fixed_term_at_social_or_affordable_rent",
        {"needstype": 1, "tenancy": 6, "renttype": 1, "tenancylength": 1},
        {"needstype", "rent_type", "tenancylength", "tenancy"},
    ),
    (
        "fixed_term_at_other_rent",
        {"needstype": 1, "tenancy": 4, "renttype": 3, "tenancylength": 100},
        {"needstype", "rent_type", "tenancylength", "tenancy"},
    ),
    ("periodic_length", {"tenancy": 8, "tenancylength": 100}, {"tenancylength", "tenancy"}),
    ("length_of_other_tenancy", {"tenancy": 2, "tenancylength": 5}, {"tenancylength", "tenancy"}),
    ("other_tenancy_not_described", {"tenancy": 3}, {"tenancy", "tenancyother"}),
    ("description_of_listed_tenancy", {"tenancy": 4, "tenancyother": "other"}, {"tenancyother"}),
    ("joint_tenancy_of_one", {"startdate": START, "joint": 1, "hhmemb": 1}, {"joint", "hhmemb"}),
    ("preference_reason_without_preference", {"reasonpref": 2, "rp_medwel": 1}, {"reasonable_preference_reason"}),
    ("left_for_benefit_cap", {"reason": 32, "underoccupation_benefitcap": 1}, {"underoccupation_benefitcap", "reason"}),
    ("other_reason_not_described", {"reason": 20, "reasonother": ""}, {"reason", "reasonother"}),
    ("description_of_listed_reason", {"reason": 18, "reasonother": "work"}, {"reasonother"}),
    ("homelessness_as_reason", {"reason": 20, "reasonother": " 12 HOMELESS!! "}, {"reason"}),
    ("injury_of_no_service", {"armedforces": 2, "reservist": 1}, {"reservist"}),
    ("still_serving_without_service", {"armedforces": 4, "leftreg": 6}, {"leftreg"}),
    ("child_too_old", {"ecstat3": 9, "age3": 17, "ecstat2": 9, "age2": 16}, {"ecstat3", "age3"}),
    ("effects_without_condition", {"illness": 2, "illness_type_7": 1}, {"condition_effects"}),
    ("tenure_before_relet_to_temporary_occupant", {"rsnvac": 9, "prevten": 8}, {"prevten"}),
    ("care_leaver_too_old", {"prevten": 13, "age1": 26}, {"prevten", "age1"}),
    ("internal_transfer_from_other_tenure", {"referral": 1, "prevten": 3}, {"prevten", "referral"}),
    (
        "internal_transfer_from_council",
        {"referral": 1, "prevten": 30, "owning_organisation_id": w.PRP},
        {"prevten", "referral"},
    ),
    (
        "transfer_from_outside_social_housing",
        {**BOTH, "referral_register": 2, "prevten": 3},
        {"prevten", "referral_register", "referral_noms"},
    ),
    (
        "transfer_from_outside_social_housing",
        {**BOTH, "referral_register": 7, "referral_noms": 5, "prevten": 3},
        {"prevten", "referral_register", "referral_noms"},
    ),
    ("previous_area_missing", {"previous_la_known": 1}, {"prevloc"}),
    ("renewal_by_newcomer", {"renewal": 1, "layear": 1}, {"layear", "renewal"}),
    (
        "newcomer_from_same_area",
        {"layear": 1, "startdate": START, "la": w.MANCHESTER, "prevloc": w.MANCHESTER},
        (AREA_FIELDS - {"startdate"}) | {"layear", "ppostcode_full", "prevloc", "scheme_id", "location_id"},
    ),
    (
        "access_needs_without_need",
        {"housingneeds": 1, "housingneeds_type": 3, "housingneeds_other": 2},
        {"housingneeds", "housingneeds_type", "housingneeds_other"},
    ),
    ("shortfall_not_expected", {"tshortfall": Decimal(5), "hbrentshortfall": 2}, {"tshortfall", "hbrentshortfall"}),
    ("all_income_from_benefits_of_workers", {"benefits": 1, "ecstat1": 2}, {"benefits", "ecstat1"}),
    (
        "all_income_from_benefits_of_workers",
        {"benefits": 1, "ecstat3": 1, "relat3": "P"},
        {"benefits", "ecstat3", "relat3"},
    ),
    ("income_too_high", {**INCOME, "earnings": 1231}, {"earnings", "hhmemb", "ecstat1"}),
    (
        "income_too_high",
        {**INCOME, "earnings": 1981, "hhmemb": 2, "ecstat2": 9, "age2": 10},
        {"earnings", "hhmemb", "ecstat1", "ecstat2", "age2"},
    ),
    ("income_too_low", {**INCOME, "earnings": 89}, {"earnings", "hhmemb", "ecstat1"}),
    ("income_without_frequency", {"earnings": 100}, {"incfreq", "earnings"}),
    ("frequency_without_income", {"incfreq": 1}, {"incfreq", "earnings"}),
    ("negative_amount", {"brent": Decimal(-1), "scharge": Decimal(0)}, {"brent"}),
    ("shortfall_without_benefit", {"hbrentshortfall": 1, "hb": 9, "startdate": START}, {"tshortfall"}),
    (
        "shortfall_above_care_home_charge",
        {"needstype": 2, "wtshortfall": Decimal(6), "wchchrg": Decimal(5)},
        {"tshortfall", "chcharge"},
    ),
    ("shortfall_above_charges", {"wtshortfall": Decimal("5.01"), "wtcharge": Decimal(5)}, {"tshortfall", "tcharge"}),
    (
        "shortfall_of_nothing",
        {"tshortfall": Decimal(0), "wtshortfall": Decimal(0), "wtcharge": Decimal(5)},
        {"tshortfall"},
    ),
    ("total_charge_too_low", {"tcharge": Decimal("9.99"), "period": 1}, {"tcharge"}),
    ("charged_in_two_ways", {"tcharge": Decimal(50), "household_charge": 1}, {"tcharge", "household_charge"}),
    (
        "charged_in_two_ways",
        {"tcharge": Decimal(50), "chcharge": Decimal(5), "household_charge": 0},
        {"tcharge", "chcharge", "household_charge"},
    ),
    ("service_charge_too_high", {**CHARGE, "scharge": Decimal("800.01")}, {"scharge", "period"}),
    ("service_charge_too_high", {**LA_CHARGE, "scharge": Decimal("500.01")}, {"scharge", "period"}),
    ("personal_service_charge_too_high", {**CHARGE, "pscharge": Decimal("700.01")}, {"pscharge", "period"}),
    ("support_charge_too_high", {**LA_CHARGE, "supcharg": Decimal("200.01")}, {"supcharg", "period"}),
    ("rent_too_low", {**RENT, "brent": Decimal("39.99")}, RENT_FIELDS),
    ("rent_too_high", {**RENT, "brent": Decimal("300.01")}, RENT_FIELDS),
    ("rent_period_not_used", {**BOTH, "period": 5}, {"period", "managing_organisation_id"}),
    (
        "care_home_charge_out_of_range",
        {"is_carehome": 1, "period": 1, "chcharge": Decimal("9.99")},
        {"period", "chcharge"},
    ),
    ("housing_benefit_without_benefit_income", {"hb": 6, "benefits": 3}, {"hb", "benefits"}),
    ("repairs_before_first_let", {"mrcdate": START, "rsnvac": 16}, {"mrcdate"}),
    ("repairs_after_start", {"mrcdate": date(2026, 5, 2), "startdate": START}, {"mrcdate", "startdate"}),
    ("repairs_too_long_ago", {"mrcdate": date(2006, 4, 30), "startdate": START}, {"mrcdate", "startdate"}),
    ("void_after_repairs", {"mrcdate": START, "voiddate": date(2026, 5, 2)}, {"mrcdate", "voiddate"}),
    ("void_after_start", {"voiddate": date(2026, 5, 2), "startdate": START}, {"voiddate", "startdate"}),
    ("void_too_long_ago", {"voiddate": date(2006, 4, 30), "startdate": START}, {"voiddate", "startdate"}),
    ("previous_postcode_not_valid", {"ppcodenk": 0, "ppostcode_full": "nowhere"}, {"ppostcode_full"}),
]

# (rule, answers at or beside its limit, in which it must not speak)
SILENT: list[tuple[str, dict[str, Any]]] = [
    ("start_date_outside_open_years", {"startdate": date(2026, 4, 1)}),
    ("start_date_outside_open_years", {"startdate": date(2027, 3, 31)}),
    ("start_date_too_far_ahead", {"startdate": TODAY + timedelta(days=14)}),
    ("assignee_of_neither_organisation", {**BOTH, "assigned_to_id": 1}),
    ("assignee_of_neither_organisation", {**both(w.MERGED), "assigned_to_id": 5}),
    ("owner_merged", {**both(w.MERGED), **MAY_31}),
    ("owner_not_yet_available", {**both(w.ABSORBING), **JUNE}),
    ("manager_merged", {**both(w.MERGED), **MAY_31}),
    ("manager_not_yet_available", {**both(w.ABSORBING), **JUNE}),
    ("start_after_the_organisation_merged", {**owned(w.MERGED, w.PRP), **JUNE}),
    ("start_before_the_organisation_opened", {**owned(w.ABSORBING, w.PRP), **MAY_31}),
    ("start_after_both_merged_together", {**owned(w.MERGED, w.MERGED_TOO), **MAY_31}),
    ("start_after_owner_or_manager_merged", {**owned(w.MERGED, w.MERGED_TOO), **JUNE}),
    ("start_before_owner_or_manager_opened", {**owned(w.PRP, w.LA), **MAY_31}),
    ("intermediate_product_not_named", {"rent_type": 5, "irproduct_other": "product"}),
    ("scheme_incomplete", {"scheme_id": w.SCHEME}),
    ("scheme_without_complete_location", {"scheme_id": w.SCHEME}),
    ("scheme_not_open_at_start", {"scheme_id": w.CLOSED_SCHEME, "startdate": date(2026, 4, 19)}),
    ("scheme_without_active_location", {"scheme_id": w.LATER_SCHEME, "startdate": TODAY}),
    ("location_not_open_at_start", {"location_id": w.LATER_PLACE, "startdate": TODAY}),
    ("location_incomplete", {"location_id": w.PLACE}),
    ("owner_without_agreement", both(w.PRP)),
    ("manager_without_agreement", both(w.PRP)),
    ("relet_to_temporary_occupant_after_other_tenure", {"rsnvac": 9, "prevten": 18}),
    ("relet_to_temporary_occupant_after_other_referral", {"rsnvac": 9, "referral": 2}),
    ("vacant_by_renewal_of_no_renewal", {"rsnvac": 14, "renewal": 1}),
    ("shared_housing_too_large_for_one", {"unittype_gn": 4, "beds": 3, "hhmemb": 1}),
    ("shared_housing_too_large_for_one", {"unittype_gn": 1, "beds": 4, "hhmemb": 1}),
    ("shared_housing_too_large", {"unittype_gn": 9, "beds": 7, "hhmemb": 2}),
    ("shared_housing_too_large", {"unittype_gn": 9, "beds": 8, "hhmemb": 1}),
    ("uprn_not_valid", {"uprn": "123456789012"}),
    ("uprn_unknown", {"uprn": "1", "startdate": START}),
    ("uprn_unknown", {"uprn": "77", "startdate": START}),
    ("property_postcode_not_valid", {"postcode_known": 1, "postcode_full": "m1 1ae"}),
    ("property_postcode_not_valid", {"postcode_known": 0, "postcode_full": "M1"}),
    ("postcode_differs_from_location", {"location_id": w.PLACE, "postcode_full": "m11ae"}),
    ("property_not_in_england", {"la": w.MANCHESTER}),
    ("property_not_in_england", {}),
    ("area_not_live_at_start", {"la": w.BARNSLEY, "startdate": START}),
    ("area_not_live_at_start", {"la": w.OLD_BARNSLEY, "startdate": date(2025, 3, 31)}),
    ("fixed_term_in_supported_housing", {"needstype": 2, "tenancy": 4, "tenancylength": 1}),
    ("fixed_term_in_supported_housing", {"needstype": 2, "tenancy": 6, "tenancylength": 99}),
    ("fixed_term_at_social_or_affordable_rent", {"needstype": 1, "tenancy": 4, "renttype": 2, "tenancylength": 2}),
    ("fixed_term_at_social_or_affordable_rent", {"needstype": 1, "tenancy": 4, "renttype": 3, "tenancylength": 1}),
    ("fixed_term_at_other_rent", {"needstype": 1, "tenancy": 4, "renttype": 3, "tenancylength": 1}),
    ("periodic_length", {"tenancy": 8, "tenancylength": 99}),
    ("length_of_other_tenancy", {"tenancy": 8, "tenancylength": 5}),
    ("other_tenancy_not_described", {"tenancy": 3, "tenancyother": "other"}),
    ("description_of_listed_tenancy", {"tenancy": 3, "tenancyother": "other"}),
    ("joint_tenancy_of_one", {"startdate": START, "joint": 1, "hhmemb": 2}),
    ("preference_reason_without_preference", {"reasonpref": 1, "rp_medwel": 1}),
    ("left_for_benefit_cap", {"reason": 32, "underoccupation_benefitcap": 4}),
    ("other_reason_not_described", {"reason": 20, "reasonother": "work"}),
    ("description_of_listed_reason", {"reason": 20, "reasonother": "work"}),
    ("homelessness_as_reason", {"reason": 20, "reasonother": "homeless after fire"}),
    ("injury_of_no_service", {"armedforces": 4, "reservist": 1}),
    ("still_serving_without_service", {"armedforces": 1, "leftreg": 6}),
    ("child_too_old", {"ecstat8": 9, "age8": 16, "ecstat2": 7, "age2": 40}),
    ("effects_without_condition", {"illness": 1, "illness_type_7": 1}),
    ("tenure_before_relet_to_temporary_occupant", {"rsnvac": 9, "prevten": 3}),
    ("care_leaver_too_old", {"prevten": 13, "age1": 25}),
    ("internal_transfer_from_other_tenure", {"referral": 1, "prevten": 30}),
    ("internal_transfer_from_council", {"referral": 1, "prevten": 30, "owning_organisation_id": w.LA}),
    ("transfer_from_outside_social_housing", {**BOTH, "referral_register": 6, "referral_noms": 5, "prevten": 3}),
    ("transfer_from_outside_social_housing", {**BOTH, "referral_register": 2, "prevten": 40}),
    ("previous_area_missing", {"previous_la_known": 1, "prevloc": w.MANCHESTER}),
    ("renewal_by_newcomer", {"renewal": 1, "layear": 2}),
    ("newcomer_from_same_area", {"layear": 1, "startdate": START, "la": w.MANCHESTER, "prevloc": w.WESTMINSTER}),
    ("access_needs_without_need", {"housingneeds": 1, "housingneeds_type": 3, "housingneeds_other": 1}),
    ("shortfall_not_expected", {"tshortfall": Decimal(5), "hbrentshortfall": 1}),
    ("all_income_from_benefits_of_workers", {"benefits": 1, "ecstat1": 5, "ecstat2": 1, "relat2": "X"}),
    ("income_too_high", {**INCOME, "earnings": 1230}),
    ("income_too_low", {**INCOME, "earnings": 90}),
    ("income_without_frequency", {"earnings": 100, "incfreq": 1}),
    ("frequency_without_income", {"earnings": 100, "incfreq": 1}),
    ("negative_amount", {"brent": Decimal(0), "earnings": 0}),
    ("shortfall_without_benefit", {"hbrentshortfall": 1, "hb": 1}),
    ("shortfall_above_care_home_charge", {"needstype": 2, "wtshortfall": Decimal(5), "wchchrg": Decimal(5)}),
    ("shortfall_above_charges", {"wtshortfall": Decimal(5), "wtcharge": Decimal(5)}),
    ("shortfall_of_nothing", {"tshortfall": Decimal("0.01"), "wtshortfall": Decimal("0.01"), "wtcharge": Decimal(5)}),
    ("total_charge_too_low", {"tcharge": Decimal(10), "period": 1}),
    ("charged_in_two_ways", {"tcharge": Decimal(50), "household_charge": 0}),
    ("service_charge_too_high", {**CHARGE, "scharge": Decimal(800)}),
    ("personal_service_charge_too_high", {**LA_CHARGE, "pscharge": Decimal(200)}),
    ("support_charge_too_high", {**CHARGE, "supcharg": Decimal(800)}),
    ("rent_too_low", {**RENT, "brent": Decimal(40)}),
    ("rent_too_low", {**RENT, "brent": Decimal(1), "la": w.WESTMINSTER}),
    ("rent_too_high", {**RENT, "brent": Decimal(300)}),
    ("rent_period_not_used", {**BOTH, "period": 4}),
    ("care_home_charge_out_of_range", {"is_carehome": 1, "period": 1, "chcharge": Decimal(10)}),
    ("housing_benefit_without_benefit_income", {"hb": 9, "benefits": 3}),
    ("repairs_before_first_let", {"mrcdate": START, "rsnvac": 5}),
    ("repairs_after_start", {"mrcdate": START, "startdate": START}),
    ("repairs_too_long_ago", {"mrcdate": date(2006, 5, 1), "startdate": START}),
    ("void_after_repairs", {"mrcdate": START, "voiddate": START}),
    ("void_after_start", {"voiddate": START, "startdate": START}),
    ("void_too_long_ago", {"voiddate": date(2006, 5, 1), "startdate": START}),
    ("previous_postcode_not_valid", {"ppcodenk": 0, "ppostcode_full": "SW1A 1AA"}),
    ("previous_postcode_not_valid", {"ppcodenk": 1, "ppostcode_full": "nowhere"}),
]


def found_by(rule_id: str, answers: dict[str, Any]) -> dict[str, str]:
    """What the rule says of a new log with these answers."""
    log = Answers(answers)
    return w.rule(rule_id).find(log, w.stored(w.world(), {}, log))


@pytest.mark.parametrize(("rule_id", "answers", "fields"), SPEAKS)
def test_speaks_of_its_fields(rule_id: str, answers: dict[str, Any], fields: set[str]) -> None:
    found = found_by(rule_id, answers)
    assert set(found) == fields
    declared = set(w.rule(rule_id).fields)
    assert fields <= declared
    assert all(message.endswith(".") and "  " not in message for message in found.values())


@pytest.mark.parametrize(("rule_id", "answers"), SILENT)
def test_stays_silent_at_its_limit(rule_id: str, answers: dict[str, Any]) -> None:
    assert found_by(rule_id, answers) == {}


def test_every_hard_rule_is_tried_both_ways() -> None:
    hard = {found.id for found in RULES.rules if found.severity is Severity.HARD}
    assert hard == {case[0] for case in SPEAKS} == {case[0] for case in SILENT}


@pytest.mark.parametrize("rule_id", [found.id for found in RULES.rules if found.severity is Severity.HARD])
def test_no_hard_rule_speaks_of_an_empty_log(rule_id: str) -> None:
    assert found_by(rule_id, {}) == {}


def test_a_saved_start_date_may_move_within_the_years_that_can_be_changed() -> None:
    log = Answers(startdate=date(2025, 4, 1))
    saved = w.stored(w.world(), {"startdate": START}, log)
    assert w.rule("start_date_outside_open_years").find(log, saved) == {}
    log["startdate"] = date(2025, 3, 31)
    assert set(w.rule("start_date_outside_open_years").find(log, saved)) == {"startdate"}


def test_the_agreement_matters_only_when_the_organisation_is_newly_chosen() -> None:
    log = Answers(both(w.UNSIGNED))
    unchanged = w.stored(w.world(), dict(log), log)
    assert w.rule("owner_without_agreement").find(log, unchanged) == {}


def test_an_unchanged_uprn_is_not_looked_up_again() -> None:
    log = Answers(uprn="999", startdate=START)
    assert w.rule("uprn_unknown").find(log, w.stored(w.world(), dict(log), log)) == {}


def test_messages_name_value_and_limit_in_the_rent_period_of_the_log() -> None:
    message = found_by("rent_too_low", {**RENT, "period": 4, "brent": Decimal(100)})["brent"]
    assert "£100.01 every month (£23.08 a week)" in message
    assert "£173.33 every month (£40 a week)" in message
    charge = found_by("service_charge_too_high", {**CHARGE, "period": 2, "scharge": Decimal(2000)})["scharge"]
    assert "£2,000" in charge
    assert "£1,600 every two weeks" in charge


def test_what_bulk_upload_keeps_quiet_about() -> None:
    silent = {found.id: set(found.silent_in_bulk_upload) for found in RULES.rules if found.silent_in_bulk_upload}
    assert silent == {
        "newcomer_from_same_area": {"scheme_id", "location_id"},
        "rent_too_low": {"scheme_id", "location_id", "rent_type", "needstype"},
        "rent_too_high": {"scheme_id", "location_id", "rent_type", "needstype"},
        "rent_period_not_used": {"managing_organisation_id"},
    }


@pytest.mark.parametrize(
    ("rule_id", "years"),
    [
        ("internal_transfer_from_other_tenure", {2025}),
        ("internal_transfer_from_council", {2025}),
        ("transfer_from_outside_social_housing", {2026}),
        ("postcode_differs_from_location", {2026}),
        ("housing_benefit_without_benefit_income", {2026}),
        ("rent_too_low", {2025, 2026}),
    ],
)
def test_rules_of_some_years_only(rule_id: str, years: set[int]) -> None:
    assert {year for year in (2025, 2026) if w.rule(rule_id).applies_to(year)} == years


def test_charges_that_exclude_each_other_are_named() -> None:
    answers = Answers({"tcharge": Decimal(50), "household_charge": 1})

    found = w.rule("charged_in_two_ways").find(answers, w.world())

    assert found["tcharge"].startswith("You entered rent and charges of £50 and that there are no rent or charges.")


def test_a_location_that_was_closed_on_the_day_is_refused_whatever_is_planned() -> None:
    """It closed for a time before the start date, and is to close for good later."""
    closed, later = Period(START - timedelta(days=5), START + timedelta(days=5)), Period(START + timedelta(days=90))
    place = replace(w.world().locations[w.PLACE], periods=(closed, later))
    scheme = replace(w.world().schemes[w.SCHEME], periods=(closed, later))
    ctx = w.world(locations={w.PLACE: place}, schemes={w.SCHEME: scheme})
    log = Answers(location_id=w.PLACE, scheme_id=w.SCHEME, startdate=START)
    for rule_id in ("scheme_not_open_at_start", "location_not_open_at_start"):
        assert "is deactivated" in w.rule(rule_id).find(log, ctx)["startdate"]
    log["startdate"] = closed.reactivation
    for rule_id in ("scheme_not_open_at_start", "location_not_open_at_start"):
        assert not w.rule(rule_id).find(log, ctx)


def test_a_rent_period_that_is_not_used_names_the_organisation_and_the_way_out() -> None:
    said = w.rule("rent_period_not_used").find(Answers({**BOTH, "period": 5}), w.world())
    assert set(said.values()) == {
        "Acorn Homes does not charge rent every week, for 50 weeks a year. Choose another rent period, or add this one to "
        "the rent periods of the organisation."
    }
