"""A questionnaire document as a tree of parts, each with a name of its own that an edit can point to.

The same question may stand in several places, so its id is not enough to point to one of them: the second place is
called `question:tenancylength#2`. Names are given when a version is opened and stay while it is edited.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.questionnaire.schema import GROUP, QUESTION, SUBSECTION, TOP
from portal.years.canonical import checksum, dumped

ROOT = "questionnaire"
# Named texts and sets at the top of a document: what one is called, and where its value is kept in its part.
NAMED = {
    "generic_rules": ("rule text", "rule"),
    "option_sets": ("option set", "options"),
    "conditions": ("condition", "when"),
    "guidance": ("guidance", "text"),
    "warning_texts": ("warning text", ""),
    "stored": ("stored value", ""),
}
_UNORDERED_LISTS = frozenset({"hidden_options", "inferred_options", "after_divider", "setup_ignores"})
_UNORDERED_MAPPINGS = frozenset({"option_hints", "offered_when"})
_WARNING = ("confirm", "rule", "person", "when")
_ORDER = {
    name: place
    for place, name in enumerate(
        dict.fromkeys((*TOP, "group", "repeat", "title", *QUESTION, *GROUP, *SUBSECTION, *_WARNING))
    )
}
_SLOTS = ("subsections", "questions", "warnings")


@dataclass
class Part:
    """One thing that stands in a questionnaire: its attributes, and what stands in it."""

    key: str
    kind: str
    attrs: dict[str, Any]
    parent: str | None = None
    slot: str = ""
    children: dict[str, list[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the part is called in the document."""
        return name_of(self.kind, self.attrs)


@dataclass(frozen=True)
class Branch:
    """A part with everything that stands in it, on its way into or out of a tree."""

    key: str
    kind: str
    attrs: dict[str, Any]
    children: dict[str, tuple[Branch, ...]]

    def as_json(self) -> dict[str, Any]:
        """For the list of operations."""
        children = {slot: [one.as_json() for one in some] for slot, some in self.children.items()}
        return {"key": self.key, "kind": self.kind, "attrs": self.attrs, "children": children}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Branch:
        children = {slot: tuple(cls.from_json(one) for one in some) for slot, some in data["children"].items()}
        return cls(data["key"], data["kind"], data["attrs"], children)

    def parts(self) -> Iterator[Branch]:
        """The branch itself and everything in it."""
        yield self
        for some in self.children.values():
            for one in some:
                yield from one.parts()


def name_of(kind: str, attrs: Mapping[str, Any]) -> str:
    """The name that a document gives a part of this kind."""
    if kind == "persons":
        return f"{attrs['repeat'].get('from')}-{attrs['repeat'].get('to')}"
    return str(attrs.get({"page": "group", "warning": "confirm"}.get(kind, "id")) or attrs.get("name") or ROOT)


