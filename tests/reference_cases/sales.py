"""Where sales differ from the reference on purpose, declared by rule and condition (docs/decisions.md)."""

from __future__ import annotations

from typing import Any

from portal.logs.address import ADDRESS_FIELDS
from portal.logs.derivations import CHILD
from portal.questionnaire.answers import Answers
from sales.derivations.previous_home import SAME_HOME
from sales.derivations.property import BEDSIT
from tests.reference_cases.differences import Seen, on_purpose
from tests.reference_cases.quirks import SENT, Save, before, without

PLACE_CHECKS = frozenset(
    {"income1_value_check", "income2_value_check", "combined_income_value_check", "value_value_check"}
)
UNREADABLE = {"hodate_format", "saledate_format", "numeric_format", "numeric_step"}


def _is_sales(seen: Seen) -> bool:
    return seen.kind.log_type == "sales"


@before(SENT)
def _drop_what_may_be_of_before(save: Save) -> None:
    """A child's working situation beside a new age, and one transaction beside a new answer about the first."""
    if save.kind.log_type != "sales":
        return
    first = 3 if save.given.get("jointpur") == 1 else 2
    save.drop(
        *(f"ecstat{n}" for n in range(first, 7) if save.is_new(f"age{n}") and save.given.get(f"ecstat{n}") == CHILD)
    )
    if save.is_new("firststair") and save.given["firststair"] != 1 and save.given.get("numstair") == 1:
        save.drop("numstair")


without("who does not own everything after all is asked for the rent again", "ask_rent_again")


def _given(seen: Seen) -> dict[str, Any]:
    overrides: dict[str, Any] = seen.case.get("overrides", {})
    return overrides


def _parts(answers: Answers) -> dict[str, Any]:
    """Every part of a date or postcode, as it has to be."""
    handover = answers["hodate"]
    found = {
        "hoday": handover and handover.day,
        "homonth": handover and handover.month,
        "hoyear": handover and handover.year,
    }
    for whole, first, second in (("postcode_full", "pcode1", "pcode2"), ("ppostcode_full", "ppostc1", "ppostc2")):
        halves = [*(answers[whole] or "").split(), None, None]
        found |= {first: halves[0], second: halves[1]}
    return found


@on_purpose("parts of dates and postcodes are empty when what they are part of is, and right at once when it is not")
def _parts_follow(seen: Seen) -> bool:
    if not _is_sales(seen) or seen.part != "value" or seen.field is None:
        return False
    answers = seen.evaluation.answers
    parts = _parts(answers)
    return seen.field in parts and answers[seen.field] == parts[seen.field]


@on_purpose("the last home of a discounted ownership sale follows its address in the same save")
def _last_home_follows(seen: Seen) -> bool:
    answers = seen.evaluation.answers
    return (
        _is_sales(seen)
        and seen.part == "value"
        and seen.field in SAME_HOME
        and answers["ownershipsch"] == 2
        and answers[seen.field] == answers[SAME_HOME[seen.field]]
    )


@on_purpose("without a postcode the local authority is asked at once")
def _area_is_asked_at_once(seen: Seen) -> bool:
    answers = seen.evaluation.answers
    return (
        _is_sales(seen)
        and seen.part == "value"
        and seen.field == "is_la_inferred"
        and seen.got is False
        and answers["manual_address_entry_selected"] is True
        and answers["postcode_full"] is None
    )


@on_purpose("a mortgage, or a number of bedrooms, given together with the answer that makes it asked again is kept")
def _given_anew_is_kept(seen: Seen) -> bool:
    kept = _kept_anew(seen)
    if not kept:
        return False
    if seen.part == "value":
        return seen.field in kept and seen.expected is None
    if seen.part == "status":
        return (seen.expected, seen.got) == ("in_progress", "completed")
    if seen.part == "unconfirmed_soft_checks":
        return set(seen.expected) < set(seen.got) and all(
            _reads(seen, check) & kept for check in set(seen.got) - set(seen.expected)
        )
    errors = seen.evaluation.errors
    told = {name for name, problems in errors.items() if all(_is_about(seen, name, one.rule, kept) for one in problems)}
    if seen.part == "saved":
        return bool(told) and told == set(errors)
    return seen.part == "error_fields" and bool(told) and set(seen.got) - set(seen.expected) <= told


def _kept_anew(seen: Seen) -> set[str]:
    """What a change of another answer used to drop, though the same save gives it."""
    given, answers = _given(seen), seen.evaluation.answers
    if not _is_sales(seen) or seen.case.get("mode") != "update":
        return set()
    asked_again = {"mortgage": given.get("mortgageused") == 1, "beds": given.get("proptype") not in (None, BEDSIT)}
    return {
        name
        for name, again in asked_again.items()
        if again and given.get(name) is not None and answers[name] == given[name]
    }


