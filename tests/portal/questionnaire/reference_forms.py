"""A tiny interpreter of the specification's forms, independent of the engine, to hold our questionnaires against.

Predicates and routing rules that the specification gives in words are written out here once more by hand.
"""

from __future__ import annotations

import json
import operator
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

Log = Mapping[str, Any]
Predicate = Callable[[Log, int], Any]
_OPERATORS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq}
KIND_OF_TYPE = {"numeric": "number", "numeric_output": "total", "checkbox": "checkboxes", "address_search": "address"}

_LETTINGS: dict[str, Predicate] = {
    "affordable_or_social_rent?": lambda log, year: log.get("renttype") in (1, 2),
    "has_housing_benefit_rent_shortfall?": lambda log, year: log.get("hbrentshortfall") == 1,
    "is_address_asked?": lambda log, year: year >= 2026 or log.get("needstype") != 2,
    "is_beds_inferred?": lambda log, year: log.get("unittype_gn") == 2,
    "is_general_needs?": lambda log, year: log.get("needstype") == 1,
    "is_renewal?": lambda log, year: log.get("renewal") == 1,
    "is_supported_housing?": lambda log, year: log.get("needstype") == 2,
    "non_location_setup_questions_completed?": lambda log, year: True,
    "receives_housing_related_benefits?": lambda log, year: log.get("hb") in (1, 6),
    "rent_and_charges_paid_every_2_weeks?": lambda log, year: log.get("period") == 2,
    "rent_and_charges_paid_every_4_weeks?": lambda log, year: log.get("period") == 3,
    "rent_and_charges_paid_monthly?": lambda log, year: log.get("period") == 4,
    "rent_and_charges_paid_weekly?": lambda log, year: log.get("period") in (1, 5, 6, 7, 8, 9, 10, 11),
    "scheme_has_large_number_of_locations?": lambda log, year: (log.get("scheme.active_locations") or 0) > 19,
    "scheme_has_multiple_locations?": lambda log, year: (log.get("scheme.active_locations") or 0) > 1,
    "starter_tenancy?": lambda log, year: log.get("startertenancy") == 1,
    "tenancy_type_fixed_term?": lambda log, year: log.get("tenancy") in (4, 6),
    "tenancy_type_periodic?": lambda log, year: log.get("tenancy") == 8,
    "vacancy_reason_not_renewal_or_first_let?": lambda log, year: (
        log.get("rsnvac") in (5, 6, 8, 9, 10, 11, 12, 13, 18, 19, 20, 21, 22)
    ),
}
_SALES: dict[str, Predicate] = {
    "buyer_has_seen_privacy_notice?": lambda log, year: log.get("privacynotice") == 1,
    "buyer_not_interviewed?": lambda log, year: log.get("noint") == 1,
    "buyer_two_not_already_living_in_property?": lambda log, year: log.get("buy2living") == 2,
    "buyer_two_will_live_in_property?": lambda log, year: log.get("buy2livein") == 1,
    "is_beds_inferred?": lambda log, year: log.get("proptype") == 2,
    "is_firststair?": lambda log, year: log.get("firststair") == 1,
    "is_staircase?": lambda log, year: log.get("staircase") == 1,
    "joint_purchase?": lambda log, year: log.get("jointpur") == 1,
    "mortgage_used?": lambda log, year: log.get("mortgageused") == 1,
    "not_joint_purchase?": lambda log, year: log.get("jointpur") == 2,
    "outright_sale_or_discounted_with_full_ownership?": lambda log, year: (
        log.get("ownershipsch") == 3 or (log.get("ownershipsch") == 2 and log.get("type") == 29)
    ),
    "rent_to_buy_full_ownership?": lambda log, year: log.get("type") == 29,
    "right_to_buy?": lambda log, year: log.get("type") in (9, 14, 27),
    "setup_completed?": lambda log, year: True,
    "social_homebuy?": lambda log, year: log.get("type") == 18,
    "soctenant_is_inferred?": lambda log, year: True,
    "stairowned_100?": lambda log, year: log.get("stairowned") == 100,
}
PREDICATES = {"lettings": _LETTINGS, "sales": _SALES}


def _seen(log: Log) -> bool:
    return log.get("privacynotice") == 1 or log.get("noint") == 1


def _moved_in(log: Log) -> bool:
    return not (log.get("ownershipsch") == 1 and log.get("resale") != 2)


