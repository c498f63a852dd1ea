"""What an attribute of a part may look like: whatever form or program sends an edit, nothing else gets into a draft.

Whether the value makes sense is told by the checks; they can rely on its shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from portal.years.canonical import dumped

LONGEST = 20_000
_STEP = re.compile(r"[0-9]+(\.[0-9]+)?")
DEEPEST = 6
_MOST = 1e15
_Shape = Callable[[Any], bool]


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


def _number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and -_MOST < float(value) < _MOST


def _whole(value: Any) -> bool:
    return type(value) is int and abs(value) < 10**6


def _code(value: Any) -> bool:
    return isinstance(value, str) or (type(value) is int and abs(value) < 10**9)


def _flag(value: Any) -> bool:
    return isinstance(value, bool | str)


def _codes(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(_code(one) for one in value)


def _mapping(of: _Shape, keys: _Shape = _code) -> _Shape:
    return lambda value: (
        isinstance(value, Mapping) and all(keys(key) for key in value) and all(of(one) for one in value.values())
    )


def _texts_when(*names: str) -> _Shape:
    """A list of texts or names, each with its condition."""

    def fits(value: Any) -> bool:
        return isinstance(value, list | tuple) and all(
            isinstance(one, Mapping) and set(one) == {"when", *names} and all(_text(part) for part in one.values())
            for one in value
        )

    return fits


def _step(value: Any) -> bool:
    if isinstance(value, str):
        return bool(_STEP.fullmatch(value))
    return _number(value) and Decimal(str(value)) > 0


def _repeat(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {"from", "to"} and all(_whole(one) for one in value.values())


def _carried(value: Any) -> bool:
    codes = _mapping(lambda one: one is None or _code(one))
    return (
        isinstance(value, Mapping)
        and set(value) <= {"question", "codes"}
        and _text(value.get("question"))
        and codes(value.get("codes", {}))
    )


def _file(value: Any) -> bool:
    """A field, column or element: a number, a name, or a mapping that the questionnaire's reader knows."""
    return _code(value) or isinstance(value, Mapping) or (isinstance(value, list) and all(map(_file, value)))


_SHAPES: dict[str, tuple[_Shape, str]] = {
    **dict.fromkeys(
        ("ask", "hint", "label", "missing", "title", "heading", "text", "confirm", "prefix", "guidance", "kind",
         "options_from", "rule", "type", "when", "shown_when", "id", "group", "name", "log_type", "date_field"),
        (_text, "a text"),
    ),
    **dict.fromkeys(("whole", "always_counts", "keep", "ungated", "after_setup"), (_yes_or_no, "true or false")),
    **dict.fromkeys(("optional", "derived", "hidden_in_check_answers"), (_flag, "true, or a condition")),
    **dict.fromkeys(("min", "max"), (_number, "a number")),
    **dict.fromkeys(("number_step", "width", "max_length", "year"), (_whole, "a whole number")),
    **dict.fromkeys(("hidden_options", "inferred_options", "after_divider", "setup_ignores"), (_codes, "a list of codes")),
    **dict.fromkeys(("offered_when", "option_hints"), (_mapping(_text), "codes, each with a text")),
    "number": (lambda value: _whole(value) or value in ("same", "none"), "a whole number, “same” or “none”"),
    "step": (_step, "a number above nought, such as 1 or 0.01"),
    "person": (_code, "the number of a person"),
    "shown_for": (
        lambda value: _mapping(_codes, _text)(value) and len(value) == 1,
        "one question with the codes that show this one, such as age1_known: [0]",
    ),
    "options": (lambda value: _text(value) or _mapping(_text)(value), "codes with their words, or a name"),
    "suffix": (lambda value: _text(value) or _texts_when("text")(value), "a text, or a list of `when` and `text`"),
    "shown_as": (_texts_when("text"), "a list of `when` and `text`"),
    "also_show": (_texts_when("question"), "a list of `when` and `question`"),
    "repeat": (_repeat, "the first and the last person’s number, such as from: 2, to: 8"),
    "carried_from": (_carried, "a question of the year before, and what its codes become"),
    **dict.fromkeys(("bulk", "csv", "cds"), (_file, "a number, a name, or what it consists of")),
}  # fmt: skip


def problem_with(attr: str, value: Any) -> str:
    """What is wrong with the shape of a value, for the end of a sentence; nothing when it can be kept."""
    if value is None:
        return ""
    if _depth(value) > DEEPEST:
        return "is nested too deeply"
    try:
        length = len(dumped(value))
    except (TypeError, ValueError):
        return "has a value that cannot be kept"
    if length > LONGEST and attr not in ("columns", "options"):
        return f"is too long: it may have {LONGEST:,} characters"
    shape, words = _SHAPES.get(attr, (None, ""))
    return f"must be {words}" if shape and not shape(value) else ""


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level and depth <= DEEPEST + 1:
        depth += 1
        level = [one for part in level for one in _inside(part)]
    return depth


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list | tuple) else ()
