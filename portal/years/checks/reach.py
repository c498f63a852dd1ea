"""Whether a question can ever be asked, found by trying the answers that its conditions tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from portal.questionnaire.describe import FACTS
from portal.questionnaire.expressions import ExpressionError
from portal.years.checks.findings import Finding, Scene, error, warning
from portal.years.conditions import FAILS, HOLDS, PERSON, NoRows, Row, Rows, nested_rows
from portal.years.tree import Part

# More combinations than these are not tried out: the question counts as one that can be asked.
ENOUGH = 3000
_ELSE = "(another)"

# For each answer, the places in its list of values that are still possible.
Term = dict[str, frozenset[int]]


class TooMany(Exception):
    """There are more combinations than are worth trying."""


def check_reach(scene: Scene) -> Iterator[Finding]:
    """Questions and options that nobody can get at, and conditions that always hold."""
    return _Reach(scene).findings()


@dataclass
class _Reach:
    scene: Scene
    _values: dict[str, list[Any]] = field(default_factory=dict)
    _constants: dict[str, set[Any]] = field(default_factory=dict)
    _paths: dict[str, Rows] = field(default_factory=dict)
    _path_terms: dict[str, list[Term]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for _, _, text in self.scene.conditions():
            for row in self._rows(text).rows():
                self._constants.setdefault(row.name, set()).update(row.values)

    def findings(self) -> Iterator[Finding]:
        seen: set[str] = set()
        for part in self.scene.tree.of_kind("subsection", "page", "question", "warning"):
            if any(one.key in seen for one in self.scene.tree.around(part.key)):
                continue
            path = self.path(part)
            if path.parts and not self.possible(path) and not self._never_on_purpose(part):
                seen.add(part.key)
                yield self._unreachable(part)
            elif part.kind == "question":
                yield from self._options(part, path)
            yield from self._always(part)

    def _unreachable(self, part: Part) -> Finding:
        said = self.scene.said(part)
        own = part.attrs.get("when")
        if isinstance(own, str) and not self.possible(self._rows(own)):
            text = f"{said} can never be asked: “{self.scene.labels.condition(own)}” can never be so."
        else:
            text = f"{said} can never be asked: its condition and those of its page and section exclude each other."
        return error("unreachable", part, text, "Change one of the conditions.")

    def _never_on_purpose(self, part: Part) -> bool:
        """A part that says plainly “never” is one that is kept, but no longer asked."""
        return any(one.attrs.get("when") == "false" for one in (part, *self.scene.tree.around(part.key)))

    def _options(self, part: Part, path: Rows) -> Iterator[Finding]:
        options = self.scene.labels.options(part)
        for code, text in (part.attrs.get("offered_when") or {}).items():
            if not self.possible(Rows(True, (*path.parts, self._rows(str(text))))):
                label = options.get(code, code)
                yield error(
                    "option unreachable",
                    part,
                    f"{self.scene.said(part)}: the option “{label}” can never be offered.",
                    "Change when it is offered.",
                )
        hidden = set(part.attrs.get("hidden_options") or ())
        if options and part.attrs.get("kind") == "radio" and hidden >= set(options):
            yield error(
                "option unreachable", part, f"{self.scene.said(part)} offers no option.", "Offer at least one option."
            )

    def _always(self, part: Part) -> Iterator[Finding]:
        text = part.attrs.get("when")
        if not isinstance(text, str) or text in ("true", "false"):
            return
        try:
            rows = nested_rows(f"not ({text})")
        except (NoRows, ExpressionError):
            return
        if not self.possible(self._resolved(rows)):
            yield warning(
                "always",
                part,
                f"{self.scene.said(part)}: “{self.scene.labels.condition(text)}” is always so.",
                "Take the condition away, or say what it should depend on.",
            )

    def path(self, part: Part) -> Rows:
        """All that must hold for a part to be asked."""
        if part.key not in self._paths:
            self._paths[part.key] = self._find_path(part)
        return self._paths[part.key]

    def _find_path(self, part: Part) -> Rows:
        parts: list[Row | Rows] = []
        for one in (part, *self.scene.tree.around(part.key)):
            text = one.attrs.get("when")
            if isinstance(text, str):
                parts.append(self._rows(text))
            elif text is False:
                parts.append(Rows(False, ()))
            for parent, codes in (one.attrs.get("shown_for") or {}).items():
                parts.append(Row(parent, "one of", tuple(codes)))
        return Rows(True, tuple(parts))

    def possible(self, rows: Rows) -> bool:
        """Whether some answers fit, and the questions that must be answered for it can be asked themselves."""
        try:
            terms = self._terms(rows)
            return any(self._askable(term) for term in terms)
        except TooMany:
            return True

    def _askable(self, term: Term) -> bool:
        """Whether the answers that a combination needs can be given together."""
        terms = [term]
        for name, allowed in term.items():
            places = self._places_of(name)
            if not places or any(self.values_of(name)[place] is None for place in allowed):
                continue
            if all(self.path(place).parts for place in places):
                terms = self._joined(terms, [one for place in places for one in self._terms_of_path(place)])
            if not terms:
                return False
        return True

    def _terms_of_path(self, part: Part) -> list[Term]:
        if part.key not in self._path_terms:
            self._path_terms[part.key] = self._terms(self.path(part))
        return self._path_terms[part.key]

    def _places_of(self, name: str) -> list[Part]:
        """Where an answer is asked for, if a person's answer is the only way to have it."""
        if name in self.scene.worked_out or name in self.scene.confirmations or "." in name:
            return []
        return self.scene.places.get(name, [])

    def _terms(self, rows: Row | Rows) -> list[Term]:
        if isinstance(rows, Row):
            values = self.values_of(rows.name)
            held = frozenset(place for place, value in enumerate(values) if rows.holds(value))
            return [{rows.name: held}] if held else []
        if rows.every:
            found: list[Term] = [{}]
            for part in rows.parts:
                found = self._joined(found, self._terms(part))
            return found
        return _distinct(term for part in rows.parts for term in self._terms(part))

    def _joined(self, some: list[Term], others: list[Term]) -> list[Term]:
        if len(some) * len(others) > ENOUGH * 10:
            raise TooMany
        joined = _distinct(term for one in some for other in others if (term := _both(one, other)) is not None)
        if len(joined) > ENOUGH:
            raise TooMany
        return joined

    def values_of(self, name: str) -> list[Any]:
        """The values of an answer that conditions tell apart, no answer among them."""
        if name not in self._values:
            self._values[name] = self._find_values(name)
        return self._values[name]

    def _find_values(self, name: str) -> list[Any]:
        constants = [value for value in self._constants.get(name, ()) if value != PERSON]
        if name in FACTS:
            return [None, *dict.fromkeys([*FACTS[name][1], *constants]), *_around(constants)]
        places = self.scene.places.get(name, [])
        if name in self.scene.confirmations:
            return [None, 0, 1]
        if not places or name in self.scene.stored:
            return [None, _ELSE, *constants, *_around(constants), True, False]
        kind = places[0].attrs.get("kind")
        if kind == "checkboxes":
            return [None, 0, 1]
        coded = [code for part in places for code in self.scene.labels.options(part)]
        if kind in ("radio", "select") and coded:
            return [None, *dict.fromkeys(coded)]
        if kind in ("number", "total"):
            return [None, *_within(places, [*constants, *_around(constants)])]
        return [None, _ELSE, *constants]

    def _rows(self, text: str) -> Rows:
        """The rows of a condition with named ones spelled out; what cannot be read or shown holds always."""
        try:
            return self._resolved(nested_rows(text))
        except (NoRows, ExpressionError):
            return Rows(True, ())

    def _resolved(self, rows: Rows, within: frozenset[str] = frozenset()) -> Rows:
        parts: list[Row | Rows] = []
        for part in rows.parts:
            if isinstance(part, Rows):
                parts.append(self._resolved(part, within))
            elif part.operator in (HOLDS, FAILS):
                source = self.scene.labels.conditions.get(part.name)
                if source is None or part.name in within:
                    parts.append(Rows(True, ()))
                    continue
                text = source if part.operator == HOLDS else f"not ({source})"
                parts.append(self._resolved(nested_rows(text), within | {part.name}))
            elif PERSON in part.values:
                parts.append(Rows(True, ()))
            else:
                parts.append(part)
        return Rows(rows.every, tuple(parts))


def _both(one: Term, other: Term) -> Term | None:
    joined = dict(one)
    for name, allowed in other.items():
        left = joined[name] & allowed if name in joined else allowed
        if not left:
            return None
        joined[name] = left
    return joined


def _distinct(terms: Iterable[Term]) -> list[Term]:
    return list({frozenset(term.items()): term for term in terms}.values())


def _around(constants: Iterable[Any]) -> list[int]:
    return [value + step for value in constants if type(value) is int for step in (-1, 1)]


def _within(places: list[Part], numbers: list[Any]) -> list[Any]:
    """The numbers that the limits let through, and the limits themselves."""
    limits = [(part.attrs.get("min"), part.attrs.get("max")) for part in places]
    wanted = [*numbers, *(limit for pair in limits for limit in pair if limit is not None), 0, 1]
    found = [
        number
        for number in wanted
        if not isinstance(number, str)
        and any((low is None or number >= low) and (high is None or number <= high) for low, high in limits)
    ]
    return list(dict.fromkeys(found))
