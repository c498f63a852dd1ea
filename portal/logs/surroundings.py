"""The facts around one log during one request: read once for all that the request tries out.

A page that is saved is evaluated several times: as it is stored, as it was filled in, and by the write door. The facts
depend on few answers (who owns and manages it, the scheme, postcodes, the area); as long as those stay, they are read
once. Which answers they depend on is noticed while they are read, so that no list of them can be out of date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portal.clock import now
from portal.logs.kind import LogKind
from portal.questionnaire.answers import Answers
from portal.windows import Windows


class _Watched(Mapping[str, Any]):
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


class Surroundings:
    """Contexts for evaluations of one log in one request, as one person."""

    def __init__(self, kind: LogKind, actor: Any = None, windows: Windows | None = None) -> None:
        self.kind = kind
        self.actor = actor
        self.windows = windows
        self._context: Any = None
        self._covered: list[Mapping[str, Any]] = []
        self._read: set[str] = set()

    def context(self, answers: Mapping[str, Any], stored: Mapping[str, Any] | None = None) -> Any:
        """The facts around these answers; those read before where they hold for these answers too."""
        if not any(self._same_facts(known, answers) for known in self._covered):
            self._covered.append(Answers(answers))
            watched = [_Watched(known) for known in self._covered]
            self._context = self.kind.context(watched, now(), self.actor, stored, self.windows)
            self._read = set().union(*(each.read for each in watched))
        return self._context

    def _same_facts(self, known: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
        return all(known.get(name) == answers.get(name) for name in self._read)
