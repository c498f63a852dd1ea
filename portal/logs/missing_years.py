"""Collection years that have no questionnaire of their own yet: nothing is lost, but somebody should hear of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

from portal.clock import today
from portal.logs.kind import LogKind
from portal.logs.kinds import kinds
from portal.windows.dates import collection_year
from portal.years.models import QuestionnaireVersion

WARNED_BEFORE = timedelta(days=31)


def missing_questionnaires(day: date) -> Iterator[tuple[LogKind, int]]:
    """Kinds and years that begin within a month, or have begun, without a questionnaire."""
    for year in sorted({collection_year(day), collection_year(day + WARNED_BEFORE)}):
        for kind in kinds():
            if year > kind.years[-1]:
                yield kind, year


def in_words(missing: Iterable[tuple[LogKind, int]]) -> list[str]:
    """What the portal does meanwhile, a sentence for each."""
    return [
        f"There is no questionnaire for {kind.words.title.lower()} of {_named(year)} yet. Its logs are asked, checked "
        f"and sent like those of {_named(kind.years[-1])}."
        for kind, year in missing
    ]


def _named(year: int) -> str:
    return f"{year} to {year + 1}"


@register(Tags.database)
def questionnaires_are_there(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Told a month before the year begins, and until there is one; people publish them, so the database knows."""
    table = QuestionnaireVersion._meta.db_table
    if not databases or any(table not in connections[name].introspection.table_names() for name in databases):
        return []
    hint = "docs/open-a-collection-year.md says what to do."
    return [Warning(text, hint=hint, id="portal.W002") for text in in_words(missing_questionnaires(today()))]