def _deposit(log: Log, everything: bool) -> bool:
    if log.get("ownershipsch") == 2 or (log.get("ownershipsch") == 3 and log.get("mortgageused") == 1):
        return True
    return (log.get("stairowned") == 100) == everything and log.get("ownershipsch") == 1


def _prp(log: Log) -> bool:
    return log.get("owner.provider_type") == "PRP" and log.get("renewal") != 1


_ORGANISATION_PAGES = ("stock_owner", "owning_organisation", "managing_organisation", "assigned_to")
_STAIRED_OUT = [
    "buyer_1_ethnic_group",
    "buyer_1_nationality",
    "buyer_1_working_situation",
    "buyer_1_live_in_property",
    "buyer_2_ethnic_group",
    "buyer_2_nationality",
    "buyer_2_working_situation",
    "buyer_2_live_in_property",
    "number_of_others_in_property",
    "number_of_others_in_property_joint_purchase",
]
_DEPOSITS = ("deposit_shared_ownership", "deposit_discounted_ownership", "deposit_outright_sale")
ROUTING: dict[str, Callable[[Log], bool]] = {
    **dict.fromkeys(_ORGANISATION_PAGES, lambda log: False),
    "referral_register_la": lambda log: log.get("owner.provider_type") == "LA" and log.get("renewal") != 1,
    "referral_register_prp": _prp,
    "referral_noms_la_hr": lambda log: _prp(log) and log.get("referral_register") == 6,
    "referral_noms_hr": lambda log: _prp(log) and log.get("referral_register") == 7,
    "referral_org_nominated": lambda log: (
        _prp(log) and log.get("referral_register") == 6 and log.get("referral_noms") == 1
    ),
    "referral_org_directly_referred": lambda log: (
        _prp(log) and log.get("referral_register") == 7 and log.get("referral_noms") == 7
    ),
    **dict.fromkeys(_STAIRED_OUT, lambda log: log.get("staircase") != 1 and _seen(log)),
    "last_accommodation": lambda log: log.get("ownershipsch") != 2,
    "last_accommodation_la": lambda log: log.get("ownershipsch") != 2,
    "living_before_purchase_shared_ownership_joint_purchase": lambda log: _moved_in(log) and log.get("jointpur") == 1,
    "living_before_purchase_discounted_ownership_joint_purchase": lambda log: (
        _moved_in(log) and log.get("jointpur") == 1
    ),
    "living_before_purchase_shared_ownership": lambda log: _moved_in(log) and log.get("jointpur") != 1,
    "living_before_purchase_discounted_ownership": lambda log: _moved_in(log) and log.get("jointpur") != 1,
    "buyer_previous_joint_purchase": lambda log: log.get("staircase") != 1,
    "buyer_previous_not_joint_purchase": lambda log: log.get("staircase") != 1,
    **dict.fromkeys(_DEPOSITS, lambda log: _deposit(log, False)),
    "deposit_shared_ownership_optional": lambda log: _deposit(log, True),
}
_NOT_BY_SUBSECTION = [name for name in ROUTING if name.startswith("referral_")]
_BUYER_2 = [name for name in _STAIRED_OUT if name.startswith("buyer_2")]


def _more(page: str, log: Log) -> bool:
    """What some routing rules ask on top."""
    if page in _BUYER_2 and log.get("jointpur") != 1:
        return False
    if page == "buyer_1_live_in_property":
        return log.get("ownershipsch") != 3 or (log.get("jointpur") == 1 and log.get("buylivein") == 1)
    if page == "buyer_2_live_in_property":
        return log.get("ownershipsch") != 3 or log.get("buylivein") == 1
    if page == "number_of_others_in_property":
        return log.get("jointpur") != 1
    if page == "number_of_others_in_property_joint_purchase":
        return log.get("jointpur") == 1
    return True


