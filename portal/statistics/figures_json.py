"""Figures for programs: the tables of a page, with its marks; pages and keys get the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.statistics.disclosure import MARKS
from portal.statistics.models import LastCount
from portal.statistics.read import Figures
from portal.statistics.tables import Topic


def counted_until() -> datetime | None:
    """Until when figures are counted."""
    return LastCount.objects.values_list("at", flat=True).first()


def figures_json(topic: Topic, figures: Figures) -> dict[str, Any]:
    """One topic of one selection."""
    selection, rules, at = figures.selection, figures.rules, counted_until()
    return {
        "topic": topic.slug,
        "kind": selection.kind.log_type,
        "year": selection.year,
        "breakdown": selection.breakdown,
        "member": selection.whose or None,
        "internal": figures.internal,
        "as_of": at.isoformat() if at else None,
        "rounded_to": None if figures.internal else rules.rounding,
        "marks": {} if figures.internal else MARKS,
        "too_few_logs": figures.too_few,
        "tables": [
            {"title": table.title, "means": table.means, "columns": table.columns, "rows": table.rows}
            for table in ([] if figures.too_few else topic.tables(figures))
        ],
    }
