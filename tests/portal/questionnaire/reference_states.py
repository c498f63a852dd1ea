"""How far a log is by the specification's forms, worked out independently of the engine; soft checks left aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tests.portal.questionnaire.reference_forms import Form, Log

_OPTIONAL = {
    "lettings": {"tenancycode", "propcode", "chcharge", "address_line2", "county"},
    "sales": {"purchid", "othtype", "buyers_organisations", "address_line2", "county"},
}
_NOT_WAITED_FOR = ("scheme_id", "location_id")


class State(NamedTuple):
    """A subsection: its status, the questions that count, and those of them that are open."""

    status: str
    applicable: frozenset[str]
    incomplete: frozenset[str]


def _blank(value: Any) -> bool:
    return value is None or value is False or (isinstance(value, str) and not value.strip())


class States:
    """The states of one log's subsections."""

    def __init__(self, form: Form, log: Log) -> None:
        self.form, self.log = form, log
        self.complete = True
        self.complete = self._set_up()

    def all(self) -> Mapping[str, State]:
        """Subsection to its state."""
        return {part["id"]: self._state(part) for part in self.form.subsections}

    def _set_up(self) -> bool:
        waited_for = [
            question for question in self._applicable(self.form.subsections[0]) if question["id"] not in _NOT_WAITED_FOR
        ]
        return all(self._optional(question) or self._completed(question) for question in waited_for)

    def _enabled(self, part: Any) -> bool:
        return part["id"] == "setup" or (self.complete and self.form.met(part["depends_on"], self.log))

    def _state(self, part: Any) -> State:
        counted = self._applicable(part)
        incomplete = {
            question["id"] for question in counted if not self._optional(question) and not self._completed(question)
        }
        applicable = frozenset(question["id"] for question in counted)
        if not self._enabled(part):
            status = "cannot_start_yet"
        elif counted and not any(self._started(question) for question in counted):
            status = "not_started"
        else:
            status = "in_progress" if incomplete else "completed"
        return State(status, applicable, frozenset(incomplete))

    def _applicable(self, part: Any) -> list[Any]:
        return list(self._each_applicable(part))

    def _each_applicable(self, part: Any) -> Iterator[Any]:
        enabled = self._enabled(part)
        for page in part["pages"]:
            if page["interruption_screen"]:
                continue
            routed = self.form.routed(page, self.log, enabled=enabled)
            for question in page["questions"]:
                displayed = routed and self.form.revealed(question["id"], page, self.log)
                if (displayed and not self._derived(question)) or self._counts_anyway(question):
                    yield question

    def _counts_anyway(self, question: Any) -> bool:
        value = self.log.get(question["id"])
        offered = question.get("option_depends_on", {}).get(str(value))
        by_option = value is not None and offered is not None and self.form.met(offered, self.log)
        return bool(question.get("always_applicable")) or by_option or self._shown_otherwise(question)

    def _shown_otherwise(self, question: Any) -> bool:
        shown = [next(iter(one["condition"].items())) for one in question.get("inferred_check_answers_value", ())]
        return any(self.log.get(name) is not None and self.log[name] == wanted for name, wanted in shown)

    def _answered(self, question: Any) -> bool:
        if question["type"] == "checkbox":
            return any(self.log.get(column) == 1 for column in question["columns"])
        return not _blank(self.log.get(question["id"]))

    def _completed(self, question: Any) -> bool:
        return self._answered(question) or self._shown_otherwise(question)

    def _started(self, question: Any) -> bool:
        return self._answered(question) and not self._derived(question) and not question.get("readonly")

    def _derived(self, question: Any) -> bool:
        name, log = question["id"], self.log
        if "derived_rule" not in question:
            return bool(question.get("derived"))
        if name.startswith("gender_description"):
            return log.get(f"gender_same_as_sex{name[-1]}") != 2
        if name.startswith("relat"):
            age = log.get(f"age{name[-1]}")
            return self.form.year >= 2026 and age is not None and age < 16
        lettings = self.form.log_type == "lettings"
        rules = {
            "beds": log.get("unittype_gn" if lettings else "proptype") == 2,
            "referral_register": log.get("renewal") == 1,
            "deposit": log.get("ownershipsch") == 3 and log.get("mortgageused") != 1,
            "mortgage": log.get("mortgageused") == 2,
            "soctenant": True,
        }
        return rules[name]

    def _optional(self, question: Any) -> bool:
        name, log = question["id"], self.log
        rules = {
            "previous_la_known": log.get("postcode_known") == 1,
            "tshortfall": log.get("tshortfall_known") == 1,
            "tenancylength": log.get("startdate") is not None and log.get("tenancy") not in (4, 6),
            "deposit": log.get("stairowned") == 100,
        }
        return name in _OPTIONAL[self.form.log_type] or ("optional_rule" in question and rules[name])