class Form:
    """One form of the specification."""

    def __init__(self, path: Path) -> None:
        content = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        self.log_type: str = content["log_type"]
        self.year: int = content["start_year"]
        self.subsections = [part for section in content["sections"] for part in section["subsections"]]
        self.option_sets = json.loads((path.parent / "option_sets.json").read_text(encoding="utf-8"))

    def pages(self) -> Iterator[tuple[Any, Any]]:
        """Subsection and page, soft checks left out."""
        for subsection in self.subsections:
            for page in subsection["pages"]:
                if not page["interruption_screen"]:
                    yield subsection, page

    def questions(self) -> Iterator[Any]:
        """Every question of every page, in order."""
        for _, page in self.pages():
            yield from page["questions"]

    def met(self, condition: Any, log: Log) -> bool:
        """Whether a depends_on is met (docs/domain/forms.md#2)."""
        return condition is None or any(
            all(self._part(name, wanted, log) for name, wanted in part.items()) for part in condition
        )

    def _part(self, name: str, wanted: Any, log: Log) -> bool:
        value = PREDICATES[self.log_type][name](log, self.year) if name.endswith("?") else log.get(name)
        if isinstance(wanted, dict):
            if wanted["operator"] == "!=":
                return bool(value != wanted["operand"])
            return value is not None and bool(_OPERATORS[wanted["operator"]](value, wanted["operand"]))
        if wanted is None:
            return value is None
        return value is not None and bool(value == wanted) and isinstance(value, bool) == isinstance(wanted, bool)

    def asked(self, log: Log) -> dict[str, list[Any]]:
        """Question id to the places where it is asked, every section being open."""
        found: dict[str, list[Any]] = {}
        for subsection, page in self.pages():
            if not self.routed(page, log, enabled=self.met(subsection["depends_on"], log)):
                continue
            for question in page["questions"]:
                if self.revealed(question["id"], page, log):
                    found.setdefault(question["id"], []).append(question)
        return found

    def routed(self, page: Any, log: Log, *, enabled: bool) -> bool:
        """Whether a page is asked, its subsection being enabled or not."""
        name = page["id"]
        if (not enabled and name not in _NOT_BY_SUBSECTION) or not self.met(page["depends_on"], log):
            return False
        return not page.get("routing_rule") or (ROUTING[name](log) and _more(name, log))

    def revealed(self, question_id: str, page: Any, log: Log) -> bool:
        """Whether the answers on the same page ask for it."""
        for other in page["questions"]:
            codes = other.get("conditional_for", {}).get(question_id)
            if codes is not None and str(log.get(other["id"])) not in {str(code) for code in codes}:
                return False
        return True

    def options(self, question: Any) -> list[str]:
        """Codes in order, as text."""
        if question.get("option_set"):
            return [str(code) for code in self.option_sets[question["option_set"]]]
        return [str(code) for code in question.get("answer_options", {})]

    def random_log(self, rng: random.Random) -> dict[str, Any]:
        """Answers at random, more often given than not."""
        log: dict[str, Any] = {
            "owner.provider_type": rng.choice(["LA", "PRP", None]),
            "scheme.active_locations": rng.choice([None, 0, 1, 2, 19, 20]),
            "renttype": rng.choice([None, 1, 2, 3, 4]),
            "is_la_inferred": rng.choice([None, False, True]),
            "is_previous_la_inferred": rng.choice([None, False, True]),
            "manual_address_entry_selected": rng.choice([None, False, True]),
        }
        for question in self.questions():
            for name in question.get("columns") or [question["id"]]:
                log[name] = self._random_answer(question, rng)
        if log["scheme.active_locations"] is not None:
            log["scheme_id"] = 1
        return {name: value for name, value in log.items() if value is not None}

    def random_set_up(self, rng: random.Random) -> dict[str, Any]:
        """An answer to every question of the set-up that the other answers do not rule out."""
        found: dict[str, Any] = {}
        for page in self.subsections[0]["pages"]:
            for question in page["questions"]:
                for name in question.get("columns") or [question["id"]]:
                    answer = date(self.year, 5, 1) if question["type"] == "date" else 1
                    while (
                        question["type"] in ("radio", "select")
                        and (answer := self._random_answer(question, rng)) is None
                    ):
                        pass
                    found[name] = answer
        return found

    def _random_answer(self, question: Any, rng: random.Random) -> Any:
        if rng.random() < 0.15:
            return None
        if question["type"] == "checkbox":
            return rng.choice([0, 1])
        if question["type"] in ("radio", "select") and self.options(question):
            code = rng.choice(self.options(question))
            return code if question["column_type"] in ("string", "character varying", "text") else int(code)
        if question["type"].startswith("numeric"):
            return rng.choice([0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17, 18, 19, 20, 64, 65, 100])
        return None if question["type"] == "date" else "text"
