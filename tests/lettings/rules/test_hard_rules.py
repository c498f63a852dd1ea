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
    ("L-H-SET-02", {"startdate": date(2026, 3, 31)}, {"startdate"}),
    ("L-H-SET-02", {"startdate": date(2027, 4, 1)}, {"startdate"}),
    ("L-H-SET-03", {"startdate": TODAY + timedelta(days=15)}, {"startdate"}),
    (
        "L-H-SET-04",
        {**BOTH, "assigned_to_id": 2},
        {"assigned_to_id", "owning_organisation_id", "managing_organisation_id"},
    ),
    ("L-H-SET-05", {**both(w.MERGED), **JUNE}, {"owning_organisation_id"}),
    ("L-H-SET-06", {**both(w.ABSORBING), **MAY_31}, {"owning_organisation_id"}),
    ("L-H-SET-07", {**both(w.MERGED), **JUNE}, {"managing_organisation_id"}),
    ("L-H-SET-08", {**both(w.ABSORBING), **MAY_31}, {"managing_organisation_id"}),
    ("L-H-SET-09", {**both(w.MERGED), **JUNE}, {"startdate"}),
    ("L-H-SET-10", {**both(w.ABSORBING), **MAY_31}, {"startdate"}),
    ("L-H-SET-11", {**owned(w.MERGED, w.MERGED_TOO), **JUNE}, {"startdate"}),
    ("L-H-SET-12", {**owned(w.PRP, w.MERGED), **JUNE}, {"startdate"}),
    ("L-H-SET-13", {**owned(w.ABSORBING, w.PRP), **MAY_31}, {"startdate"}),
    ("L-H-SET-14", {"rent_type": 5, "irproduct_other": " "}, {"irproduct_other"}),
    ("L-H-SET-15", {"scheme_id": w.DRAFT_SCHEME}, {"scheme_id"}),
    ("L-H-SET-16", {"scheme_id": w.DRAFT_SCHEME}, {"scheme_id"}),
    ("L-H-SET-17", {"scheme_id": w.CLOSED_SCHEME, "startdate": date(2026, 4, 20)}, {"startdate", "scheme_id"}),
    ("L-H-SET-18", {"scheme_id": w.LATER_SCHEME, "startdate": START}, {"startdate", "scheme_id"}),
    ("L-H-SET-19", {"location_id": w.LATER_PLACE, "startdate": START}, {"startdate", "location_id", "scheme_id"}),
    ("L-H-SET-19", {"location_id": w.CLOSED_PLACE, "startdate": START}, {"startdate", "location_id", "scheme_id"}),
    ("L-H-SET-20", {"location_id": w.DRAFT_PLACE}, {"location_id", "scheme_id"}),
    ("L-H-SET-21", both(w.UNSIGNED), {"owning_organisation_id"}),
    ("L-H-SET-22", both(w.UNSIGNED), {"managing_organisation_id"}),
    ("L-H-PRO-01", {"rsnvac": 9, "prevten": 35}, {"rsnvac"}),
    ("L-H-PRO-02", {"rsnvac": 9, "referral": 8}, {"rsnvac", "referral", "referral_type"}),
    ("L-H-PRO-03", {"rsnvac": 14, "renewal": 0}, {"rsnvac"}),
    ("L-H-PRO-04", {"unittype_gn": 4, "beds": 4, "hhmemb": 1}, {"unittype_gn", "beds", "hhmemb"}),
    ("L-H-PRO-05", {"unittype_gn": 9, "beds": 8, "hhmemb": 2}, {"unittype_gn", "beds"}),
    ("L-H-PRO-06", {"uprn": "1234567890123"}, {"uprn"}),
    ("L-H-PRO-06", {"uprn": "12a"}, {"uprn"}),
    ("L-H-PRO-07", {"uprn": "999", "startdate": START}, {"uprn", "uprn_selection"}),
    ("L-H-PRO-08", {"postcode_known": 1, "postcode_full": "M1"}, {"postcode_full"}),
    ("L-H-PRO-09", {"location_id": w.PLACE, "postcode_full": "SW1A 1AA"}, {"location_id", "uprn", "postcode_full"}),
    ("L-H-PRO-10", {"la": w.EDINBURGH, "startdate": START}, AREA_FIELDS),
    ("L-H-PRO-10", {"la": "E99999999", "needstype": 2}, AREA_FIELDS | {"location_id", "scheme_id"}),
    ("L-H-PRO-11", {"la": w.OLD_BARNSLEY, "startdate": START}, AREA_FIELDS),
    ("L-H-TEN-01", {"needstype": 2, "tenancy": 4, "tenancylength": 0}, {"needstype", "tenancylength", "tenancy"}),
    (
        "L-H-TEN-02",
        {"needstype": 1, "tenancy": 6, "renttype": 1, "tenancylength": 1},
        {"needstype", "rent_type", "tenancylength", "tenancy"},
    ),
    (
        "L-H-TEN-03",
        {"needstype": 1, "tenancy": 4, "renttype": 3, "tenancylength": 100},
        {"needstype", "rent_type", "tenancylength", "tenancy"},
    ),
    ("L-H-TEN-04", {"tenancy": 8, "tenancylength": 100}, {"tenancylength", "tenancy"}),
    ("L-H-TEN-05", {"tenancy": 2, "tenancylength": 5}, {"tenancylength", "tenancy"}),
    ("L-H-TEN-06", {"tenancy": 3}, {"tenancy", "tenancyother"}),
    ("L-H-TEN-07", {"tenancy": 4, "tenancyother": "other"}, {"tenancyother"}),
    ("L-H-TEN-08", {"startdate": START, "joint": 1, "hhmemb": 1}, {"joint", "hhmemb"}),
    ("L-H-HH-01", {"reasonpref": 2, "rp_medwel": 1}, {"reasonable_preference_reason"}),
    ("L-H-HH-02", {"reason": 32, "underoccupation_benefitcap": 1}, {"underoccupation_benefitcap", "reason"}),
    ("L-H-HH-03", {"reason": 20, "reasonother": ""}, {"reason", "reasonother"}),
    ("L-H-HH-04", {"reason": 18, "reasonother": "work"}, {"reasonother"}),
    ("L-H-HH-05", {"reason": 20, "reasonother": " 12 HOMELESS!! "}, {"reason"}),
    ("L-H-HH-06", {"armedforces": 2, "reservist": 1}, {"reservist"}),
    ("L-H-HH-07", {"armedforces": 4, "leftreg": 6}, {"leftreg"}),
    ("L-H-HH-08", {"ecstat3": 9, "age3": 17, "ecstat2": 9, "age2": 16}, {"ecstat3", "age3"}),
    ("L-H-HH-09", {"illness": 2, "illness_type_7": 1}, {"condition_effects"}),
    ("L-H-HH-10", {"rsnvac": 9, "prevten": 8}, {"prevten"}),
    ("L-H-HH-11", {"prevten": 13, "age1": 26}, {"prevten", "age1"}),
    ("L-H-HH-12", {"referral": 1, "prevten": 3}, {"prevten", "referral"}),
    ("L-H-HH-13", {"referral": 1, "prevten": 30, "owning_organisation_id": w.PRP}, {"prevten", "referral"}),
    ("L-H-HH-14", {**BOTH, "referral_register": 2, "prevten": 3}, {"prevten", "referral_register", "referral_noms"}),
    (
        "L-H-HH-14",
        {**BOTH, "referral_register": 7, "referral_noms": 5, "prevten": 3},
        {"prevten", "referral_register", "referral_noms"},
    ),
    ("L-H-HH-15", {"previous_la_known": 1}, {"prevloc"}),
    ("L-H-HH-16", {"renewal": 1, "layear": 1}, {"layear", "renewal"}),
    (
        "L-H-HH-17",
        {"layear": 1, "startdate": START, "la": w.MANCHESTER, "prevloc": w.MANCHESTER},
        (AREA_FIELDS - {"startdate"}) | {"layear", "ppostcode_full", "prevloc", "scheme_id", "location_id"},
    ),
    (
        "L-H-HH-18",
        {"housingneeds": 1, "housingneeds_type": 3, "housingneeds_other": 2},
        {"housingneeds", "housingneeds_type", "housingneeds_other"},
    ),
    ("L-H-FIN-01", {"tshortfall": Decimal(5), "hbrentshortfall": 2}, {"tshortfall", "hbrentshortfall"}),
    ("L-H-FIN-02", {"benefits": 1, "ecstat1": 2}, {"benefits", "ecstat1"}),
    ("L-H-FIN-02", {"benefits": 1, "ecstat3": 1, "relat3": "P"}, {"benefits", "ecstat3", "relat3"}),
    ("L-H-FIN-03", {**INCOME, "earnings": 1231}, {"earnings", "hhmemb", "ecstat1"}),
    (
        "L-H-FIN-03",
        {**INCOME, "earnings": 1981, "hhmemb": 2, "ecstat2": 9, "age2": 10},
        {"earnings", "hhmemb", "ecstat1", "ecstat2", "age2"},
    ),
    ("L-H-FIN-04", {**INCOME, "earnings": 89}, {"earnings", "hhmemb", "ecstat1"}),
    ("L-H-FIN-05", {"earnings": 100}, {"incfreq", "earnings"}),
    ("L-H-FIN-06", {"incfreq": 1}, {"incfreq", "earnings"}),
    ("L-H-FIN-07", {"brent": Decimal(-1), "scharge": Decimal(0)}, {"brent"}),
    ("L-H-FIN-08", {"hbrentshortfall": 1, "hb": 9, "startdate": START}, {"tshortfall"}),
    ("L-H-FIN-09", {"needstype": 2, "wtshortfall": Decimal(6), "wchchrg": Decimal(5)}, {"tshortfall", "chcharge"}),
    ("L-H-FIN-10", {"wtshortfall": Decimal("5.01"), "wtcharge": Decimal(5)}, {"tshortfall", "tcharge"}),
    ("L-H-FIN-11", {"tshortfall": Decimal(0), "wtshortfall": Decimal(0), "wtcharge": Decimal(5)}, {"tshortfall"}),
    ("L-H-FIN-12", {"tcharge": Decimal("9.99"), "period": 1}, {"tcharge"}),
    ("L-H-FIN-13", {"tcharge": Decimal(50), "household_charge": 1}, {"tcharge", "household_charge"}),
    (
        "L-H-FIN-13",
        {"tcharge": Decimal(50), "chcharge": Decimal(5), "household_charge": 0},
        {"tcharge", "chcharge", "household_charge"},
    ),
    ("L-H-FIN-14", {**CHARGE, "scharge": Decimal("800.01")}, {"scharge", "period"}),
    ("L-H-FIN-14", {**LA_CHARGE, "scharge": Decimal("500.01")}, {"scharge", "period"}),
    ("L-H-FIN-15", {**CHARGE, "pscharge": Decimal("700.01")}, {"pscharge", "period"}),
    ("L-H-FIN-16", {**LA_CHARGE, "supcharg": Decimal("200.01")}, {"supcharg", "period"}),
    ("L-H-FIN-17", {**RENT, "brent": Decimal("39.99")}, RENT_FIELDS),
    ("L-H-FIN-18", {**RENT, "brent": Decimal("300.01")}, RENT_FIELDS),
    ("L-H-FIN-19", {**BOTH, "period": 5}, {"period", "managing_organisation_id"}),
    ("L-H-FIN-20", {"is_carehome": 1, "period": 1, "chcharge": Decimal("9.99")}, {"period", "chcharge"}),
    ("L-H-FIN-21", {"hb": 6, "benefits": 3}, {"hb", "benefits"}),
    ("L-H-DAT-02", {"mrcdate": START, "rsnvac": 16}, {"mrcdate"}),
    ("L-H-DAT-03", {"mrcdate": date(2026, 5, 2), "startdate": START}, {"mrcdate", "startdate"}),
    ("L-H-DAT-04", {"mrcdate": date(2006, 4, 30), "startdate": START}, {"mrcdate", "startdate"}),
    ("L-H-DAT-06", {"mrcdate": START, "voiddate": date(2026, 5, 2)}, {"mrcdate", "voiddate"}),
    ("L-H-DAT-07", {"voiddate": date(2026, 5, 2), "startdate": START}, {"voiddate", "startdate"}),
    ("L-H-DAT-08", {"voiddate": date(2006, 4, 30), "startdate": START}, {"voiddate", "startdate"}),
    ("L-H-LOC-01", {"ppcodenk": 0, "ppostcode_full": "nowhere"}, {"ppostcode_full"}),
]

