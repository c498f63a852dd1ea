"""What a topic is made of: tables of figures that may be read, each with its picture and what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.theme.charts import Chart, LineChart

if TYPE_CHECKING:
    from portal.statistics.read import Figures


@dataclass(frozen=True)
class Table:
    """Rows of texts, the first of each being what the row is about."""

    title: str
    means: str
    """How the figures are defined."""
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    bars: Chart | None = None
    lines: LineChart | None = None
    empty: str = "There is nothing to show yet."

    @property
    def labelled_rows(self) -> list[list[tuple[str, str]]]:
        """Each cell with the heading of its column, for narrow screens, where rows stand one below the other."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Topic:
    """One page of the statistics."""

    slug: str
    title: str
    about: str
    tables: Callable[[Figures], list[Table]]
    for_department_only: bool = False
    without: tuple[str, ...] = ()
    """The breakdowns that it cannot be told apart by."""