class Tree:
    """All parts of one document."""

    def __init__(self, document: Mapping[str, Any] | None = None) -> None:
        self.parts: dict[str, Part] = {}
        if document is not None:
            self._read(document)

    def __getitem__(self, key: str) -> Part:
        return self.parts[key]

    def __contains__(self, key: str) -> bool:
        return key in self.parts

    def copy(self) -> Tree:
        """A tree that can be changed without changing this one; values of attributes are replaced, never changed."""
        other = Tree()
        for key, part in self.parts.items():
            children = {slot: list(keys) for slot, keys in part.children.items()}
            other.parts[key] = Part(key, part.kind, dict(part.attrs), part.parent, part.slot, children)
        return other

    def of_kind(self, *kinds: str) -> Iterator[Part]:
        """Parts of these kinds in the order in which they stand."""
        return (part for part in self.in_order() if part.kind in kinds)

    def in_order(self, key: str = ROOT) -> Iterator[Part]:
        """A part and everything in it, in the order in which it stands."""
        part = self.parts[key]
        yield part
        for keys in part.children.values():
            for child in keys:
                yield from self.in_order(child)

    def around(self, key: str) -> Iterator[Part]:
        """The parts in which a part stands, from the inside out."""
        parent = self.parts[key].parent
        while parent is not None:
            yield self.parts[parent]
            parent = self.parts[parent].parent

    def enclosing(self, key: str, kind: str) -> Part | None:
        """The part of this kind in which a part stands, or is."""
        here = self.parts[key]
        if here.kind == kind:
            return here
        return next((part for part in self.around(key) if part.kind == kind), None)

    def siblings(self, key: str) -> list[str]:
        """The parts that stand together with this one, in order."""
        part = self.parts[key]
        return self.parts[part.parent].children[part.slot] if part.parent else [key]

    def free_key(self, kind: str, name: str) -> str:
        """A key for a new part that no part has."""
        key, count = f"{kind}:{name}", 1
        while key in self.parts:
            count += 1
            key = f"{kind}:{name}#{count}"
        return key

    def insert(self, branch: Branch, parent: str, slot: str, after: str | None) -> None:
        """Put a branch in its place: behind a sibling, or first."""
        self._keep(branch, parent, slot)
        self._place(branch.key, parent, slot, after)

    def move(self, key: str, parent: str, slot: str, after: str | None) -> None:
        """Take a part with all that stands in it to another place."""
        part = self.parts[key]
        self._unplace(part)
        part.parent, part.slot = parent, slot
        self._place(key, parent, slot, after)

    def remove(self, key: str) -> None:
        """Take a part out with all that stands in it."""
        self._unplace(self.parts[key])
        for part in list(self.in_order(key)):
            del self.parts[part.key]

    def branch(self, key: str) -> Branch:
        """A part with everything in it."""
        part = self.parts[key]
        children = {slot: tuple(self.branch(one) for one in keys) for slot, keys in part.children.items() if keys}
        return Branch(key, part.kind, dict(part.attrs), children)

    def document(self) -> dict[str, Any]:
        """The document, written in one order."""
        return self._written(self.parts[ROOT])

    def text(self) -> str:
        """The document as its canonical text."""
        return dumped(self.document())

    def _keep(self, branch: Branch, parent: str | None, slot: str) -> None:
        self.parts[branch.key] = part = Part(branch.key, branch.kind, dict(branch.attrs), parent, slot)
        for name, some in branch.children.items():
            part.children[name] = [one.key for one in some]
            for one in some:
                self._keep(one, branch.key, name)

    def _place(self, key: str, parent: str, slot: str, after: str | None) -> None:
        keys = self.parts[parent].children.setdefault(slot, [])
        if after is None:
            keys.insert(0, key)
        else:
            keys.insert(keys.index(after) + 1 if after in keys else len(keys), key)

    def _unplace(self, part: Part) -> None:
        if part.parent:
            self.parts[part.parent].children[part.slot].remove(part.key)

    def _read(self, document: Mapping[str, Any]) -> None:
        plain = {name: value for name, value in document.items() if name not in (*NAMED, "sections")}
        self.parts[ROOT] = root = Part(ROOT, ROOT, tidy(plain))
        for slot, (kind, attr) in NAMED.items():
            for name, value in (document.get(slot) or {}).items():
                attrs = {"name": name, attr: value} if attr else {**value, "name": name}
                self._add(kind, attrs, root, slot)
        for section in document.get("sections") or ():
            self._read_item("section", section, root, "sections")

    def _read_item(self, kind: str, item: Mapping[str, Any], parent: Part, slot: str) -> None:
        part = self._add(kind, {name: value for name, value in item.items() if name not in _SLOTS}, parent, slot)
        for name in _SLOTS:
            for child in item.get(name) or ():
                self._read_item(_kind_of(name, child), child, part, name)

    def _add(self, kind: str, attrs: dict[str, Any], parent: Part, slot: str) -> Part:
        attrs = tidy(attrs)
        key = self.free_key(kind, name_of(kind, attrs))
        self.parts[key] = part = Part(key, kind, attrs, parent.key, slot)
        parent.children.setdefault(slot, []).append(key)
        return part

    def _written(self, part: Part) -> dict[str, Any]:
        found = {name: part.attrs[name] for name in sorted(part.attrs, key=_rank)}
        for slot in (*NAMED, "sections", *_SLOTS):
            children = [self.parts[key] for key in part.children.get(slot, ())]
            if not children:
                continue
            if slot in NAMED:
                found[slot] = dict(self._named(child, NAMED[slot][1]) for child in children)
            else:
                found[slot] = [self._written(child) for child in children]
        return found

    @staticmethod
    def _named(part: Part, attr: str) -> tuple[str, Any]:
        attrs = {name: part.attrs[name] for name in sorted(part.attrs, key=_rank) if name != "name"}
        return part.attrs["name"], attrs.get(attr) if attr else attrs


def tidy(attrs: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes without empty ones, and in one order where the order says nothing."""
    return {name: tidied(name, value) for name, value in attrs.items() if value not in (None, "", [], {})}


def tidied(name: str, value: Any) -> Any:
    """One attribute's value as it is kept."""
    if name in _UNORDERED_LISTS and isinstance(value, list | tuple):
        return sorted(value, key=_code_rank)
    if name in _UNORDERED_MAPPINGS and isinstance(value, Mapping):
        return {code: value[code] for code in sorted(value, key=_code_rank)}
    if name == "shown_for" and isinstance(value, Mapping):
        return {parent: sorted(codes, key=_code_rank) for parent, codes in value.items()}
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def _kind_of(slot: str, item: Mapping[str, Any]) -> str:
    if slot == "subsections":
        return "subsection"
    if "repeat" in item:
        return "persons"
    if slot == "warnings":
        return "warning"
    return "page" if "group" in item else "question"


def _rank(name: str) -> tuple[int, str]:
    return _ORDER.get(name, len(_ORDER)), name


def _code_rank(code: Any) -> tuple[bool, Any]:
    return isinstance(code, str), code


def canonical(document: Mapping[str, Any]) -> str:
    """The canonical text of a document."""
    return Tree(document).text()


def fingerprint(document: Mapping[str, Any]) -> str:
    """The checksum of a document's canonical text."""
    return checksum(canonical(document))
