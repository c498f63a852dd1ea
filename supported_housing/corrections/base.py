"""What correcting schemes and correcting locations have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from orgs import access
from portal.history import note
from portal.windows import Windows
from supported_housing.corrections.files import Cell, ChangedRow
from supported_housing.models import Location, Scheme

if TYPE_CHECKING:
    from accounts.models import User

REASON = "bulk correction"
Values = dict[str, Any]


@dataclass(slots=True)
class Done:
    """What came of one row."""

    code: str
    changes: list[str] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)


class Corrector:
    """Reads the changed cells of a record, checks all of them, and only then saves it."""

    key: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    fixed: ClassVar[frozenset[str]]
    """Columns of the download that follow from others, so that nobody can correct them."""

    def __init__(self, *, actor: User, windows: Windows, reason: str = "") -> None:
        self.actor, self.windows = actor, windows
        self.reason = f"{REASON}. {reason}"[:100] if reason else REASON

    def find(self, code: str) -> Scheme | Location | None:
        """The record of the row; never a deleted one."""
        raise NotImplementedError

    def current(self, record: Any) -> Mapping[str, str]:
        """The record's row of the download as it would be now."""
        raise NotImplementedError

    def read(self, record: Any, column: str, text: str) -> Values:
        """The values of a cell; raises ValidationError in words."""
        raise NotImplementedError

    def check(self, record: Any, values: Values) -> None:
        """What must hold of the record as a whole once the values are set."""

    def save(self, record: Any, values: Values) -> list[str]:
        """Saves, and carries out what follows for logs; what that was, in words."""
        raise NotImplementedError

    def correct(self, row: ChangedRow) -> Done:
        """A row with a mistake is left as it is; the others are not held up by it."""
        done = Done(row.code)
        record = self.find(row.code)
        if record is None:
            done.mistakes.append("there is no such record any more")
            return done
        if not access.can(self.actor, "change", record):
            raise PermissionDenied
        values = self._values(record, row.cells, done)
        if done.mistakes or not values:
            return done
        for name, value in values.items():
            setattr(record, name, value)
        try:
            self.check(record, values)
        except ValidationError as error:
            done.mistakes += error.messages
            return done
        done.changes = [f"{name}: {cell.before or 'nothing'} to {cell.after}" for name, cell in row.cells.items()]
        note(record, reason=self.reason, by=self.actor)
        with transaction.atomic():
            done.effects = self.save(record, values)
        return done

    def _values(self, record: Any, cells: Mapping[str, Cell], done: Done) -> Values:
        """Values of all cells. A cell that was changed in the portal since the download is not overwritten."""
        now, values = self.current(record), {}
        for column, cell in cells.items():
            if column in self.fixed:
                done.mistakes.append(f"{column} cannot be corrected")
            elif now[column] != cell.before and now[column] != cell.after:
                done.mistakes.append(f"{column} is “{now[column]}” by now, not “{cell.before}” as in the download")
            else:
                try:
                    values.update(self.read(record, column, cell.after))
                except ValidationError as error:
                    done.mistakes += [f"{column}: {message}" for message in error.messages]
        return values


def code_of(label: str, options: Iterable[tuple[Any, str]]) -> Any:
    """The code that a label stands for, whatever its case."""
    wanted = label.casefold()
    for code, words in options:
        if words.casefold() == wanted:
            return code
    raise ValidationError(f"“{label}” is not one of the answers")


def as_texts(columns: Iterable[str], row: Iterable[Any]) -> dict[str, str]:
    return {
        name: "" if value is None else " ".join(str(value).split()) for name, value in zip(columns, row, strict=True)
    }
