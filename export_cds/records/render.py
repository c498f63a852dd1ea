"""From the values of a record to its elements, and fast to its XML.

Nearly all values are codes, so the finished line of every value seen is kept per element: a record is then
a few hundred look-ups in C. What is kept is bounded, so memory stays constant however long the export.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import getitem, itemgetter
from typing import Any

from export_cds.fields.element import Element, Present
from export_cds.records.text import TEXT_OF
from export_cds.records.xml import RECORD_END, RECORD_START, SPECIAL, escape, line

LINES_KEPT_PER_ELEMENT = 1024
Record = list[tuple[str, str]]


class _Lines(dict[Any, str]):
    """Value to finished line of one element."""

    __slots__ = ("_close", "_empty", "_open", "_text_of")

    def __init__(self, element: Element) -> None:
        super().__init__()
        self._text_of = TEXT_OF[element.form]
        self._empty = line(element.name, "")
        self._open, self._close = line(element.name, "|").split("|")

    def __missing__(self, value: Any) -> str:
        text = self._text_of(value)
        if type(value) is str and SPECIAL.search(text) is not None:
            text = escape(text)
        finished = f"{self._open}{text}{self._close}" if text else self._empty
        if len(self) < LINES_KEPT_PER_ELEMENT:
            self[value] = finished
        return finished


class Renderer:
    """Writes records of one collection and year."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self.elements = tuple(elements)
        self._lines = [_Lines(element) for element in self.elements]
        self._plans: dict[Present, tuple[itemgetter, list[_Lines]]] = {}

    def _shown(self, present: Present) -> list[int]:
        return [
            position for position, element in enumerate(self.elements) if element.present & present == element.present
        ]

    def _plan(self, present: Present) -> tuple[itemgetter, list[_Lines]]:
        shown = self._shown(present)
        sources = [self.elements[at].source for at in shown]
        # One more than there are lines, which is never shown: a getter of a single item would give no tuple.
        plan = itemgetter(*sources, sources[0]), [self._lines[at] for at in shown]
        self._plans[present] = plan
        return plan

    def record(self, values: Mapping[str, Any], present: Present) -> Record:
        """Element names with their texts, in document order; an empty text is an empty element."""
        chosen = (self.elements[at] for at in self._shown(present))
        return [(element.name, TEXT_OF[element.form](values.get(element.source))) for element in chosen]

    def xml(self, values: Mapping[str, Any], present: Present) -> str:
        """The record as it stands in a document, of values for all elements that are present."""
        pick, lines = self._plans.get(present) or self._plan(present)
        return f"{RECORD_START}{''.join(map(getitem, lines, pick(values)))}{RECORD_END}"
