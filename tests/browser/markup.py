"""What of a page makes a difference to its accessibility: its elements and how they are marked, not the words in them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

TELLING = {"class", "role", "type", "alt", "lang", "scope", "autocomplete", "tabindex", "hidden", "disabled", "src"}
DIGITS = re.compile(r"\d+")
ROWS = ("tr", "li", "option")


class _Shape(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = []
        for name, value in sorted(attrs):
            if name == "src" or (name not in TELLING and not name.startswith("aria-")):
                marks.append(name)
            else:
                marks.append(f"{name}={DIGITS.sub('', value or '')}")
        self.parts.append(f"<{tag} {' '.join(marks)}>")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if data.strip() and self.parts[-1:] != ["text"]:
            self.parts.append("text")


def shape_of(html: str) -> str:
    """Two pages with the same shape have the same faults: labels missing, roles wrong, colours too weak.

    Only what is inside the main part counts, and of rows that are marked alike one: the frame is the same everywhere.
    """
    main = html.split("<main", 1)[-1].split("</main>", 1)[0]
    shape = _Shape()
    shape.feed(f"<main{main}</main>")
    text = "".join(shape.parts)
    for tag in ROWS:
        text = re.sub(rf"(<{tag} (?:(?!<{tag} ).)*?</{tag}>)(?:\s*\1)+", r"\1", text)
    return text
