"""The facts around logs during one request or job: read once for all that is tried out with them.

A page that is saved is evaluated as it is shown, as it was filled in, and by the write door. The facts depend on few
answers (who owns and manages it, the scheme, postcodes, the area); as long as those stay, they are read once. Which
answers they depend on is noticed while they are read, so that no list of them can be out of date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from portal.clock import now
from portal.logs.address_lookup import addresses_for
from portal.logs.context import LogContext
from portal.logs.facts import Address, Areas
from portal.logs.kind import LogKind
from portal.questionnaire.answers import Answers
from portal.windows import Windows, load_windows

if TYPE_CHECKING:
    from accounts.models import User

Pair = tuple[Mapping[str, Any], Mapping[str, Any]]
"""Answers to be judged, and those that are stored."""


class _Recording(Mapping[str, Any]):
    """Answers that remember which of them were asked for."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = answers
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return self.answers[name]

    def __iter__(self) -> Iterator[str]:
        self.read.update(self.answers)
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)


class Contexts:
    """Contexts for evaluations of logs of one kind, as one person."""

    def __init__(self, kind: LogKind, actor: User | None = None, windows: Windows | None = None) -> None:
        self.kind = kind
        self.actor = actor
        self._windows = windows
        self._areas: Areas | None = None
        self._addresses: dict[str, Address | None] = {}
        self.forget()

    def forget(self) -> None:
        """Read again what may have changed since: called when the rows that logs refer to have been locked.

        Collection windows and local authorities are locked by nobody; they are read once.
        """
        self._context: LogContext | None = None
        self._known: LogContext | None = None
        self._covered: list[Mapping[str, Any]] = []
        self._read: set[str] = set()

    def look_up_addresses(self, pairs: Sequence[Pair]) -> None:
        """Ask the address service for UPRNs that are new, before any row is locked."""
        self._addresses |= addresses_for(pairs, self.kind.date_field, known=self._addresses)

    def of_one(self, answers: Mapping[str, Any], stored: Mapping[str, Any]) -> LogContext:
        """The facts around one log; those read before where they hold for these answers too."""
        if self._context is None or not any(self._same_facts(known, answers) for known in self._covered):
            self._covered.append(Answers(answers))
            watched = [_Recording(known) for known in self._covered]
            self.look_up_addresses([(each, stored) for each in watched])
            self._context = self._load(watched)
            self._read = set().union(*(each.read for each in watched))
        return self._context

    def of_many(self, pairs: Sequence[Pair]) -> LogContext:
        """The facts around a chunk of logs, in as many queries as for one."""
        if len(pairs) == 1:
            return self.of_one(*pairs[0])
        self.look_up_addresses(pairs)
        return self._load([answers for answers, _ in pairs])

    def _load(self, answers: Sequence[Mapping[str, Any]]) -> LogContext:
        if self._windows is None:
            self._windows = load_windows()
        by_support = bool(self.actor and self.actor.is_support)
        context = self.kind.context_for(
            answers,
            now=now(),
            updated_by_support=by_support,
            addresses=self._addresses,
            windows=self._windows,
            areas=self._areas,
            known=self._known,
        )
        self._areas, self._known = context.areas, context
        return context

    def _same_facts(self, known: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
        return all(known.get(name) == answers.get(name) for name in self._read)
