"""Rules and derivations are code: what they read must be there, and they must know the options that there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from portal.questionnaire.rules import Rule
from portal.years.checks.findings import Finding, Scene, error, warning
from portal.years.labels import Labels
from portal.years.tree import ROOT


def check_code(scene: Scene) -> Iterator[Finding]:
    """What code reads of this document, held against what is in it."""
    yield from _gone(scene)
    yield from _warnings(scene)
    yield from _not_stored(scene)
    yield from _new_codes(scene)


def names_read(rule: Rule) -> frozenset[str]:
    """Every answer that a rule declares: that it looks at, puts errors on, or asks about."""
    return frozenset[str]().union(*(rule.reads_for(person) for person in rule.persons or (None,)))


def _gone(scene: Scene) -> Iterator[Finding]:
    """Only what the base had can go; what a rule names for other years was never there."""
    if scene.base is None:
        return
    base = Scene(scene.base)
    lost = base.known - scene.known
    if not lost:
        return
    for rule in scene.rules_of_year:
        if gone := sorted(names_read(rule) & lost):
            yield error(
                "rule reads",
                ROOT,
                f"Rule {rule.id} ({_first_sentence(rule.words)}) reads {', '.join(gone)}, which is no longer there: "
                "it would be silent.",
                "Keep the question, or have the rule changed by a developer first.",
            )
    for step in scene.steps:
        if gone := sorted(set(step.reads) & lost):
            finding = warning if set(step.reads) & scene.known else error
            yield finding(
                "derivation reads",
                ROOT,
                f"What is worked out for {', '.join(step.sets)} reads {', '.join(gone)}, which is no longer there.",
                "Keep the question, say why it can do without, or have the derivation changed by a developer first.",
            )


def _warnings(scene: Scene) -> Iterator[Finding]:
    known = {name: rule for rule in scene.rules_of_year for name in (rule.id, rule.facts)}
    every = {name for rule in scene.rules.rules for name in (rule.id, rule.facts)}
    for part in scene.tree.of_kind("warning") if every else ():
        rule = str(part.attrs.get("rule"))
        if rule not in every:
            yield error("rule missing", part, f"{scene.said(part)}: there is no rule {rule}.", "Choose another rule.")
        elif rule in known and known[rule].confirm not in (None, part.name) and "{n}" not in part.name:
            yield error(
                "rule missing",
                part,
                f"{scene.said(part)}: rule {rule} is confirmed by {known[rule].confirm}.",
                "Choose the rule of this warning.",
            )


def _not_stored(scene: Scene) -> Iterator[Finding]:
    lost = sorted({name for step in scene.steps for name in step.sets} - scene.known)
    if scene.base is not None:
        lost = [name for name in lost if name in Scene(scene.base).known]
    for name in lost:
        yield error(
            "not stored",
            ROOT,
            f"{name} is worked out, but the questionnaire keeps it nowhere.",
            "Add it under the stored values again.",
        )


def _new_codes(scene: Scene) -> Iterator[Finding]:
    """A rule that tells options of a question apart has to be looked at when there is a new one."""
    if scene.base is None:
        return
    before = _codes(Labels(scene.base), scene.base.of_kind("question"))
    after = _codes(scene.labels, scene.questions)
    new = {name: codes - before[name] for name, codes in after.items() if name in before and codes - before[name]}
    if not new:
        return
    readers = [(f"rule {one.id} ({_first_sentence(one.words)})", _tells_apart(one)) for one in scene.rules_of_year]
    readers += [(f"what is worked out for {', '.join(one.sets)}", set(one.codes)) for one in scene.steps]
    for reader, tells_apart in readers:
        for name in sorted(tells_apart & new.keys()):
            codes = ", ".join(str(code) for code in sorted(new[name], key=str))
            part = next(one for one in scene.questions if one.name == name)
            yield warning(
                "rule does not know",
                part,
                f"{scene.said(part)}: {reader} tells its options apart and does not know {codes}.",
                "Say what should be done with the new option, or have it changed by a developer.",
            )


def _tells_apart(rule: Rule) -> set[str]:
    """Answers whose options the rule tells apart."""
    return {name for person in rule.persons or (None,) for name in rule.codes_for(person)}


def _codes(labels: Labels, questions: Iterable[Any]) -> dict[str, set[Any]]:
    found: dict[str, set[Any]] = {}
    for part in questions:
        if part.attrs.get("kind") in ("radio", "select"):
            found.setdefault(part.name, set()).update(labels.options(part))
    return found


def _first_sentence(words: str) -> str:
    return words.split(". ")[0].rstrip(".")
