"""Counting questions, and writing those of a block out for each person."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from portal.questionnaire.reading import Located


class Numbers:
    """The numbers of questions, counted in the order of the document.

    The same question asked in another way in the same subsection, and one that another reveals, keep its number.
    """

    def __init__(self) -> None:
        self._last = 0
        self._here: dict[str, int | None] = {}
        self._taken: dict[int, str] = {}

    def new_subsection(self) -> None:
        self._here = {}

    def next(self, item: Mapping[str, Any], shown_for: Any, fail: Any) -> int | None:
        given, name = item.get("number"), item["id"]
        number: int | None
        if given == "none":
            number = None
        elif given == "same":
            number = self._last
        elif given is not None:
            if type(given) is not int:
                raise fail(f"“number” must be a whole number, “same” or “none”, not {given!r}")
            if self._taken.get(given, name) != name:
                raise fail(f"the number {given} is that of {self._taken[given]} already")
            number = given
        elif shown_for:
            number = self._here.get(shown_for[0])
        elif name in self._here:
            number = self._here[name]
        else:
            number = self._last + 1
        self._here[name] = number
        if number is not None:
            self._last = number
            self._taken.setdefault(number, name)
        return number


def _moved(bulk: Any, further: int) -> Any:
    """The fields of the first person of a repeat block, moved on to those of a later one."""
    if not isinstance(bulk, Mapping) or "step" not in bulk:
        return bulk
    moved = dict(bulk)
    shift = moved.pop("step") * further
    for key in ("field", "day", "month", "year"):
        if key in moved:
            moved[key] += shift
    for key in ("fields", "also_reads"):
        if key in moved:
            moved[key] = [number + shift for number in moved[key]]
    return moved


def with_person(item: Any, person: int, further: int) -> Any:
    if isinstance(item, str):
        return item.replace("{n}", str(person))
    if isinstance(item, Sequence):
        return [with_person(part, person, further) for part in item]
    if not isinstance(item, Mapping):
        return copy.copy(item)
    result = Located(
        (with_person(key, person, further), with_person(value, person, further)) for key, value in item.items()
    )
    result.line = getattr(item, "line", None)
    if "bulk" in result and further:
        result["bulk"] = _moved(result["bulk"], further)
    if "number_step" in result:
        result["number"] = result["number"] + further * result.pop("number_step")
    if "kind" in result or "confirm" in result:
        result.setdefault("person", person)
    return result
