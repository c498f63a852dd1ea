"""What the parts of a document are called on the page, also while the document is not complete."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from portal.questionnaire.describe import FACTS
from portal.years.conditions import PERSON, in_words
from portal.years.tree import Part, Tree

KIND_WORDS = {
    "questionnaire": "questionnaire",
    "section": "section",
    "subsection": "subsection",
    "page": "page",
    "persons": "block for persons",
    "question": "question",
    "warning": "warning",
    "condition": "named condition",
    "option set": "named options",
    "guidance": "guidance",
    "warning text": "warning text",
    "stored value": "stored value",
    "rule text": "general rule",
}

_LINE = 120


class Labels:
    """Names, answers and conditions of one document in words."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    @cached_property
    def _questions(self) -> dict[str, Part]:
        found: dict[str, Part] = {}
        for part in self.tree.of_kind("question"):
            found.setdefault(part.name, part)
            if part.attrs.get("kind") == "checkboxes":
                for box in self.options(part):
                    found.setdefault(str(box), part)
        return found

    @cached_property
    def _stored(self) -> dict[str, Part]:
        return {part.name: part for part in self.tree.of_kind("stored value")}

    @cached_property
    def _confirmations(self) -> dict[str, Part]:
        return {part.name: part for part in self.tree.of_kind("warning text")}

    @cached_property
    def conditions(self) -> dict[str, str]:
        """The named conditions and their texts."""
        return {part.name: str(part.attrs.get("when", "")) for part in self.tree.of_kind("condition")}

    @cached_property
    def _sets(self) -> dict[str, dict[Any, str]]:
        sets = {part.name: part.attrs.get("options") for part in self.tree.of_kind("option set")}
        return {name: value for name, value in sets.items() if isinstance(value, dict)}

    def question(self, name: str) -> Part | None:
        """The first place of a question, also of one for any person."""
        found = self._questions.get(name)
        if found is None:
            digits = "".join(character for character in name if character.isdigit())
            found = self._questions.get(name.replace(digits, PERSON, 1)) if digits else None
        return found

    def options(self, part: Part) -> dict[Any, str]:
        """The options of a question, its own or those of a named set."""
        options = part.attrs.get("options") or {}
        return options if isinstance(options, dict) else self._sets.get(str(options), {})

    def name(self, name: str) -> str:
        """The short label of an answer."""
        if name in FACTS:
            return FACTS[name][0]
        if part := self.question(name):
            label = str(part.attrs.get("label") or part.name)
            if name in self.options(part) and part.attrs.get("kind") == "checkboxes":
                return f"{label}: {self.options(part)[name]}"
            person = "".join(character for character in name if character.isdigit())
            return label.replace(PERSON, person) if PERSON in part.name and person else label
        if part := self._stored.get(name) or self._confirmations.get(name):
            return str(part.attrs.get("label") or part.attrs.get("title") or name)
        return name.replace("_", " ")

    def answer(self, name: str, value: Any) -> tuple[str, str]:
        """The labels of an answer and of one of its values."""
        if name in FACTS:
            return FACTS[name][0], FACTS[name][1].get(value, str(value))
        if isinstance(value, bool):
            return self.name(name), "yes" if value else "no"
        part = self.question(name)
        if part and part.attrs.get("kind") == "checkboxes":
            return self.name(name), "ticked" if value == 1 else "not ticked"
        options = (self.options(part) if part else {}) or self.stored_options(name)
        return self.name(name), str(options.get(value, value))

    def stored_options(self, name: str) -> dict[Any, str]:
        """The words of the codes of a value that is worked out."""
        return dict(self._stored[name].attrs.get("options") or {}) if name in self._stored else {}

    def condition(self, text: str) -> str:
        """A condition as a sentence."""
        return in_words(str(text), self.conditions, self.answer)

    def part(self, part: Part) -> str:
        """A part as people call it, with enough to find it."""
        kind = KIND_WORDS[part.kind]
        attrs = part.attrs
        if part.kind == "questionnaire":
            return "the questionnaire"
        if part.kind == "question":
            number = f" {attrs['number']}" if attrs.get("number") else ""
            return f"question{number} “{attrs.get('label') or part.name}” ({part.name})"
        if part.kind == "persons":
            return f"the block for persons {part.name.replace('-', ' to ')}"
        title = attrs.get("title")
        return f"{kind} “{title}”" if title else f"{kind} {part.name}"

    def summary(self, part: Part) -> str:
        """What a named text, condition, set or value is, in a line."""
        attrs = part.attrs
        if part.kind == "condition":
            return self.condition(str(attrs.get("when", "")))
        if part.kind == "option set":
            return "; ".join(self._sets.get(part.name, {}).values()) or str(attrs.get("options", ""))
        said = attrs.get("title") or attrs.get("label") or attrs.get("text") or attrs.get("rule") or ""
        return str(said) if len(str(said)) <= _LINE else f"{str(said)[:_LINE]}…"

    def place(self, part: Part) -> str:
        """The section in which a part stands, for headings of lists."""
        subsection = self.tree.enclosing(part.key, "subsection")
        if subsection:
            return str(subsection.attrs.get("title") or subsection.name)
        section = self.tree.enclosing(part.key, "section")
        return str(section.attrs.get("title") or section.name) if section else "Whole questionnaire"
