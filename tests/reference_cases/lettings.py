"""Where lettings differ from the reference on purpose (docs/decisions.md).

Most are told by what the reference does instead: a difference counts only when it vanishes with that quirk. The few
that no quirk can bring about are told by rule and condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lettings.derivations.charges import CHARGES, WEEKLY_NAMES
from lettings.derivations.household import (
    OTHERS,
    household_type,
    last_of_household,
    some_details_refused,
    totals_by_age,
)
from lettings.derivations.postcodes import ADDRESS
from lettings.derivations.renewal import IMPLIED, REFERRAL_2025, REFERRAL_2026
from lettings.place import NEEDSTYPE_SUPPORTED, effective_postcode
from lettings.rules.soft_text import REASONS, STARTER_TENANCIES
from portal.logs.address import LINES, UPRN_FIELDS
from portal.logs.derivations import ADULT_WORK, CHILD
from portal.questionnaire.answers import Answers, Changes
from portal.questionnaire.evaluation import Evaluation, parse
from tests.reference_cases.differences import Seen, on_purpose
from tests.reference_cases.quirks import GHOST, SENT, Save, after, before, without

OWN_ADDRESS = (*LINES, *UPRN_FIELDS, "uprn_selection", "postcode_full", "la")
PREVIOUS_HOME = ("ppostcode_full", "ppcodenk", "prevloc", "previous_la_known", "is_previous_la_inferred")
BEDSIT, RENEWAL, GENERAL_NEEDS = 2, 1, 1


def _is_lettings(save: Save | Seen) -> bool:
    return save.kind.log_type == "lettings"


# Values that lag behind.

_AT_ONCE = "derived values follow in the same save"
_RENEWS = "a general needs renewal is let to an existing social tenant: its own tenure is the one before"
_EMPTY = "derived values are empty when what they derive from is"


@after(_EMPTY)
def _keep_what_has_no_source(save: Save, result: Evaluation) -> None:
    """Weekly amounts, the total and whether the property is new stay when their source goes."""
    if not _is_lettings(save):
        return
    answers, asked = result.answers, set(result.asked)
    for name in (*WEEKLY_NAMES.values(), "wchchrg", "newprop", "new_old"):
        if answers[name] is None:
            answers[name] = save.given.get(name)
    if "tcharge" in asked and all(answers[name] is None for name in CHARGES):
        answers["tcharge"] = save.given.get("tcharge")


@after(_AT_ONCE)
def _count_before_relationships_are_inferred(save: Save, result: Evaluation) -> None:
    if not _is_lettings(save):
        return
    before_inferring = Answers(result.answers)
    before_inferring.update((f"relat{n}", save.given.get(f"relat{n}")) for n in OTHERS if f"relat{n}" in save.given)
    for derive in (totals_by_age, household_type, some_details_refused):
        derive(before_inferring, save.context)
    for name in ("totelder", "totadult", "totchild", "hhtype", "refused"):
        result.answers[name] = before_inferring[name]


@after(_RENEWS)
def _judge_the_tenant_before_the_renewal(save: Save, result: Evaluation) -> None:
    """Whether the tenant is new is worked out before a general needs renewal gets its previous tenure."""
    answers = result.answers
    if _is_lettings(save) and answers["renewal"] == RENEWAL and answers["needstype"] == GENERAL_NEEDS:
        referred = save.program.year < 2026 and answers["startdate"] is not None
        answers["new_old"] = 2 if referred else None if answers["startdate"] is None else 1


# People whose details are not asked.

_TO_THE_END = "clearing goes on until nothing unasked is left"


@after(_TO_THE_END)
def _no_partner_among_the_unasked(save: Save, result: Evaluation) -> None:
    """A newly chosen partner makes everyone else in the household none, also people who are not asked about."""
    answers = result.answers
    if not _is_lettings(save) or save.program.year < 2026:
        return
    if any(answers[f"relat{n}"] and save.is_new(f"relat{n}") and save.given[f"relat{n}"] == "P" for n in OTHERS):
        for n in range(2, last_of_household(answers) + 1):
            answers[f"relat{n}"] = answers[f"relat{n}"] or "X"


@after(_TO_THE_END)
def _leave_details_that_were_derived(save: Save, result: Evaluation) -> None:
    """What may be derived (a child's relationship, a description of gender) outlives the other details of a person."""
    if not _is_lettings(save) or save.program.year < 2026:
        return
    for n in OTHERS:
        age = save.given.get(f"age{n}")
        derived = ["gender_description", *(["relat"] if isinstance(age, int) and age < ADULT_WORK else [])]
        for name in (f"{what}{n}" for what in derived):
            if result.answers[name] is None and name not in result.asked:
                result.answers[name] = save.given.get(name)


# What a save brings beside what it takes away.

_GIVEN_ANEW = "a change drops what belonged to the state before, but never what the same save gives anew"


@before(_GIVEN_ANEW)
def _drop_also_what_is_given(save: Save) -> None:
    if not _is_lettings(save):
        return
    was, now = save.stored, save.given
    left_renewal = was["renewal"] == RENEWAL and now.get("renewal") != RENEWAL
    left_needs = was["needstype"] is not None and now.get("needstype") != was["needstype"]
    if left_renewal:
        referral = REFERRAL_2025 if save.program.year < 2026 else REFERRAL_2026
        save.drop(*IMPLIED, *referral, "voiddate", "unitletas")
    if was["renewal"] == RENEWAL and was["needstype"] == GENERAL_NEEDS and (left_renewal or left_needs):
        save.drop("prevten")
    if left_needs and was["needstype"] == NEEDSTYPE_SUPPORTED:
        save.drop("wchair", "location_id")
    if was["unittype_gn"] == BEDSIT and now.get("unittype_gn") != BEDSIT:
        save.drop("beds")
    if was["uprn_known"] == 0 and now.get("uprn_known") == 0:
        save.drop("uprn")


_SURVIVES = "in supported housing an address given in the same save as the location survives"


@before(_SURVIVES)
def _lose_the_address_to_the_location(save: Save) -> None:
    if _takes_other_location(save):
        save.drop(*OWN_ADDRESS)


@after(_SURVIVES)
def _keep_what_the_address_left(save: Save, result: Evaluation) -> None:
    """The address goes last, so that what followed from it stays."""
    if not _takes_other_location(save):
        return
    result.answers["uprn_known"] = None
    with_address, _ = parse(save.program, save.original)
    ADDRESS.take_new_postcode(with_address, Changes(save.stored, with_address), save.context)
    for name in ("postcode_known", "is_la_inferred"):
        result.answers[name] = with_address[name]


def _takes_other_location(save: Save) -> bool:
    if not _is_lettings(save) or save.program.year < 2026:
        return False
    asked = Save(save.kind, save.program, dict(save.original), save.stored, save.context, save.sent)
    return bool(asked.judge().answers["location_id"] != save.stored["location_id"])


@before(SENT)
def _drop_the_working_situation_of_a_child(save: Save) -> None:
    """It goes beside a new age, given or not."""
    if _is_lettings(save):
        people = (n for n in OTHERS if save.is_new(f"age{n}") and save.given.get(f"ecstat{n}") == CHILD)
        save.drop(*(f"ecstat{n}" for n in people))


@after(GHOST)
def _keep_the_area_without_its_postcode(save: Save, result: Evaluation) -> None:
    """The area and that its postcode is known stay, and are taken from a postcode that is then emptied."""
    if not _is_lettings(save) or result.answers["postcode_full"] is not None:
        return
    answers, _ = parse(save.program, save.given)
    if save.is_new("postcode_full") and answers["la"] is None:
        ADDRESS.take_postcode(answers, save.context)
    for name in ("postcode_known", "is_la_inferred", "la"):
        if not result.answers[name]:
            result.answers[name] = answers[name]


without("what a renewal implied goes when it is none, the home before it too", "leave_home_of_renewal")


_REGISTER = "a register is what was given, and that of a renewal is none, whoever owns the property"


@before(_REGISTER)
def _lose_the_register_of_the_other_owner(save: Save) -> None:
    if _has_other_kind_of_owner(save) and save.given.get("renewal") != RENEWAL:
        save.drop("referral_register")


@after(_REGISTER)
def _leave_the_renewal_without_register(save: Save, result: Evaluation) -> None:
    if _has_other_kind_of_owner(save):
        result.answers["referral_register"] = None


def _has_other_kind_of_owner(save: Save) -> bool:
    if not _is_lettings(save) or save.stored["owning_organisation_id"] is None:
        return False
    provider_type = save.context.provider_type
    return bool(provider_type(save.stored) != provider_type(Answers(save.original)))


_NO_ADDRESS = "up to 2025 supported housing has no address of its own, so nothing follows from one"


@before(_NO_ADDRESS)
def _infer_from_the_address(save: Save) -> None:
    """A postcode given brings its area (that of the location, where there is one) before the address is emptied."""
    if not _has_no_own_address(save) or not save.is_new("postcode_full"):
        return
    answers, _ = parse(save.program, save.given)
    answers["postcode_full"] = effective_postcode(answers, save.context)
    ADDRESS.take_postcode(answers, save.context)
    save.given.update({name: answers[name] for name in ("postcode_known", "is_la_inferred", "la")})
    if answers["renewal"] == RENEWAL:
        save.given["ppcodenk"] = 0


@after(_NO_ADDRESS)
def _take_the_address_of_the_uprn(save: Save, result: Evaluation) -> None:
    """The address service is asked last, so that what it gives stays until the next save."""
    chosen = save.original.get("uprn_selection") or save.original.get("uprn")
    if not _has_no_own_address(save) or not chosen or not (save.is_new("uprn_selection") or save.is_new("uprn")):
        return
    address = save.context.address_by_uprn(str(chosen))
    if address is not None and not result.answers["manual_address_entry_selected"]:
        result.answers.update(address._asdict(), uprn=chosen, uprn_selection=chosen, uprn_known=1, uprn_confirmed=1)
        ADDRESS.take_postcode(result.answers, save.context)


def _has_no_own_address(save: Save) -> bool:
    return _is_lettings(save) and save.program.year < 2026 and save.original.get("needstype") == NEEDSTYPE_SUPPORTED


# What no quirk can bring about.


@on_purpose("the previous home of a renewal follows its address in the same save")
def _renewal_follows_at_once(seen: Seen) -> bool:
    """The address service is asked after all else, so that what it gives reaches the previous home a save later."""
    if not _is_lettings(seen) or seen.evaluation.answers["renewal"] != RENEWAL or seen.part != "value":
        return False
    looked_up = bool({"uprn", "uprn_selection", "uprn_confirmed", "startdate"} & _overrides(seen).keys())
    answers = seen.evaluation.answers
    area_went = seen.given.get("la") is not None and answers["la"] is None
    no_address = seen.year < 2026 and answers["needstype"] == NEEDSTYPE_SUPPORTED and answers["location_id"] is None
    return (looked_up or area_went or no_address) and seen.field in (*PREVIOUS_HOME, "is_la_inferred")


def _overrides(seen: Seen) -> dict[str, Any]:
    overrides: dict[str, Any] = seen.case.get("overrides", {})
    return overrides


def _inside_words(phrases: Iterable[str]) -> re.Pattern[str]:
    """What the reference takes for a phrase: letters other than these four may go before it in its word."""
    alternatives = "|".join(re.escape(phrase) for phrase in phrases)
    return re.compile(rf"\b[^alph:]*(?:{alternatives})[^a-z]*\b", re.IGNORECASE)


_LENIENT = {"reasonother": _inside_words(REASONS), "tenancyother": _inside_words(STARTER_TENANCIES)}


@on_purpose("a phrase must be a word of its own")
def _whole_words(seen: Seen) -> bool:
    if not _is_lettings(seen):
        return False
    answers = seen.evaluation.answers
    inside = {f"{name}_value_check" for name, found in _LENIENT.items() if found.search(answers[name] or "")}
    checks = inside - seen.evaluation.warnings.keys() - seen.evaluation.confirmed.keys()
    if seen.part == "unconfirmed_soft_checks":
        return bool(checks) and set(seen.expected) - set(seen.got) <= checks and set(seen.got) <= set(seen.expected)
    if seen.part in ("applicable", "incomplete", "cleared"):
        return seen.field in checks
    return bool(checks) and seen.part == "status" and (seen.expected, seen.got) == ("in_progress", "completed")


@on_purpose("vacancies and repairs of exactly 7,300 calendar days ago ask for confirmation, in summer as in winter")
def _days_are_calendar_days(seen: Seen) -> bool:
    answers = seen.evaluation.answers
    start = answers["startdate"]
    if not _is_lettings(seen) or start is None:
        return False
    dates = {"voiddate": "void_date_value_check", "mrcdate": "major_repairs_date_value_check"}
    checks = {check for name, check in dates.items() if answers[name] and (start - answers[name]).days == 7300}
    if seen.part == "unconfirmed_soft_checks":
        return bool(checks) and set(seen.got) ^ set(seen.expected) <= checks
    return seen.field in checks or (
        bool(checks) and seen.part == "status" and (seen.expected, seen.got) == ("completed", "in_progress")
    )


@on_purpose("a log whose scheme was closed is told what no longer fits; its answers are kept")
def _unresolved_keeps_answers(seen: Seen) -> bool:
    if not _is_lettings(seen) or "unresolved" not in _overrides(seen):
        return False
    return (seen.part, seen.expected) in (("saved", True), ("error_fields", []))


@on_purpose("the description of a state does not tell its location's postcode")
def _postcode_of_unknown_location(seen: Seen) -> bool:
    answers = seen.evaluation.answers
    return (
        _is_lettings(seen)
        and seen.part == "incomplete"
        and seen.field == "postcode_full"
        and answers["location_id"] is not None
    )
