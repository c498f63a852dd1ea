"""Declaring rules: small functions with their fields, years and severity.

A rule function takes the answers and the context (and, where it is declared for persons, the person's number) and
says what is wrong: nothing, one message for every declared field, or a message per field. Its name says what is wrong
and is the id of the rule; beside it stands the id under which the facts of the domain have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from portal.questionnaire.answers import Answers
from portal.questionnaire.expressions import Expression, parse_expression

if TYPE_CHECKING:
    from portal.questionnaire.routing import Context


Codes = Mapping[str, Iterable[int | str]]
Finding = str | Mapping[str, str] | bool | None
RuleFunction = Callable[..., Finding]


class Severity(StrEnum):
    """A hard rule stops the save; a soft one asks the user to confirm."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a rule says about one field."""

    rule: str
    message: str


@dataclass(frozen=True)
class Rule:
    """A rule with all that is declared of it."""

    id: str
    facts: str
    severity: Severity
    check: RuleFunction
    fields: tuple[str, ...]
    words: str
    needs: tuple[str, ...] = ()
    when: str = ""
    reads: tuple[str, ...] = ()
    codes: Mapping[str, frozenset[int | str]] = field(default_factory=dict)
    first_year: int | None = None
    last_year: int | None = None
    confirm: str | None = None
    persons: tuple[int, ...] = ()
    silent_in_bulk_upload: frozenset[str] = frozenset()

    def applies_to(self, year: int) -> bool:
        """Say whether logs of this collection year are held against the rule."""
        return (self.first_year is None or year >= self.first_year) and (
            self.last_year is None or year <= self.last_year
        )

    def fields_for(self, person: int | None) -> tuple[str, ...]:
        """The declared fields with {n} standing for the person's number."""
        return _of_person(self.fields, person)

    def condition(self, person: int | None = None) -> Expression | None:
        """What the answers must say for the rule to be asked at all, with the person's number filled in."""
        source = self.when if person is None else self.when.replace("{n}", str(person))
        return parse_expression(source) if source else None

    def reads_for(self, person: int | None = None) -> frozenset[str]:
        """Every answer that the rule looks at, puts an error on, or names."""
        condition = self.condition(person)
        named = (*self.fields, *self.needs, *self.reads, *self.codes)
        return frozenset(_of_person(named, person)) | (condition.depends_on if condition else frozenset())

    def codes_for(self, person: int | None = None) -> dict[str, frozenset[int | str]]:
        """The options that the rule tells apart, by answer: in its condition or in its function."""
        found: dict[str, frozenset[int | str]] = {}
        condition = self.condition(person)
        for name, code in condition.codes if condition else ():
            found[name] = found.get(name, frozenset()) | {code}
        for name, codes in zip(_of_person(tuple(self.codes), person), self.codes.values(), strict=True):
            found[name] = found.get(name, frozenset()) | codes
        return found

    def find(self, answers: Answers, context: Context, person: int | None = None) -> dict[str, str]:
        """Run the rule; the result maps each field in error to its message."""
        for name in _of_person(self.needs, person):
            if answers[name] is None:
                return {}
        condition = self.condition(person)
        if condition is not None and not condition.test(answers, context.facts_for(answers)):
            return {}
        found = self.check(answers, context) if person is None else self.check(answers, context, person)
        return self.by_field(found, person) if found else {}

    def by_field(self, found: Finding, person: int | None = None) -> dict[str, str]:
        """What the rule said, as a message for each field in error."""
        if isinstance(found, Mapping):
            return dict(found)
        message = found if isinstance(found, str) else self.words
        return dict.fromkeys(self.fields_for(person), message)


def _of_person(names: tuple[str, ...], person: int | None) -> tuple[str, ...]:
    return names if person is None else tuple(name.replace("{n}", str(person)) for name in names)


class Declared(TypedDict, total=False):
    """What rules of either severity say of themselves.

    One is asked only when the answers it needs are there and, where `when` says a condition (in the language of the
    questionnaires), that holds. `codes` are the options that the function tells apart, by answer, and `reads` whatever
    else it looks at beside its fields and `needs`: a new questionnaire is checked against them.
    """

    needs: Sequence[str]
    when: str
    reads: Sequence[str]
    codes: Codes
    years: tuple[int | None, int | None]


@dataclass
class Registry:
    """All rules of one kind of log, and those of a year."""

    rules: list[Rule] = field(default_factory=list)

    def hard(
        self,
        facts: str,
        *,
        fields: Sequence[str],
        silent_in_bulk_upload: Iterable[str] = (),
        **declared: Unpack[Declared],
    ) -> Callable[[RuleFunction], RuleFunction]:
        """Declare a rule that stops the save. The function's docstring is the rule in words."""
        silent = frozenset(silent_in_bulk_upload)
        return self._declare(facts, Severity.HARD, fields, declared, silent_in_bulk_upload=silent)

    def soft(
        self,
        facts: str,
        *,
        confirm: str,
        fields: Sequence[str],
        persons: Iterable[int] = (),
        **declared: Unpack[Declared],
    ) -> Callable[[RuleFunction], RuleFunction]:
        """Declare a rule that the user may confirm. For persons, {n} in what it names is the person's number."""
        return self._declare(facts, Severity.SOFT, fields, declared, confirm=confirm, persons=tuple(persons))

    def _declare(
        self, facts: str, severity: Severity, fields: Sequence[str], declared: Declared, **more: Any
    ) -> Callable[[RuleFunction], RuleFunction]:
        first_year, last_year = declared.get("years", (None, None))

        def keep(check: RuleFunction) -> RuleFunction:
            rule_id = check.__name__
            words = " ".join((check.__doc__ or "").split())
            if not words:
                raise ValueError(f"rule {rule_id} has no docstring to say it in words")
            rule = Rule(
                id=rule_id,
                facts=facts,
                severity=severity,
                check=check,
                fields=tuple(fields),
                words=words,
                needs=tuple(declared.get("needs", ())),
                when=declared.get("when", ""),
                reads=tuple(declared.get("reads", ())),
                codes=frozen(declared.get("codes")),
                first_year=first_year,
                last_year=last_year,
                **more,
            )
            if any({rule.id, rule.facts} & {other.id, other.facts} for other in self.rules):
                raise ValueError(f"rule {rule_id} ({facts}) is declared twice")
            self.rules.append(rule)
            return check

        return keep

    def for_year(self, year: int) -> tuple[Rule, ...]:
        """The rules a log of this collection year is held against, in order of declaration."""
        return tuple(rule for rule in self.rules if rule.applies_to(year))


def frozen(codes: Codes | None) -> dict[str, frozenset[int | str]]:
    """Declared codes as they are kept."""
    return {name: frozenset(of_name) for name, of_name in (codes or {}).items()}


def among(name: str, codes: Iterable[int | str]) -> str:
    """The condition that an answer is one of these codes."""
    return f"{name} in [{', '.join(map(repr, sorted(codes, key=str)))}]"


def since(year: int) -> tuple[int | None, int | None]:
    """Years from this one on."""
    return (year, None)


def until(year: int) -> tuple[int | None, int | None]:
    """Years up to and including this one."""
    return (None, year)
