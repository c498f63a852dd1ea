"""Questionnaires that come with a release, as files."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from portal.clock import now
from portal.questionnaire.document import Questionnaire
from portal.questionnaire.loader import load_questionnaire
from portal.questionnaire.reading import read_document
from portal.years import kinds
from portal.years.canonical import checksum
from portal.years.tree import canonical


@cache
def years_in(folder: Path) -> tuple[int, ...]:
    """The years that have a file, in order."""
    return tuple(sorted(int(path.stem) for path in folder.glob("[0-9]*.yaml")))


@cache
def released(folder: Path, year: int) -> Questionnaire:
    """The questionnaire in the file of a year."""
    path = folder / f"{year}.yaml"
    return load_questionnaire(read_document(path), source=path.name)


@cache
def released_text(folder: Path, year: int) -> str:
    """The canonical text of the file of a year."""
    return canonical(read_document(folder / f"{year}.yaml"))


@cache
def released_checksum(folder: Path, year: int) -> str:
    return checksum(released_text(folder, year))


def keep_released(**_: Any) -> None:
    """Files of the release become versions; where people have published since, theirs stay in force.

    Runs with every migration, so a release that changes a file brings its new version with it.
    """
    from portal.years.models import QuestionnaireVersion

    for kind in kinds.kinds():
        for year in years_in(kind.questionnaires):
            text = released_text(kind.questionnaires, year)
            known = QuestionnaireVersion.objects.of(kind.log_type, year)
            if known.filter(checksum=checksum(text)).exists() or known.filter(from_release=False).exists():
                continue
            newest = known.order_by("-number").first()
            QuestionnaireVersion.objects.create(
                log_type=kind.log_type,
                year=year,
                number=newest.number + 1 if newest else 1,
                content=text,
                checksum=checksum(text),
                based_on=newest,
                from_release=True,
                effective_from=now() if newest else _beginning(year),
            )


def _beginning(year: int) -> datetime:
    """The first version of a year needs no moment of its own: it stands from before anybody asks for the year."""
    return datetime(year, 1, 1, tzinfo=UTC)
