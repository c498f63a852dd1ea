"""Operations as sentences, each under its section and kind of change, with the old and the new value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.years.difference import difference
from portal.years.effects import Effect, effect_of, noticed, sets_after
from portal.years.labels import KIND_WORDS, Labels
from portal.years.operations import (
    Add,
    AddOption,
    Move,
    MoveOption,
    Operation,
    Place,
    RelabelOption,
    Remove,
    RemoveOption,
    Set,
)
from portal.years.tree import Branch, Part, Tree

ATTRIBUTE_WORDS = {
    "ask": "wording",
    "hint": "hint",
    "label": "short label",
    "title": "title",
    "heading": "heading",
    "guidance": "guidance",
    "text": "text",
    "confirm": "text of the confirmation",
    "number": "question number",
    "number_step": "step of the question number",
    "kind": "type of answer",
    "options": "options",
    "option_hints": "hints of options",
    "hidden_options": "options no longer offered",
    "inferred_options": "options filled in by the service",
    "offered_when": "when options are offered",
    "options_from": "list of answers",
    "after_divider": "options below the “or”",
    "shown_for": "answers that reveal it",
    "min": "least",
    "max": "most",
    "step": "step",
    "whole": "whole numbers only",
    "missing": "what is said when it is not answered",
    "columns": "order of columns and elements",
    "max_length": "longest text",
    "width": "width of the field",
    "prefix": "unit before",
    "suffix": "unit behind",
    "optional": "whether it may be left out",
    "derived": "whether it is worked out",
    "when": "when it is asked",
    "shown_when": "when it is shown",
    "repeat": "number of persons",
    "cds": "element of the export",
    "csv": "column of the download",
    "bulk": "field of the upload",
    "year": "year",
    "date_field": "date of the log",
    "setup_ignores": "answers the set-up does not wait for",
    "person": "person",
    "carried_from": "answers of the year before that it takes",
    "rule": "rule",
    "type": "type",
    "keep": "whether the answer is always kept",
    "ungated": "whether it is asked before the set-up is complete",
    "after_setup": "whether it waits for the set-up",
    "also_show": "what check answers shows with it",
    "shown_as": "how check answers shows it",
    "hidden_in_check_answers": "whether check answers leaves it out",
    "always_counts": "whether it always counts",
}
CONDITIONS = frozenset({"when", "shown_when", "optional", "derived", "hidden_in_check_answers"})


@dataclass(frozen=True)
class Sentence:
    """One change in words: where, of what kind, what it does to logs, and what was and is."""

    section: str
    change: str
    text: str
    before: str
    after: str
    effect: Effect
    target: str


def sentences(old: Tree, operations: Iterable[Operation]) -> list[Sentence]:
    """Every operation in words; what comes later is told with the names it has by then."""
    operations = list(operations)
    work, becoming = old.copy(), sets_after(old, operations)
    found: list[Sentence] = []
    for operation in operations:
        labels_before = Labels(work)
        before = said(operation, labels_before)
        effect = effect_of(operation, work, becoming)
        section = _section(operation, labels_before)
        operation.apply(work)
        text, was, becomes = before(Labels(work))
        found.append(Sentence(section, change_of(operation), text, was, becomes, effect, operation.target))
    return found


def compared(old: Tree, new: Tree, *, but: Callable[[Operation], bool] = lambda _: False) -> list[Sentence]:
    """What one document has otherwise than another in words, without what nobody could notice, and `but` for some."""
    operations = [one for one in difference(old, new) if not but(one)]
    kept = noticed(old, operations)
    return [one for one, seen in zip(sentences(old, operations), kept, strict=True) if seen]


def change_of(operation: Operation) -> str:
    """The kind of change, as a heading."""
    if isinstance(operation, Set):
        return ATTRIBUTE_WORDS.get(operation.attr, operation.attr.replace("_", " ")).capitalize()
    if isinstance(operation, Add | Remove):
        return (
            f"{KIND_WORDS[operation.branch.kind].capitalize()} {'added' if isinstance(operation, Add) else 'removed'}"
        )
    return {
        Move.do: "Moved",
        AddOption.do: "Option added",
        RemoveOption.do: "Option removed",
        RelabelOption.do: "Option reworded",
        MoveOption.do: "Option moved",
    }[operation.do]


Wording = tuple[str, str, str]


def said(operation: Operation, labels: Labels) -> Callable[[Labels], Wording]:
    """What an operation says; the second half is asked when it has been made."""
    if isinstance(operation, Add):
        text = _added(operation, labels)
        return lambda after: (text, "", text)
    if isinstance(operation, Remove):
        text = f"{_capital(_contents(operation.branch, labels))} is removed."
        return lambda after: (text, text, "")
    part = labels.tree[operation.target]
    name = labels.part(part)
    if isinstance(operation, Move):
        return _moved(operation, name, labels)
    if isinstance(operation, Set):
        return _set(operation, part, name, labels)
    return _option(operation, name)


def _added(operation: Add, labels: Labels) -> str:
    return f"{_capital(_contents(operation.branch, labels))} is added {_where(operation.place, labels)}."


def _contents(branch: Branch, labels: Labels) -> str:
    """A branch as it is called, with the questions that stand in it."""
    part = Part(branch.key, branch.kind, branch.attrs)
    inside = [one for one in branch.parts() if one.kind == "question" and one is not branch]
    text = labels.part(part)
    if inside:
        named = ", ".join(
            f"“{one.attrs.get('label') or one.attrs.get('id')}” ({one.attrs.get('id')})" for one in inside
        )
        return f"{text} with {named}"
    return text


def _where(place: Place, labels: Labels) -> str:
    if place.after and place.after in labels.tree:
        return f"after {labels.part(labels.tree[place.after])}"
    if place.parent in labels.tree:
        return f"at the start of {labels.part(labels.tree[place.parent])}"
    return "in its place"


def _moved(operation: Move, name: str, labels: Labels) -> Callable[[Labels], Wording]:
    was = _where(operation.origin, labels)

    def wording(after: Labels) -> Wording:
        becomes = _where(operation.place, after)
        return f"{_capital(name)} moves: it stood {was} and now stands {becomes}.", was, becomes

    return wording


def _set(operation: Set, part: Part, name: str, labels: Labels) -> Callable[[Labels], Wording]:
    attribute = ATTRIBUTE_WORDS.get(operation.attr, operation.attr.replace("_", " "))
    was = said_value(operation.attr, operation.before, part, labels)

    def wording(after: Labels) -> Wording:
        becomes = said_value(operation.attr, operation.after, part, after)
        text = f"{_capital(name)}: {attribute} was {_quoted(was)} and is now {_quoted(becomes)}."
        return text, was, becomes

    return wording


def _option(operation: Operation, name: str) -> Callable[[Labels], Wording]:
    if isinstance(operation, AddOption):
        label = f"{operation.label} ({operation.code})"
        text = f"{_capital(name)}: the option “{operation.label}” (code {operation.code}) is added."
        return lambda after: (text, "", label)
    if isinstance(operation, RemoveOption):
        label = f"{operation.label} ({operation.code})"
        text = f"{_capital(name)}: the option “{operation.label}” (code {operation.code}) is removed."
        return lambda after: (text, label, "")
    if isinstance(operation, RelabelOption):
        was, becomes = operation.before, operation.label
        text = f"{_capital(name)}: the option with code {operation.code} was “{was}” and is now “{becomes}”."
        return lambda after: (text, was, becomes)
    code = getattr(operation, "code", "")
    text = f"{_capital(name)}: the option with code {code} moves within the list."
    return lambda after: (text, "", "")


def said_value(attr: str, value: Any, part: Part, labels: Labels) -> str:
    """The value of an attribute, in words where it is a condition or a choice."""
    if value in (None, "", [], {}):
        return "always" if attr in ("when", "shown_when") else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if attr in CONDITIONS:
        return labels.condition(str(value))
    if attr == "shown_for" and isinstance(value, Mapping):
        return "; ".join(
            f"{labels.name(parent)} is {' or '.join(f'“{labels.answer(parent, code)[1]}”' for code in codes)}"
            for parent, codes in value.items()
        )
    if isinstance(value, Mapping):
        return "; ".join(f"{_coded(key, part, labels)}: {_inner(attr, one, labels)}" for key, one in value.items())
    if isinstance(value, list):
        return "; ".join(
            _inner(attr, one, labels) if isinstance(one, Mapping) else _coded(one, part, labels) for one in value
        )
    return str(value)


def _inner(attr: str, value: Any, labels: Labels) -> str:
    if attr == "offered_when":
        return labels.condition(str(value))
    if isinstance(value, Mapping):
        words = [labels.condition(str(one)) if name == "when" else str(one) for name, one in value.items()]
        return ": ".join(words)
    return str(value)


def _coded(code: Any, part: Part, labels: Labels) -> str:
    options = labels.options(part)
    return f"“{options[code]}”" if code in options else str(code)


def _quoted(text: str) -> str:
    return f"“{text}”" if text else "nothing"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _section(operation: Operation, labels: Labels) -> str:
    tree = labels.tree
    if operation.target in tree:
        return labels.place(tree[operation.target])
    if isinstance(operation, Add):
        if operation.branch.kind in ("section", "subsection"):
            return str(operation.branch.attrs.get("title") or operation.branch.key)
        if operation.place.parent in tree:
            return labels.place(tree[operation.place.parent])
    return "Whole questionnaire"
