"""Texts that name a year: after a year was copied, somebody looks at each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.years.tree import Part, Tree

TEXTS = ("title", "ask", "hint", "label", "missing", "heading", "text", "confirm")
_YEAR = re.compile(r"\b20\d\d\b")


@dataclass(frozen=True)
class DatedText:
    """One text with a year in it."""

    part: Part
    attr: str
    text: str


def texts_with_a_year(tree: Tree) -> Iterator[DatedText]:
    """In the order of the document; words of options too."""
    for part in tree.in_order():
        for attr in TEXTS:
            if isinstance(text := part.attrs.get(attr), str) and _YEAR.search(text):
                yield DatedText(part, attr, text)
        for name in ("options", "option_hints"):
            words = part.attrs.get(name)
            for text in words.values() if isinstance(words, dict) else ():
                if _YEAR.search(str(text)):
                    yield DatedText(part, name, str(text))


def names_the_year(text: str, year: int) -> bool:
    """Whether every year in the text is that of the questionnaire or the one in which it ends."""
    return all(int(found) in (year, year + 1) for found in _YEAR.findall(text))
