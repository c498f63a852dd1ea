"""Stacked bar charts as plain data and plain numbers; the template draws them as SVG with a table beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

WIDTH, ROW, BAR, LABELS, END = 640, 40, 22, 236, 56
LONGEST_LABEL = 26


@dataclass(frozen=True)
class Series:
    """One colour of a chart. `style` is "done", "open" or "other"."""

    name: str
    values: list[int]
    style: str = "done"


@dataclass(frozen=True)
class Chart:
    """Bars that people read by eye, and the same figures to read as text."""

    title: str
    category: str
    labels: list[str]
    series: list[Series]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One per label: its values and their total."""
        return [
            {
                "label": label,
                "values": [series.values[i] for series in self.series],
                "total": sum(series.values[i] for series in self.series),
            }
            for i, label in enumerate(self.labels)
        ]

    @property
    def empty(self) -> bool:
        """Nothing to draw."""
        return not any(row["total"] for row in self.rows)


def geometry(chart: Chart) -> dict[str, Any]:
    """Places of all bars and texts of the picture."""
    longest = max((row["total"] for row in chart.rows), default=0) or 1
    scale = (WIDTH - LABELS - END) / longest
    bars = []
    for index, row in enumerate(chart.rows):
        x, parts = float(LABELS), []
        for value, series in zip(row["values"], chart.series, strict=True):
            width = value * scale
            parts.append({"x": f"{x:.1f}", "width": f"{width:.1f}", "style": series.style})
            x += width
        label = row["label"]
        short = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
        top = index * ROW
        bars.append(
            {
                "label": short,
                "parts": [part for part in parts if float(part["width"]) > 0],
                "y": top + (ROW - BAR) // 2,
                "middle": top + ROW // 2,
                "total": row["total"],
                "end": f"{x + 8:.1f}",
            }
        )
    return {"width": WIDTH, "height": len(bars) * ROW, "bars": bars, "bar": BAR, "label_x": LABELS - 10}
