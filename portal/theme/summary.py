"""Facts that a page tells, each with the link that changes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class SummaryRow:
    """One fact. `change_url` is empty where it cannot be changed, or not by this person."""

    label: str
    value: Any
    change_url: str = ""
    action: str = "Change"


@dataclass(frozen=True)
class SummaryCard:
    """Facts that belong together, under a heading."""

    title: str
    rows: list[SummaryRow] = field(default_factory=list)


def summary_rows(rows: Iterable[Any]) -> list[SummaryRow]:
    """Rows written as (label, value) or (label, value, address)."""
    return [row if isinstance(row, SummaryRow) else SummaryRow(*row) for row in rows]
