"""Bars and lines as plain data and plain numbers; the template draws them as SVG with a table beside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

WIDTH, ROW, BAR, LABELS, END = 640, 40, 22, 280, 56
# As many as fit beside the bars in the widest font that people without Arial are given.
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
    marks: list[str] | None = None
    """What stands at the end of each bar, where that is not just its number."""

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
                "total": chart.marks[index] if chart.marks else row["total"],
                "end": f"{x + 8:.1f}",
            }
        )
    return {"width": WIDTH, "height": len(bars) * ROW, "bars": bars, "bar": BAR, "label_x": LABELS - 10}


PLOT_HEIGHT, PLOT_LEFT, PLOT_TOP, PLOT_BOTTOM = 240, 56, 12, 28


@dataclass(frozen=True)
class Line:
    """One line; None where there is no figure. `style` is "done" (drawn through) or "other" (dashed)."""

    name: str
    values: list[int | None]
    style: str = "done"


@dataclass(frozen=True)
class LineChart:
    """Lines over time; the same figures stand in a table that the page has beside it."""

    title: str
    labels: list[str]
    lines: list[Line]

    @property
    def empty(self) -> bool:
        """Nothing to draw."""
        return not any(line.values for line in self.lines)


def line_geometry(chart: LineChart) -> dict[str, Any]:
    """Places of lines, of the figures at the left and of the first and last label."""
    highest = max((value for line in chart.lines for value in line.values if value), default=0) or 1
    steps = max(len(chart.labels) - 1, 1)
    width, height = WIDTH - PLOT_LEFT - 12, PLOT_HEIGHT - PLOT_TOP - PLOT_BOTTOM
    floor = PLOT_TOP + height

    def place(at: int, value: int) -> str:
        return f"{PLOT_LEFT + width * at / steps:.0f},{floor - height * value / highest:.0f}"

    drawn = [{"style": line.style, "pieces": _pieces(line.values, place)} for line in chart.lines]
    marks = [{"text": f"{value:,}", "y": floor - height * value // highest} for value in (0, highest)]
    return {
        "width": WIDTH,
        "height": PLOT_HEIGHT,
        "left": PLOT_LEFT,
        "right": PLOT_LEFT + width,
        "floor": floor,
        "lines": drawn,
        "marks": marks,
        "label_x": PLOT_LEFT - 8,
        "label_y": PLOT_HEIGHT - 8,
        "first": chart.labels[0] if chart.labels else "",
        "last": chart.labels[-1] if len(chart.labels) > 1 else "",
    }


def _pieces(values: list[int | None], place: Callable[[int, int], str]) -> list[str]:
    """A line is broken where there is no figure; one figure alone is a short stroke."""
    pieces: list[list[str]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append(place(at, value))
    return [" ".join(piece if len(piece) > 1 else [*piece, *piece]) for piece in pieces if piece]
