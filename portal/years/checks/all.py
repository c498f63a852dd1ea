"""All checks in the order in which people read them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from portal.questionnaire.loader import load_questionnaire
from portal.questionnaire.reading import QuestionnaireError
from portal.years.canonical import checksum
from portal.years.checks.code import check_code
from portal.years.checks.conditions import check_conditions
from portal.years.checks.findings import Finding, Level, Readiness, Scene, error
from portal.years.checks.outputs import check_outputs
from portal.years.checks.parts import check_parts
from portal.years.checks.reach import check_reach
from portal.years.checks.years import check_other_years
from portal.years.tree import ROOT

CHECKS = (check_parts, check_conditions, check_reach, check_outputs, check_other_years, check_code)
_NUMBERED = re.compile(r"[Qq]uestion \d+ ")
_known: dict[tuple[str, str, tuple[str, ...]], Counter[str]] = {}


def check(scene: Scene) -> list[Finding]:
    """Everything that is wrong, errors first, each told once.

    What the version that the draft was made from has too was published knowingly; only what is new is told.
    """
    known = _findings_of_base(scene)
    new = []
    for finding in {finding.identity: finding for finding in _findings(scene)}.values():
        likeness = _likeness(finding)
        if known[likeness] > 0:
            known[likeness] -= 1
        else:
            new.append(finding)
    if not any(finding.level is Level.ERROR for finding in new):
        new += _unloadable(scene)
    return sorted(new, key=lambda finding: (finding.level, scene.position.get(finding.target, 0)))


def _findings(scene: Scene) -> Iterator[Finding]:
    for one in CHECKS:
        yield from one(scene)


def _findings_of_base(scene: Scene) -> Counter[str]:
    if scene.base is None:
        return Counter()
    key = (checksum(scene.base.text()), ",".join(scene.others), tuple(rule.id for rule in scene.rules.rules))
    if key not in _known:
        base = replace(scene, tree=scene.base, base=None, readiness=Readiness())
        _known[key] = Counter(_likeness(one) for one in {one.identity: one for one in _findings(base)}.values())
    return Counter(_known[key])


def _likeness(finding: Finding) -> str:
    """A finding without question numbers, which move on when questions are added."""
    return _NUMBERED.sub("question ", f"{finding.code} {finding.target} {finding.text}")


def _unloadable(scene: Scene) -> list[Finding]:
    """What only the loader knows: a document that it refuses is never published."""
    try:
        load_questionnaire(scene.tree.document(), source="The questionnaire")
    except (QuestionnaireError, AttributeError, KeyError, TypeError, ValueError) as problem:  # told, never published
        return [error("cannot be used", ROOT, f"{problem}.", "Put right what is named.")]
    return []
