"""Holding a questionnaire of ours against the specification's form of the same year."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from portal.questionnaire.answers import Answers
from portal.questionnaire.derivations import Derivations
from portal.questionnaire.document import Kind, Question
from portal.questionnaire.evaluation import state_of
from portal.questionnaire.loader import load_file
from portal.questionnaire.program import Program
from portal.questionnaire.routing import Routing
from portal.questionnaire.rules import Registry
from tests.portal.questionnaire.reference_forms import KIND_OF_TYPE, Form
from tests.portal.questionnaire.reference_states import State, States
from tests.reference_cases.paths import facts

# No answer to the set-up leads there, so the questionnaires leave it out.
UNREACHABLE = {"outright_sale"}
ROOT = Path(__file__).resolve().parents[3]


class _LogAsFacts:
    """A context of which conditions read what the log itself says."""

    def __init__(self, log: dict[str, Any]) -> None:
        self._log = log

    def facts_for(self, answers: Answers) -> dict[str, Any]:
        return self._log


class Pair:
    """Our questionnaire and the specification's form of one kind and year."""

    def __init__(self, log_type: str, year: int) -> None:
        self.form = Form(facts("forms", f"{log_type}_{year}.json"))
        questionnaire = load_file(ROOT / log_type / "questionnaires" / f"{year}.yaml")
        self.program = Program(questionnaire, Registry(), Derivations())
        self.questionnaire = questionnaire

    def asked(self, log: dict[str, Any]) -> dict[str, list[Question]]:
        """Question id to the places where we ask it, every section being open."""
        values, facts = self.program.values_of(Answers(log)), log
        routed, _, _ = self.program.route(values, facts)
        found: dict[str, list[Question]] = {}
        for listing in self.program.listings:
            for question in listing(values, facts, routed)[0]:
                found.setdefault(question.id, []).append(question)
        return found

    def compare_random(self, seed: int, number: int) -> Iterator[str]:
        """Differences over random answers: what is asked, and how."""
        rng = random.Random(seed)
        for _ in range(number):
            log = self.form.random_log(rng)
            theirs, ours = self.form.asked(log), self.asked(log)
            for name in theirs.keys() ^ ours.keys():
                yield f"{name} is asked by {'the form' if name in theirs else 'us'} only: {log}"
            for name in theirs.keys() & ours.keys():
                if len(theirs[name]) == 1 and len(ours[name]) == 1:
                    yield from self.differences(theirs[name][0], ours[name][0])

    def compare_states(self, seed: int, number: int) -> Iterator[str]:
        """Differences over random answers, most with a complete set-up: what counts, what is open, how far it is."""
        rng = random.Random(seed)
        for _ in range(number):
            log = self.form.random_log(rng)
            if rng.random() < 0.8:
                log |= self.form.random_set_up(rng)
            theirs, ours = States(self.form, log).all(), self.states(log)
            for name in theirs.keys() - UNREACHABLE:
                for part, wanted, got in zip(State._fields, theirs[name], ours[name], strict=True):
                    if wanted != got:
                        yield f"{name}: {part} should be {wanted}, is {got}: {log}"

    def states(self, log: dict[str, Any]) -> dict[str, State]:
        """Subsection to how far it is, by us."""
        routing = Routing(self.program, self.program.laid_out(log), _LogAsFacts(log))
        result = state_of(routing, {})
        return {
            name: State(state.status.value, frozenset(state.applicable), frozenset(state.incomplete))
            for name, state in result.subsections.items()
        }

    def differences(self, theirs: Any, ours: Question) -> Iterator[str]:
        """How one question differs."""
        kind = KIND_OF_TYPE.get(theirs["type"], theirs["type"])
        if theirs["id"] == "location_id":
            kind = "select"  # ours is one search whatever the number of locations
        step = theirs.get("step")
        pairs = [
            ("kind", kind, ours.kind.value),
            ("number", theirs.get("question_number"), ours.number),
            ("min", theirs.get("min"), ours.minimum),
            ("max", theirs.get("max"), ours.maximum),
            ("step", None if step is None else Decimal(str(step)), None if ours.step is None else Decimal(ours.step)),
            ("prefix", theirs.get("prefix", ""), ours.prefix),
            ("always optional", bool(theirs.get("optional")), ours.optional is True),
            ("conditionally optional", "optional_rule" in theirs, ours.optional not in (True, False)),
            ("always counts", bool(theirs.get("always_applicable")), ours.always_counts),
            ("keep", bool(theirs.get("disable_clearing")), ours.keep),
            ("width", theirs.get("width"), ours.width if kind != "radio" else theirs.get("width")),
            (
                "suffix",
                bool(theirs.get("suffix") or theirs.get("suffix_rule") or ours.id == "tenancylength"),
                bool(ours.suffix),
            ),
            ("after divider", {*map(str, theirs.get("options_after_divider", ()))}, {*map(str, ours.after_divider)}),
            ("shown otherwise", len(self.shown_as(theirs)), len(ours.shown_as)),
        ]
        if ours.options_from is None or ours.options:
            inferred = {"0", "826"} if theirs.get("option_set") == "countries" else set()
            codes = [str(option.code) for option in ours.options]
            pairs.append(("codes", self.codes(theirs), [code for code in codes if not inferred or code != "0"]))
            hidden = {str(code) for code in theirs.get("options_never_displayed", ())} | inferred
            # A renewal has this reason without being asked; any other letting is refused it.
            hidden |= {"14"} if ours.id == "rsnvac" and "14" in codes else set()
            pairs.append(("never offered", hidden, {str(one.code) for one in ours.options if not one.offered}))
        for what, wanted, got in pairs:
            if wanted != got:
                yield f"{theirs['id']}: {what} should be {wanted}, is {got}"

    def shown_as(self, theirs: Any) -> list[Any]:
        """What is shown in place of an answer; `pcodenk` is no answer of a letting, so that never is."""
        inferred = theirs.get("inferred_check_answers_value") or ()
        return [one for one in inferred if self.form.log_type == "sales" or "pcodenk" not in one["condition"]]

    def codes(self, theirs: Any) -> list[str]:
        """The codes of the specification; a checkbox group is told by its columns."""
        if theirs["type"] == "checkbox":
            return [str(code) for code in theirs["answer_options"]]
        return self.form.options(theirs)

    def order(self) -> tuple[list[str], list[str]]:
        """Question ids in order of their first place, ours and theirs."""
        theirs = dict.fromkeys(question["id"] for question in self.form.questions())
        ours = dict.fromkeys(question.id for question in self.questionnaire.questions)
        return list(ours), list(theirs)

    def subsection_of(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """Subsection to the ids of its questions, ours and theirs."""
        ours: dict[str, set[str]] = {}
        for subsection, _, question in self.questionnaire.placements():
            ours.setdefault(subsection.id, set()).add(question.id)
        theirs: dict[str, set[str]] = {}
        for part, page in self.form.pages():
            if part["id"] not in UNREACHABLE:
                theirs.setdefault(part["id"], set()).update(question["id"] for question in page["questions"])
        return ours, theirs

    def warnings(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """Subsection to the confirming fields of its warnings, ours and theirs."""
        ours = {part.id: {check.confirm for check in part.warnings} for part in self.questionnaire.subsections}
        theirs: dict[str, set[str]] = {}
        for part in self.form.subsections:
            if part["id"] in UNREACHABLE:
                continue
            pages = [page for page in part["pages"] if page["interruption_screen"]]
            theirs[part["id"]] = {question["id"] for page in pages for question in page["questions"]}
        return ours, theirs


def checkbox_fields(pair: Pair) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Checkbox group to its columns, ours and theirs."""
    ours = {one.id: one.fields for one in pair.questionnaire.questions if one.kind is Kind.CHECKBOXES}
    theirs = {one["id"]: tuple(one["columns"]) for one in pair.form.questions() if one["type"] == "checkbox"}
    return ours, theirs
