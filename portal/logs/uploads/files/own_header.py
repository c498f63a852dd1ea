"""Knowing a file that was taken out here by its headers. Pure, as everything that reads files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from portal.logs.uploads.files.table import FileError
from portal.logs.uploads.limits import LIMITS
from portal.questionnaire.document import Questionnaire

NUMBER, CHANGED, YEAR = "log.id", "log.updated_at", "log.collection_year"
MARKS = (NUMBER, "log.status", "log.created_at", CHANGED)
"""Columns that every file of ours has and no template."""
_KNOWN, _ENOUGH = 0.9, 20


@dataclass(frozen=True)
class OwnHeader:
    """Where the headers of a file of ours stand, and whose columns they are."""

    row: int
    support: bool


def plain(title: str | None) -> str:
    """A header as it is compared: spreadsheets and people change capitals and the spaces around it."""
    return (title or "").strip().casefold()


def own_header(rows: Sequence[Sequence[str | None]], questionnaire: Questionnaire) -> OwnHeader | None:
    """The headers among the first rows, or None: then the file is a template or somebody's own."""
    both = {support: _titles(questionnaire, support=support) for support in (True, False)}
    for at, cells in enumerate(rows[: LIMITS.header_within]):
        titles = {title for cell in cells if (title := plain(cell))}
        support = max(both, key=lambda whose: _alike(titles, cells, both[whose]))
        named = {source: plain(title) for source, title in both[support].items()}
        if named[NUMBER] not in titles or len(titles & set(named.values())) < _KNOWN * len(titles):
            continue
        missing = [f"“{both[support][mark]}”" for mark in MARKS if named[mark] not in titles]
        if not missing:
            return OwnHeader(at, support)
        if len(titles) > _ENOUGH:
            text = f"This seems to be a file of logs that was downloaded here, without the column {missing[0]}."
            raise FileError("own_columns", f"{text} Download it again, and keep that column as it is.")
    return None


def _alike(titles: Set[str], cells: Sequence[str | None], named: Mapping[str, str]) -> tuple[int, int]:
    """How many headers are known; where capitals alone tell whose columns they are, how many are written so."""
    return len(titles & set(map(plain, named.values()))), len(
        {(cell or "").strip() for cell in cells} & {*named.values()}
    )


def _titles(questionnaire: Questionnaire, *, support: bool) -> dict[str, str]:
    columns = questionnaire.csv_columns(support=support)
    return {column.source: column.support if support else column.others for column in columns}


def year_of_rows(rows: Sequence[Sequence[str | None]], own: OwnHeader, questionnaire: Questionnaire) -> str:
    """The collection year that most rows of such a file say; blank where they say none."""
    title = plain(_titles(questionnaire, support=own.support)[YEAR])
    at = next((at for at, cell in enumerate(rows[own.row]) if plain(cell) == title), None)
    said = Counter(cells[at] for cells in rows[own.row + 1 :] if at is not None and at < len(cells))
    return (said.most_common(1)[0][0] or "").strip() if said else ""
