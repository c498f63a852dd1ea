"""Corrections by file from a page: the same as by command, as an import that is checked, shown and confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.imports.kinds import ImportKind, Tell, register_import
from portal.reference.load import Loaded
from portal.reference.words import Change, Problem
from portal.windows import load_windows
from supported_housing.corrections.base import Corrector
from supported_housing.corrections.files import FilesDiffer, SentFile, compare
from supported_housing.corrections.locations import LocationCorrector
from supported_housing.corrections.schemes import SchemeCorrector

if TYPE_CHECKING:
    from accounts.models import User

CORRECTORS: dict[str, tuple[str, type[Corrector]]] = {
    "schemes": ("corrections of schemes", SchemeCorrector),
    "locations": ("corrections of locations", LocationCorrector),
}


def kind_of(what: str) -> str:
    """The name of the import that corrects schemes, or locations."""
    return f"supported_housing.corrected_{what}"


def register_corrections() -> None:
    """Called when the app is ready."""
    for what, (title, corrector) in CORRECTORS.items():
        register_import(
            ImportKind(
                name=kind_of(what),
                title=title,
                read=_Reader(corrector),
                back="admin:supported_housing_scheme_changelist",
                of_the_department=False,
                in_part=True,
            )
        )


class _Reader:
    """Compares the edited file with the original and corrects row by row; a mistake leaves its row as it is."""

    def __init__(self, corrector: type[Corrector]) -> None:
        self.corrector = corrector

    def __call__(
        self, files: list[bytes], *, user: User, reason: str, dry_run: bool, tell: Tell, **options: Any
    ) -> Loaded:
        edited, original = files
        try:
            compared = compare(
                SentFile("the original file", original),
                SentFile("the corrected file", edited),
                key=self.corrector.key,
                columns=self.corrector.columns,
            )
        except FilesDiffer as error:
            text = str(error)
            return Loaded(problems=[Problem(0, text[:1].upper() + text[1:])])
        problems = [Problem(line, text[:1].upper() + text[1:]) for line, text in compared.mistakes]
        changes = []
        corrector = self.corrector(actor=user, windows=load_windows(), reason=reason)
        for number, row in enumerate(compared.rows):
            tell(number, len(compared.rows))
            done = corrector.correct(row)
            problems += [Problem(row.line, text, row.code) for text in done.mistakes]
            if done.changes:
                cells = [(name, cell.before or "Nothing", cell.after) for name, cell in row.cells.items()]
                changes.append(Change(row.line, row.code, cells, done.effects))
        return Loaded(changed=len(changes), problems=problems, changes=changes)