# (rule, answers at or beside its limit, in which it must not speak)
SILENT: list[tuple[str, dict[str, Any]]] = [
    ("L-H-SET-02", {"startdate": date(2026, 4, 1)}),
    ("L-H-SET-02", {"startdate": date(2027, 3, 31)}),
    ("L-H-SET-03", {"startdate": TODAY + timedelta(days=14)}),
    ("L-H-SET-04", {**BOTH, "assigned_to_id": 1}),
    ("L-H-SET-04", {**both(w.MERGED), "assigned_to_id": 5}),
    ("L-H-SET-05", {**both(w.MERGED), **MAY_31}),
    ("L-H-SET-06", {**both(w.ABSORBING), **JUNE}),
    ("L-H-SET-07", {**both(w.MERGED), **MAY_31}),
    ("L-H-SET-08", {**both(w.ABSORBING), **JUNE}),
    ("L-H-SET-09", {**owned(w.MERGED, w.PRP), **JUNE}),
    ("L-H-SET-10", {**owned(w.ABSORBING, w.PRP), **MAY_31}),
    ("L-H-SET-11", {**owned(w.MERGED, w.MERGED_TOO), **MAY_31}),
    ("L-H-SET-12", {**owned(w.MERGED, w.MERGED_TOO), **JUNE}),
    ("L-H-SET-13", {**owned(w.PRP, w.LA), **MAY_31}),
    ("L-H-SET-14", {"rent_type": 5, "irproduct_other": "product"}),
    ("L-H-SET-15", {"scheme_id": w.SCHEME}),
    ("L-H-SET-16", {"scheme_id": w.SCHEME}),
    ("L-H-SET-17", {"scheme_id": w.CLOSED_SCHEME, "startdate": date(2026, 4, 19)}),
    ("L-H-SET-18", {"scheme_id": w.LATER_SCHEME, "startdate": TODAY}),
    ("L-H-SET-19", {"location_id": w.LATER_PLACE, "startdate": TODAY}),
    ("L-H-SET-20", {"location_id": w.PLACE}),
    ("L-H-SET-21", both(w.PRP)),
    ("L-H-SET-22", both(w.PRP)),
    ("L-H-PRO-01", {"rsnvac": 9, "prevten": 18}),
    ("L-H-PRO-02", {"rsnvac": 9, "referral": 2}),
    ("L-H-PRO-03", {"rsnvac": 14, "renewal": 1}),
    ("L-H-PRO-04", {"unittype_gn": 4, "beds": 3, "hhmemb": 1}),
    ("L-H-PRO-04", {"unittype_gn": 1, "beds": 4, "hhmemb": 1}),
    ("L-H-PRO-05", {"unittype_gn": 9, "beds": 7, "hhmemb": 2}),
    ("L-H-PRO-05", {"unittype_gn": 9, "beds": 8, "hhmemb": 1}),
    ("L-H-PRO-06", {"uprn": "123456789012"}),
    ("L-H-PRO-07", {"uprn": "1", "startdate": START}),
    ("L-H-PRO-07", {"uprn": "77", "startdate": START}),
    ("L-H-PRO-08", {"postcode_known": 1, "postcode_full": "m1 1ae"}),
    ("L-H-PRO-08", {"postcode_known": 0, "postcode_full": "M1"}),
    ("L-H-PRO-09", {"location_id": w.PLACE, "postcode_full": "m11ae"}),
    ("L-H-PRO-10", {"la": w.MANCHESTER}),
    ("L-H-PRO-10", {}),
    ("L-H-PRO-11", {"la": w.BARNSLEY, "startdate": START}),
    ("L-H-PRO-11", {"la": w.OLD_BARNSLEY, "startdate": date(2025, 3, 31)}),
    ("L-H-TEN-01", {"needstype": 2, "tenancy": 4, "tenancylength": 1}),
    ("L-H-TEN-01", {"needstype": 2, "tenancy": 6, "tenancylength": 99}),
    ("L-H-TEN-02", {"needstype": 1, "tenancy": 4, "renttype": 2, "tenancylength": 2}),
    ("L-H-TEN-02", {"needstype": 1, "tenancy": 4, "renttype": 3, "tenancylength": 1}),
    ("L-H-TEN-03", {"needstype": 1, "tenancy": 4, "renttype": 3, "tenancylength": 1}),
    ("L-H-TEN-04", {"tenancy": 8, "tenancylength": 99}),
    ("L-H-TEN-05", {"tenancy": 8, "tenancylength": 5}),
    ("L-H-TEN-06", {"tenancy": 3, "tenancyother": "other"}),
    ("L-H-TEN-07", {"tenancy": 3, "tenancyother": "other"}),
    ("L-H-TEN-08", {"startdate": START, "joint": 1, "hhmemb": 2}),
    ("L-H-HH-01", {"reasonpref": 1, "rp_medwel": 1}),
    ("L-H-HH-02", {"reason": 32, "underoccupation_benefitcap": 4}),
    ("L-H-HH-03", {"reason": 20, "reasonother": "work"}),
    ("L-H-HH-04", {"reason": 20, "reasonother": "work"}),
    ("L-H-HH-05", {"reason": 20, "reasonother": "homeless after fire"}),
    ("L-H-HH-06", {"armedforces": 4, "reservist": 1}),
    ("L-H-HH-07", {"armedforces": 1, "leftreg": 6}),
    ("L-H-HH-08", {"ecstat8": 9, "age8": 16, "ecstat2": 7, "age2": 40}),
    ("L-H-HH-09", {"illness": 1, "illness_type_7": 1}),
    ("L-H-HH-10", {"rsnvac": 9, "prevten": 3}),
    ("L-H-HH-11", {"prevten": 13, "age1": 25}),
    ("L-H-HH-12", {"referral": 1, "prevten": 30}),
    ("L-H-HH-13", {"referral": 1, "prevten": 30, "owning_organisation_id": w.LA}),
    ("L-H-HH-14", {**BOTH, "referral_register": 6, "referral_noms": 5, "prevten": 3}),
    ("L-H-HH-14", {**BOTH, "referral_register": 2, "prevten": 40}),
    ("L-H-HH-15", {"previous_la_known": 1, "prevloc": w.MANCHESTER}),
    ("L-H-HH-16", {"renewal": 1, "layear": 2}),
    ("L-H-HH-17", {"layear": 1, "startdate": START, "la": w.MANCHESTER, "prevloc": w.WESTMINSTER}),
    ("L-H-HH-18", {"housingneeds": 1, "housingneeds_type": 3, "housingneeds_other": 1}),
    ("L-H-FIN-01", {"tshortfall": Decimal(5), "hbrentshortfall": 1}),
    ("L-H-FIN-02", {"benefits": 1, "ecstat1": 5, "ecstat2": 1, "relat2": "X"}),
    ("L-H-FIN-03", {**INCOME, "earnings": 1230}),
    ("L-H-FIN-04", {**INCOME, "earnings": 90}),
    ("L-H-FIN-05", {"earnings": 100, "incfreq": 1}),
    ("L-H-FIN-06", {"earnings": 100, "incfreq": 1}),
    ("L-H-FIN-07", {"brent": Decimal(0), "earnings": 0}),
    ("L-H-FIN-08", {"hbrentshortfall": 1, "hb": 1}),
    ("L-H-FIN-09", {"needstype": 2, "wtshortfall": Decimal(5), "wchchrg": Decimal(5)}),
    ("L-H-FIN-10", {"wtshortfall": Decimal(5), "wtcharge": Decimal(5)}),
    ("L-H-FIN-11", {"tshortfall": Decimal("0.01"), "wtshortfall": Decimal("0.01"), "wtcharge": Decimal(5)}),
    ("L-H-FIN-12", {"tcharge": Decimal(10), "period": 1}),
    ("L-H-FIN-13", {"tcharge": Decimal(50), "household_charge": 0}),
    ("L-H-FIN-14", {**CHARGE, "scharge": Decimal(800)}),
    ("L-H-FIN-15", {**LA_CHARGE, "pscharge": Decimal(200)}),
    ("L-H-FIN-16", {**CHARGE, "supcharg": Decimal(800)}),
    ("L-H-FIN-17", {**RENT, "brent": Decimal(40)}),
    ("L-H-FIN-17", {**RENT, "brent": Decimal(1), "la": w.WESTMINSTER}),
    ("L-H-FIN-18", {**RENT, "brent": Decimal(300)}),
    ("L-H-FIN-19", {**BOTH, "period": 4}),
    ("L-H-FIN-20", {"is_carehome": 1, "period": 1, "chcharge": Decimal(10)}),
    ("L-H-FIN-21", {"hb": 9, "benefits": 3}),
    ("L-H-DAT-02", {"mrcdate": START, "rsnvac": 5}),
    ("L-H-DAT-03", {"mrcdate": START, "startdate": START}),
    ("L-H-DAT-04", {"mrcdate": date(2006, 5, 1), "startdate": START}),
    ("L-H-DAT-06", {"mrcdate": START, "voiddate": START}),
    ("L-H-DAT-07", {"voiddate": START, "startdate": START}),
    ("L-H-DAT-08", {"voiddate": date(2006, 5, 1), "startdate": START}),
    ("L-H-LOC-01", {"ppcodenk": 0, "ppostcode_full": "SW1A 1AA"}),
    ("L-H-LOC-01", {"ppcodenk": 1, "ppostcode_full": "nowhere"}),
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
    assert w.rule("L-H-SET-02").find(log, saved) == {}
    log["startdate"] = date(2025, 3, 31)
    assert set(w.rule("L-H-SET-02").find(log, saved)) == {"startdate"}


def test_the_agreement_matters_only_when_the_organisation_is_newly_chosen() -> None:
    log = Answers(both(w.UNSIGNED))
    unchanged = w.stored(w.world(), dict(log), log)
    assert w.rule("L-H-SET-21").find(log, unchanged) == {}
    merger = w.stored(w.world(agreement_not_needed=True), {}, log)
    assert w.rule("L-H-SET-21").find(log, merger) == {}


def test_an_unchanged_uprn_is_not_looked_up_again() -> None:
    log = Answers(uprn="999", startdate=START)
    assert w.rule("L-H-PRO-07").find(log, w.stored(w.world(), dict(log), log)) == {}


def test_messages_name_value_and_limit_in_the_rent_period_of_the_log() -> None:
    message = found_by("L-H-FIN-17", {**RENT, "period": 4, "brent": Decimal(100)})["brent"]
    assert "£100.01 every month (£23.08 a week)" in message
    assert "£173.33 every month (£40 a week)" in message
    charge = found_by("L-H-FIN-14", {**CHARGE, "period": 2, "scharge": Decimal(2000)})["scharge"]
    assert "£2,000" in charge
    assert "£1,600 every two weeks" in charge


def test_what_bulk_upload_keeps_quiet_about() -> None:
    silent = {found.id: set(found.silent_in_bulk_upload) for found in RULES.rules if found.silent_in_bulk_upload}
    assert silent == {
        "L-H-HH-17": {"scheme_id", "location_id"},
        "L-H-FIN-17": {"scheme_id", "location_id", "rent_type", "needstype"},
        "L-H-FIN-18": {"scheme_id", "location_id", "rent_type", "needstype"},
        "L-H-FIN-19": {"managing_organisation_id"},
    }


@pytest.mark.parametrize(
    ("rule_id", "years"),
    [
        ("L-H-HH-12", {2025}),
        ("L-H-HH-13", {2025}),
        ("L-H-HH-14", {2026}),
        ("L-H-PRO-09", {2026}),
        ("L-H-FIN-21", {2026}),
        ("L-H-FIN-17", {2025, 2026}),
    ],
)
def test_rules_of_some_years_only(rule_id: str, years: set[int]) -> None:
    assert {year for year in (2025, 2026) if w.rule(rule_id).applies_to(year)} == years


def test_charges_that_exclude_each_other_are_named() -> None:
    answers = Answers({"tcharge": Decimal(50), "household_charge": 1})

    found = w.rule("L-H-FIN-13").find(answers, w.world())

    assert found["tcharge"].startswith("You entered rent and charges of £50 and that there are no rent or charges.")


def test_a_location_that_was_closed_on_the_day_is_refused_whatever_is_planned() -> None:
    """It closed for a time before the start date, and is to close for good later."""
    closed, later = Period(START - timedelta(days=5), START + timedelta(days=5)), Period(START + timedelta(days=90))
    place = replace(w.world().locations[w.PLACE], periods=(closed, later))
    scheme = replace(w.world().schemes[w.SCHEME], periods=(closed, later))
    ctx = w.world(locations={w.PLACE: place}, schemes={w.SCHEME: scheme})
    log = Answers(location_id=w.PLACE, scheme_id=w.SCHEME, startdate=START)
    for rule_id in ("L-H-SET-17", "L-H-SET-19"):
        assert "is deactivated" in w.rule(rule_id).find(log, ctx)["startdate"]
    log["startdate"] = closed.reactivation
    for rule_id in ("L-H-SET-17", "L-H-SET-19"):
        assert not w.rule(rule_id).find(log, ctx)
