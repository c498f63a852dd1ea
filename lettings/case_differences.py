"""Where lettings differ from the reference on purpose, declared by rule and condition (docs/decisions.md)."""

from __future__ import annotations

from typing import Any

from portal.logs.case_differences import Seen, on_purpose

WEEKLY = frozenset({"wrent", "wscharge", "wpschrge", "wsupchrg", "wtcharge", "wchchrg", "tcharge"})
FOLLOWING = WEEKLY | {"newprop"}
TOTALS = frozenset({"totadult", "totchild", "totelder", "hhtype"})
ADDRESS = frozenset(
    {"address_line1", "address_line2", "town_or_city", "county", "postcode_full", "la", "uprn_known", "is_la_inferred"}
)
PREVIOUS_HOME = frozenset(
    {"ppostcode_full", "ppcodenk", "prevloc", "previous_la_known", "is_previous_la_inferred", "is_la_inferred"}
)
IMPLIED_BY_RENEWAL = frozenset(
    {
        "rsnvac",
        "first_time_property_let_as_social_housing",
        "referral",
        "referral_type",
        "referral_register",
        "waityear",
        "offered",
        "voiddate",
        "unitletas",
        "prevten",
    }
)


def _is_lettings(seen: Seen) -> bool:
    return seen.kind.log_type == "lettings"


def _given(seen: Seen) -> dict[str, Any]:
    overrides: dict[str, Any] = seen.case.get("overrides", {})
    return overrides


@on_purpose("derived values are empty when what they derive from is")
def _empty_with_their_source(seen: Seen) -> bool:
    return _is_lettings(seen) and seen.part == "value" and seen.field in FOLLOWING and seen.got is None


@on_purpose("new or existing tenant is right at once, not one save later")
def _new_old_at_once(seen: Seen) -> bool:
    return _is_lettings(seen) and seen.part == "value" and seen.field == "new_old"


@on_purpose("household totals are right at once, not one save later")
def _totals_at_once(seen: Seen) -> bool:
    relationships = any(name.startswith(("relat", "age")) for name in _given(seen))
    return _is_lettings(seen) and seen.part == "value" and seen.field in TOTALS and relationships


@on_purpose("the previous home of a renewal follows its address at once, not one save later")
def _renewal_follows_at_once(seen: Seen) -> bool:
    return (
        _is_lettings(seen)
        and seen.part == "value"
        and seen.field in PREVIOUS_HOME
        and seen.evaluation.answers["renewal"] == 1
        and seen.case.get("mode") == "update"
    )


@on_purpose("in supported housing an address given in the same save as the location survives")
def _address_survives_location(seen: Seen) -> bool:
    if not _is_lettings(seen) or seen.case.get("year") != 2026 or not _had_location(seen):
        return False
    if seen.part == "value":
        return seen.field in ADDRESS
    if seen.part == "status":
        return bool(seen.expected == "in_progress" and seen.got == "completed")
    rules = {problem.rule for problems in seen.evaluation.errors.values() for problem in problems}
    if seen.part == "saved":
        return rules == {"L-H-PRO-09"}
    if seen.part == "error_fields":
        return rules == {"L-H-PRO-09"} and not seen.expected
    area = seen.evaluation.answers["la"]
    return seen.part == "unconfirmed_soft_checks" and area is not None and "L-H-PRO-09" in rules


def _had_location(seen: Seen) -> bool:
    """The log is, or was before the case, one of supported housing."""
    fixture = str(seen.case.get("fixture", ""))
    return fixture == "supported_housing" or "scheme_id" in _given(seen) or "location_id" in _given(seen)


@on_purpose("a change drops what belonged to the state before, but never what the same save gives anew")
def _given_anew_survives(seen: Seen) -> bool:
    if not _is_lettings(seen) or seen.case.get("mode") != "update":
        return False
    anew = {name for name, value in _given(seen).items() if value is not None}
    dropped = IMPLIED_BY_RENEWAL | {"beds", "wchair"}
    if seen.part == "value":
        return (seen.field in dropped & anew and seen.expected is None) or (
            seen.field == "vacdays" and "voiddate" in anew and seen.expected is None
        )
    return seen.part == "status" and bool(dropped & anew) and seen.got == "completed"


@on_purpose("a renewal came from no register, whoever owns the property")
def _register_of_renewal(seen: Seen) -> bool:
    return (
        _is_lettings(seen)
        and seen.part == "value"
        and seen.field == "referral_register"
        and seen.evaluation.answers["renewal"] == 1
    )


@on_purpose("a phrase must be a word of its own")
def _whole_words(seen: Seen) -> bool:
    answers = seen.evaluation.answers
    checks = {f"{name}_value_check" for name in ("reasonother", "tenancyother") if answers[name]}
    if not _is_lettings(seen) or not checks:
        return False
    if seen.part == "unconfirmed_soft_checks":
        return set(seen.expected) - set(seen.got) <= checks and set(seen.got) <= set(seen.expected)
    if seen.part in ("applicable", "incomplete", "cleared"):
        return seen.field in checks and seen.field not in seen.evaluation.warnings
    return seen.part == "status" and seen.expected == "in_progress" and seen.got == "completed"


@on_purpose("vacancies and repairs of exactly 7,300 calendar days ago ask for confirmation, in summer as in winter")
def _days_are_calendar_days(seen: Seen) -> bool:
    answers = seen.evaluation.answers
    start = answers["startdate"]
    if not _is_lettings(seen) or start is None:
        return False
    at_limit = any(
        answers[name] is not None and (start - answers[name]).days == 7300 for name in ("voiddate", "mrcdate")
    )
    checks = {"void_date_value_check", "major_repairs_date_value_check"}
    return at_limit and (seen.part in ("unconfirmed_soft_checks", "status") or seen.field in checks)


@on_purpose("a log whose scheme was closed is told what no longer fits; its answers are kept")
def _unresolved_keeps_answers(seen: Seen) -> bool:
    return _is_lettings(seen) and "unresolved" in _given(seen) and seen.part in ("saved", "error_fields")


@on_purpose("the description of a state does not tell its location's postcode")
def _postcode_of_unknown_location(seen: Seen) -> bool:
    answers = seen.evaluation.answers
    return (
        _is_lettings(seen)
        and seen.part == "incomplete"
        and seen.field == "postcode_full"
        and answers["location_id"] is not None
        and answers["postcode_full"] is not None
    )


@on_purpose("up to 2025 supported housing has no address of its own, so nothing follows from one")
def _no_own_address(seen: Seen) -> bool:
    return (
        _is_lettings(seen)
        and seen.part == "value"
        and seen.case.get("year") == 2025
        and _had_location(seen)
        and seen.field in ("is_la_inferred", "la", "postcode_known")
        and seen.got == "unchanged"
    )
