"""Where the facts, the cases and the limits that the cases meet lie."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent
RANGES = HERE / "ranges"


def facts(*parts: str) -> Path:
    """A file of facts, such as `facts("forms", "sales_2026.json")`."""
    return HERE.joinpath("facts", *parts)


def cases(name: str) -> Path:
    """A file of executed cases."""
    return HERE / "cases" / name
