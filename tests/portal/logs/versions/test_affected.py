"""A dry run judges one log of those that answer alike: what it means for one follows from the answers that decide."""

from __future__ import annotations

import json
import random
from typing import Any

from portal.logs.kinds import kind_named
from portal.logs.versions.affected import affected_by
from portal.logs.versions.meaning import meaning_of
from portal.questionnaire.loader import load_questionnaire
from portal.questionnaire.program import Program
from portal.years import live
from portal.years.tree import Tree
from tests.portal.years.documents import released
from tests.reference_cases.paths import cases
from tests.scale.complete_logs import letting_context


def changed() -> Tree:
    """A condition, an option and whether a question may be left out, in parts that much depends on."""
    tree = released("lettings", 2026).copy()
    tree["question:wchair"].attrs["when"] = "needstype == 2"
    tree["question:joint"].attrs["optional"] = True
    tree["question:illness"].attrs["when"] = "age1 > 40"
    return tree


def answers_of_cases() -> list[dict[str, Any]]:
    found = json.loads(cases("golden_cases.json").read_text())
    return [case["attributes"] for case in found if (case["log_type"], case["start_year"]) == ("lettings", 2026)]


def test_what_decides_is_all_that_decides() -> None:
    """The rest of a log can be that of any other: for what the difference touches it means the same."""
    kind = kind_named("lettings")
    with live.release_only():
        old = kind.program(2026)
        document = changed().document()
        new = Program(load_questionnaire(document, "changed"), kind.rules, kind.derivations, old.other_years)
        affected = affected_by(kind, old, new)
        assert {"wchair", "joint", "illness", "illness_type_1"} <= affected.names
        assert not {"beds", "voiddate", "brent"} & affected.names
        context, logs, rolled = letting_context(), answers_of_cases(), random.Random(7)
        decide = {*affected.values_of, *affected.given_of}
        told = 0
        for _ in range(60):
            one, other = rolled.choice(logs), rolled.choice(logs)
            mixed = {name: value for name, value in other.items() if name not in decide}
            mixed |= {name: value for name, value in one.items() if name in decide}
            meaning = affected.of(meaning_of(old, new, one, context))
            alike = affected.of(meaning_of(old, new, mixed, context))
            assert (alike.to_answer, set(alike.lost)) == (meaning.to_answer, set(meaning.lost))
            told += bool(meaning.to_answer or meaning.lost)
        assert told >= 10
        assert affected_by(kind, old, old).names == frozenset(), "words alone touch nobody"
