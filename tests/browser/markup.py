"""What of a page makes a difference to its accessibility: its elements and how they are marked, not the words in them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

TELLING = (
    "class",
    "role",
    "type",
    "scope",
    "autocomplete",
    "tabindex",
    "hidden",
    "disabled",
    "aria-hidden",
    "aria-sort",
)
THERE = (
    "alt",
    "lang",
    "href",
    "id",
    "for",
    "title",
    "aria-label",
    "aria-labelledby",
    "aria-describedby",
    "aria-current",
)
EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Classes that only say which field, column or model it is.
NAMES = re.compile(r"\b(?:field|column|app|model)-\S+|\d+")


class _Parts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self.open: list[tuple[str, str]] = [("", "")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = [name for name, value in sorted(attrs) if name in THERE]
        marks += [f"{name}={NAMES.sub('', value or '')}" for name, value in sorted(attrs) if name in TELLING]
        part = f"<{tag} {' '.join(marks)}>"
        self.found.add((self.open[-1][1], part))
        if tag not in EMPTY:
            self.open.append((tag, part))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.add((self.open[-1][1], "words"))


def parts_of(html: str) -> set[tuple[str, str]]:
    """Name each element with its marks and the element it stands in.

    Faults lie there: labels missing, roles wrong, colours too weak. A page all of whose parts stood on pages that were
    found accessible has none of its own, but for the order of headings and repeated ids.
    """
    parts = _Parts()
    parts.feed(html.split("<body", 1)[-1].partition(">")[2])
    return parts.found


def faults_of(html: str) -> list[str]:
    """What is wrong with a page as a whole, which its parts do not tell: headings that skip a level, repeated ids."""
    found = []
    levels = [int(level) for level in re.findall(r"<h([1-6])[\s>]", html)]
    found += [f"h{one} is followed by h{other}" for one, other in pairwise(levels) if other > one + 1]
    ids = re.findall(r"<[^>]*\sid=\"([^\"]+)\"", html)
    found += [f"the id {one} is there twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    return found
