"""Knowing a file that was taken out here by its headers. Pure, as everything that reads files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from portal.logs.uploads.limits import LIMITS
from portal.questionnaire.document import Questionnaire

NUMBER, CHANGED, YEAR = "log.id", "log.updated_at", "log.collection_year"
MARKS = (NUMBER, "log.status", "log.created_at", CHANGED)
"""Columns that every file of ours has and no template."""
_KNOWN = 0.9


@dataclass(frozen=True)
class OwnHeader:
    """Where the headers of a file of ours stand, and whose columns they are."""

    row: int
    support: bool


def own_header(rows: Sequence[Sequence[str | None]], questionnaire: Questionnaire) -> OwnHeader | None:
    """The headers among the first rows, or None: then the file is a template or somebody's own."""
    for at, cells in enumerate(rows[: LIMITS.header_within]):
        titles = {text for cell in cells if (text := (cell or "").strip())}
        for support in (True, False):
            columns = questionnaire.csv_columns(support=support)
            named = {column.source: column.support if support else column.others for column in columns}
            known = titles & {column.support if support else column.others for column in columns}
            if all(named.get(mark) in titles for mark in MARKS) and len(known) >= _KNOWN * len(titles):
                return OwnHeader(at, support)
    return None


def has_marks(rows: Sequence[Sequence[str | None]], questionnaire: Questionnaire) -> bool:
    """Whether the number of a log and another column of ours stand in one row: a file of ours, or what was left of one."""
    columns = questionnaire.csv_columns(support=True)
    named = {mark: {t for c in columns if c.source == mark for t in (c.support, c.others)} for mark in MARKS}
    return any(
        bool(named[NUMBER] & titles) and any(named[mark] & titles for mark in MARKS if mark != NUMBER)
        for titles in ({(cell or "").strip() for cell in cells} for cells in rows)
    )


def year_of_rows(rows: Sequence[Sequence[str | None]], own: OwnHeader, questionnaire: Questionnaire) -> str:
    """The collection year that most rows of such a file say; blank where they say none."""
    columns = questionnaire.csv_columns(support=own.support)
    title = next(column.support if own.support else column.others for column in columns if column.source == YEAR)
    at = next((at for at, cell in enumerate(rows[own.row]) if (cell or "").strip() == title), None)
    said = Counter(cells[at] for cells in rows[own.row + 1 :] if at is not None and at < len(cells))
    return (said.most_common(1)[0][0] or "").strip() if said else ""
