from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models.expressions import BaseExpression

from portal.windows.dates import Windows
from portal.windows.models import CollectionWindow

_with_windows: dict[str, tuple[Callable[[], BaseExpression], Callable[[Any], None]]] = {}


def read_with_windows(name: str, *, expression: Callable[[], BaseExpression], reader: Callable[[Any], None]) -> None:
    """Let a higher room read a value of its own about the years in the query of the windows.

    Nearly every page asks for both, so they cost one query. The expression may not depend on the row of a window;
    `reader` gets its value, unless there are no windows.
    """
    _with_windows[name] = (expression, reader)


def load_windows() -> Windows:
    """All windows in one query; a page or a job loads them once and asks the result."""
    more = {name: expression() for name, (expression, _) in _with_windows.items()}
    rows = list(CollectionWindow.objects.annotate(**more))
    for name, (_, reader) in _with_windows.items():
        if rows:
            reader(getattr(rows[0], name))
    return Windows(row.as_window() for row in rows)
