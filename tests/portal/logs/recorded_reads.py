"""What a rule or a step of deriving reads of the answers, and which options it tells apart, found by running it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from portal.questionnaire.answers import Answers


class Record:
    """Names of the answers that were looked at, and the codes that they were compared with."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.codes: dict[str, set[int | str]] = {}

    def told_apart(self, name: str, code: Any) -> None:
        if type(code) in (int, str):
            self.codes.setdefault(name, set()).add(code)


class _Code:
    """A code that remembers what it is compared with; a subclass of its type, so that both sides ask it."""

    name: str
    record: Record
    plain: Any

    def __eq__(self, other: object) -> bool:
        self.record.told_apart(self.name, other)
        return bool(self.plain == (other.plain if isinstance(other, _Code) else other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.plain)


class _Number(_Code, int):
    pass


class _Text(_Code, str):
    pass


class RecordingAnswers(Answers):
    """Answers that record who reads them; what the reader itself has written it reads freely."""

    def __init__(self, values: Mapping[str, Any], record: Record, choices: frozenset[str]) -> None:
        super().__init__(values)
        self._record, self._choices, self._written = record, choices, set[str]()

    def __getitem__(self, name: str) -> Any:
        value = super().get(name)
        if name in self._written:
            return value
        self._record.names.add(name)
        kind: Callable[[Any], _Code] | None = {int: _Number, str: _Text}.get(type(value))
        if kind is None or name not in self._choices:
            return value
        code = kind(value)
        code.name, code.record, code.plain = name, self._record, value
        return code

    def get(self, name: str, default: Any = None) -> Any:
        value = self[name]
        return default if value is None else value

    def __setitem__(self, name: str, value: Any) -> None:
        self._written.add(name)
        super().__setitem__(name, value.plain if isinstance(value, _Code) else value)
