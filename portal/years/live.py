"""Which version of a questionnaire is in force, and the program made from it.

Nothing is switched over: what is in force follows from what was approved and its moment, so no job can be missed. It
is read once for each request, job or chunk of work that asks for it, and never in between: all answers of one request
are judged by the same version. Versions never change, so what was made from one is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject

from portal.clock import now
from portal.questionnaire.document import Questionnaire
from portal.questionnaire.loader import load_questionnaire
from portal.questionnaire.program import Program
from portal.years.kinds import Kind
from portal.years.release import released, released_checksum, years_in

if TYPE_CHECKING:
    from portal.years.models import VersionQuerySet

InForce = dict[tuple[str, int], int]
"""Kind and year to the number of the version in force; a year that is not in it has the file of the release."""

_current: ContextVar[InForce | None] = ContextVar("versions in force", default=None)


def look_again(*_: object, **__: object) -> None:
    """A new piece of work starts: its first question about a questionnaire reads what is in force by now."""
    _current.set(None)


def use_release() -> None:
    """Only the files of the release count: for tests of rules and questionnaires, which have no database."""
    _current.set({})


@contextmanager
def release_only() -> Iterator[None]:
    """Only the files of the release count in here: for commands that judge answers without a database."""
    token = _current.set({})
    try:
        yield
    finally:
        _current.reset(token)


def in_force_at(moment: datetime) -> InForce:
    """The versions in force at a moment: of each year the newest whose time has come."""
    return _numbers(_standing_at(moment).values_list("log_type", "year", "number"))


def _standing_at(moment: datetime) -> VersionQuerySet:
    from portal.years.models import QuestionnaireVersion

    return QuestionnaireVersion.objects.standing().filter(effective_from__lte=moment).order_by("number")


def _numbers(standing: Iterable[Sequence[Any]]) -> InForce:
    return {(log_type, year): number for log_type, year, number in standing}


def in_force() -> InForce:
    """The versions in force for this piece of work."""
    found = _current.get()
    if found is None:
        found = in_force_at(now())
        _current.set(found)
    return found


def in_force_expression() -> ArraySubquery:
    """The versions in force now as a value of another query; see `read_in_passing`."""
    one = JSONObject(log_type="log_type", year="year", number="number")
    return ArraySubquery(_standing_at(now()).annotate(one=one).values("one"))


def read_in_passing(standing: Sequence[dict[str, Any]]) -> None:
    """What another query has read of the versions in force counts as the look-up, if there was none yet."""
    if _current.get() is None:
        _current.set(_numbers((one["log_type"], one["year"], one["number"]) for one in standing))


def years_of(kind: Kind) -> tuple[int, ...]:
    """The collection years that have a questionnaire, in order."""
    return _years(kind, in_force())


def _years(kind: Kind, current: InForce) -> tuple[int, ...]:
    published = {year for log_type, year in current if log_type == kind.log_type}
    return tuple(sorted(published.union(years_in(kind.questionnaires))))


def program_of(kind: Kind, year: int, number: int | None = None) -> Program:
    """The questionnaire of a year made ready: the version in force, or the one that a log remembers.

    A later year than the last uses the last one.
    """
    return _program_in_force(kind, year, number, frozenset(in_force().items()))


def questionnaire_in_force(kind: Kind, year: int) -> Questionnaire:
    """The questionnaire of a year, not made ready: enough for who only reads what stands in it."""
    found, number, _ = _which(kind, year, None, in_force())
    return questionnaire_of(kind, found, number)


@lru_cache(maxsize=128)
def _program_in_force(
    kind: Kind, year: int, number: int | None, in_force_now: frozenset[tuple[tuple[str, int], int]]
) -> Program:
    """Asked several times for every log, so what follows from the versions in force is worked out once."""
    return _program(kind, *_which(kind, year, number, dict(in_force_now)))


def _which(kind: Kind, year: int, number: int | None, current: InForce) -> tuple[int, int, tuple[tuple[int, int], ...]]:
    """The year and version that are meant, and the versions of all years."""
    known = _years(kind, current)
    found = ([one for one in known if one <= year] or [known[0]])[-1]
    numbers = tuple((one, current.get((kind.log_type, one), 0)) for one in known)
    newest = dict(numbers)[found]
    return found, newest if number is None else min(number, newest), numbers


@lru_cache(maxsize=64)
def _program(kind: Kind, year: int, number: int, numbers: tuple[tuple[int, int], ...]) -> Program:
    others = [questionnaire_of(kind, other, one) for other, one in numbers if other != year]
    program = Program(questionnaire_of(kind, year, number), kind.rules, kind.derivations, others)
    program.version = number or 1
    return program


@lru_cache(maxsize=64)
def questionnaire_of(kind: Kind, year: int, number: int) -> Questionnaire:
    """The questionnaire of a version; of number 0 that of the release."""
    from portal.years.models import QuestionnaireVersion

    if not number:
        return released(kind.questionnaires, year)
    version = QuestionnaireVersion.objects.get(log_type=kind.log_type, year=year, number=number)
    if year in years_in(kind.questionnaires) and version.checksum == released_checksum(kind.questionnaires, year):
        return released(kind.questionnaires, year)
    return load_questionnaire(version.document, source=str(version))


def forget() -> None:
    """Drop what was made from versions; for tests, whose versions come and go under the same numbers."""
    _program.cache_clear()
    _program_in_force.cache_clear()
    questionnaire_of.cache_clear()