def _is_about(seen: Seen, name: str, rule_id: str, kept: set[str]) -> bool:
    """Whether an error comes of an answer that was kept: of the answer itself, or of a rule on it."""
    fields = {field for rule in seen.kind.rules.rules if rule.id == rule_id for field in rule.fields}
    return name in kept or bool(fields & kept)


@on_purpose("a UPRN given together with the choice to search for the address is kept, and its address with it")
def _uprn_is_kept(seen: Seen) -> bool:
    given, answers = _given(seen), seen.evaluation.answers
    if not _is_sales(seen) or seen.case.get("mode") != "update" or "uprn" in seen.case.get("initial_overrides", {}):
        return False
    if given.get("manual_address_entry_selected") is not False or not given.get("uprn"):
        return False
    if seen.part == "value":
        return answers["uprn"] == given["uprn"] and seen.field in {*ADDRESS_FIELDS, "pcodenk"}
    if seen.part == "status":
        return (seen.expected, seen.got) == ("in_progress", "completed")
    told = {name for name, problems in seen.evaluation.errors.items() if any("uprn" in one.rule for one in problems)}
    if seen.part == "saved":
        return bool(told) and told == set(seen.evaluation.errors)
    if seen.part == "error_fields":
        return bool(told) and set(seen.got) - set(seen.expected) <= told and set(seen.expected) <= set(seen.got)
    return seen.part == "unconfirmed_soft_checks" and set(seen.got) ^ set(seen.expected) <= PLACE_CHECKS


@on_purpose("answers that lose their question by another one going are cleared in the same save, not the next")
def _cleared_at_once(seen: Seen) -> bool:
    cleared = seen.evaluation.cleared.keys() - set(seen.evaluation.asked)
    if not _is_sales(seen) or not cleared:
        return False
    if seen.part == "value":
        source = "ppostcode_full" if seen.field == "is_previous_la_inferred" else seen.field
        return not seen.got and source in cleared
    if seen.part == "unconfirmed_soft_checks":
        return set(seen.got) < set(seen.expected) and all(
            _reads(seen, check) & cleared for check in set(seen.expected) - set(seen.got)
        )
    if seen.part in ("saved", "error_fields"):
        theirs, ours = set(seen.case.get("error_fields", ())), set(seen.evaluation.errors)
        return ours < theirs and theirs - ours <= cleared
    people = any(name.startswith("details_known_") for name in cleared)
    return seen.part == "status" and people and (seen.expected, seen.got) == ("in_progress", "completed")


def _reads(seen: Seen, confirm: str) -> set[str]:
    """The answers that a warning is about."""
    rules = [rule for rule in seen.kind.rules.rules if rule.confirm == confirm]
    return {name for rule in rules for person in rule.persons or (None,) for name in rule.fields_for(person)}


@on_purpose("what the reference clears or works out only now was so after the save before")
def _was_so_before(seen: Seen) -> bool:
    if not _is_sales(seen) or seen.part != "value" or seen.field is None or seen.got != "unchanged":
        return False
    value = seen.evaluation.answers[seen.field]
    return bool(seen.case.get("mode") == "update" and value == seen.expected)


@on_purpose("an answer that cannot be kept as it is given is told once: not asked about as well, and never dropped")
def _cannot_be_kept(seen: Seen) -> bool:
    if not _is_sales(seen):
        return False
    errors = seen.evaluation.errors
    bad = {name for name, problems in errors.items() if {one.rule for one in problems} <= UNREADABLE}
    if seen.part == "unconfirmed_soft_checks":
        missing = set(seen.expected) - set(seen.got)
        return set(seen.got) < set(seen.expected) and all(_reads(seen, check) & bad for check in missing)
    dropped = bad - set(seen.evaluation.asked)
    if seen.part == "saved":
        return bool(dropped) and dropped == set(errors)
    if seen.part != "error_fields" or not bad:
        return False
    following = {name for rule in seen.kind.rules.rules if bad & set(rule.fields) for name in rule.fields}
    return set(seen.got) - set(seen.expected) == dropped and set(seen.expected) - set(seen.got) <= following


@on_purpose("whether the length of the mortgage is known is only kept where it is asked, from 2026 on")
def _length_known_from_2026(seen: Seen) -> bool:
    return _is_sales(seen) and seen.field == "mortlen_known" and seen.case.get("year") == 2025 and seen.part == "value"
