"""What each kind of log adds to the judging of rows; registered by the kind when its app is ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.logs.uploads.rows.directory import OfferedPlaces, Places
from portal.logs.uploads.rows.row import Row

Check = Callable[[Row], None]


@dataclass(frozen=True)
class RowRules:
    """The rules that only files of a kind have, and where errors are told that belong to no field of their own.

    Those in `naming`, of whom and what a row names, hold for rows that a system sent as well.
    `persons` can be counted without gaps; `elsewhere` names the answers at whose fields an answer's errors are told;
    errors of `nowhere` are told through other answers. `identified_by` are the answers that tell one log of an owner
    from another where nothing better does; `schemes` loads the places of some owners, `offered` those
    that a person may choose where a row is corrected. `expected` reads the amounts that are usual in an area, as the
    context has them.
    """

    checks: tuple[Check, ...]
    naming: tuple[Check, ...] = ()
    persons: tuple[int, ...] = ()
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    besides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    nowhere: frozenset[str] = frozenset()
    identified_by: tuple[str, ...] = ()
    schemes: Callable[[Iterable[int]], Places] | None = None
    offered: Callable[[], OfferedPlaces] | None = None
    expected: Callable[[str], Mapping[str, Any]] = lambda area: {}

    def places(self, row: Row, name: str) -> tuple[int, ...]:
        """The fields at which an answer's errors are told."""
        if name in self.elsewhere:
            return row.all_fields(*self.elsewhere[name])
        if name in self.nowhere:
            return ()
        more = self.besides.get(name, ())
        return tuple(dict.fromkeys((*row.all_fields(*more), *row.fields(name))))


_RULES: dict[str, RowRules] = {}


def register(log_type: str, rules: RowRules) -> None:
    """Make the rules of a kind of log known."""
    _RULES[log_type] = rules


def rules_for(log_type: str) -> RowRules:
    """The rules of a kind of log."""
    return _RULES[log_type]
