"""A person of support who changes a draft on the pages: the steps from one questionnaire to another, and who does them.

The steps come from the difference of the two, so no step can be left out; what they fill in is what a person would
type. The same steps are done by Django's client in the suite and by a browser for the film.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Protocol

from django.test import Client
from django.urls import reverse

from portal.years.admin.adding import FIRST, NAMED_KINDS, NewPartForm
from portal.years.admin.conditions import ConditionForm, fits
from portal.years.admin.editing import TICKED
from portal.years.admin.forms import ColumnsForm, FieldsForm, PartForm, WrittenField
from portal.years.checks import Scene
from portal.years.conditions import Rows, rows_of
from portal.years.difference import difference
from portal.years.drafts import tree_of
from portal.years.labels import Labels
from portal.years.models import Draft
from portal.years.operations import Add, Move, Operation, OptionEdit, Remove, Set, folded, place_of
from portal.years.places import AFTER, places_for
from portal.years.tree import ROOT, Branch, Tree

Values = Mapping[str, Any]


@dataclass
class Work:
    """What it took: pages opened, forms sent, fields filled, seconds of the machine."""

    opened: int = 0
    sent: int = 0
    filled: int = 0
    seconds: float = 0.0

    def __add__(self, other: Work) -> Work:
        return Work(
            self.opened + other.opened,
            self.sent + other.sent,
            self.filled + other.filled,
            self.seconds + other.seconds,
        )

    def __str__(self) -> str:
        """A click for the link to each page, and one for the button of each form."""
        return (
            f"{self.opened + self.sent} clicks ({self.opened} pages opened, {self.sent} forms sent), "
            f"{self.filled} fields filled in, {self.seconds / 60:.1f} minutes of the machine"
        )


class Hand(Protocol):
    """Opens a page of the service, fills fields in and presses its button; gives the address it then is at."""

    def do(self, address: str, values: Values) -> str: ...


@dataclass
class ClientHand:
    """Django's client as a browser without scripts."""

    client: Client
    work: Work = field(default_factory=Work)

    def do(self, address: str, values: Values) -> str:
        begun = perf_counter()
        page = self.client.get(address)
        assert page.status_code == 200, (address, page.status_code)
        form = page.context.get("form")
        data = {**(sent(form) if form else {}), **dict(page.context.get("hidden") or ()), **values}
        answer = self.client.post(address, data)
        self.work.seconds += perf_counter() - begun
        assert answer.status_code == 302, (address, values, answer.status_code, _errors(answer))
        self.work.opened, self.work.sent = self.work.opened + 1, self.work.sent + 1
        self.work.filled += len(values)
        return str(answer["Location"])

    def read(self, address: str) -> None:
        """Open a page and do nothing."""
        begun = perf_counter()
        assert self.client.get(address).status_code == 200
        self.work.seconds += perf_counter() - begun
        self.work.opened += 1


def sent(form: Any) -> dict[str, Any]:
    """What a browser would send of the form as it stands."""
    found = {}
    for name in form.fields:
        value = form[name].value()
        found[name] = value if isinstance(value, list) else "" if value is None else str(value)
    return found


def _errors(answer: Any) -> Any:
    form = answer.context.get("form") if answer.context else None
    return form.errors if form else answer.content[:300]


@dataclass
class Clerk:
    """Changes a draft until it is what it should become."""

    hand: Hand
    draft: Draft
    wanted: Tree

    def __post_init__(self) -> None:
        self.tree = tree_of(self.draft)

    def change_everything(self) -> None:
        """Every change in the order in which a person would make them: names first, then what uses them."""
        changes = difference(self.tree, self.wanted)
        columns = [one for one in changes if isinstance(one, Set) and one.attr == "columns"]
        conditions = [one for one in changes if isinstance(one, Set) and one.attr == "when"]
        names = [one for one in changes if isinstance(one, Add) and one.branch.kind in NAMED_KINDS]
        rest = [one for one in changes if one not in (*columns, *names, *conditions)]
        for one in names:
            self._add(one.branch, one.place)
        self._set([one for one in rest if isinstance(one, Set | OptionEdit)])
        for one in rest:
            if isinstance(one, Add):
                self._add(one.branch, one.place)
            elif isinstance(one, Move):
                self._move(one)
            elif isinstance(one, Remove):
                self._page("remove", one.target, values={})
        # A condition can only ask about what stands before it, so it comes when everything is in its place.
        for one in conditions:
            self._condition(self.tree, one.target, one.after)
        self._order(columns)

    def _page(self, page: str, *args: str, values: Values) -> str:
        return self._do(reverse(f"admin:years_draft_{page}", args=[self.draft.pk, *args]), values)

    def _do(self, address: str, values: Values) -> str:
        found = self.hand.do(address, values)
        self.tree = tree_of(self.draft)
        return found

    def _set(self, operations: Sequence[Operation]) -> None:
        """One visit for each page of a part; the numbers of upload fields all on theirs."""
        tree = self.tree
        fields = {one.target: one.after for one in operations if isinstance(one, Set) and one.attr == "bulk"}
        by_part: dict[str, list[Operation]] = {}
        for one in operations:
            if not (isinstance(one, Set) and one.attr == "bulk"):
                by_part.setdefault(one.target, []).append(one)
        for key, some in by_part.items():
            sets = {one.attr: one.after for one in some if isinstance(one, Set)}
            ticked = {TICKED[name]: sets.pop(name) or () for name in TICKED if name in sets}
            self._part(tree, key, sets)
            options = [one for one in some if isinstance(one, OptionEdit)]
            if options:
                self._options(key, folded(tree, options)[key].attrs["options"])
            if ticked:
                boxes = {name: [str(code) for code in codes] for name, codes in ticked.items()}
                self._page("options", key, values=boxes)
        if fields:
            form = FieldsForm(tree, Labels(tree))
            values = {
                f"field{place}": WrittenField().prepare_value(fields[part.key])
                for place, part in enumerate(form.parts)
                if part.key in fields
            }
            self._page("fields", values=values)

    def _part(self, tree: Tree, key: str, attrs: Values) -> None:
        form = PartForm(tree[key], tree)
        values = {name: _typed(form, name, value) for name, value in attrs.items() if name in form.fields}
        if values:
            self._page("part", key, values=values)
        if "when" in attrs:
            self._condition(tree, key, attrs["when"])
        left = set(attrs) - set(values) - {"when", "columns"}
        assert not left, f"No page changes {left} of {key}"

    def _options(self, key: str, options: Mapping[Any, str]) -> None:
        self._page("options", key, values={"lines": _lines(options)})

    def _condition(self, tree: Tree, key: str, text: str | None) -> None:
        form = ConditionForm(Scene(tree), tree[key], tree[key].attrs.get("when") or "")
        if not text:
            self._page("condition", key, values={f"name{place}": "" for place in range(form.count)})
        elif fits(text) and not form.as_text and rows_of(text).text() == text:
            shown = ConditionForm(Scene(tree), tree[key], text)
            values = {name: value for name, value in sent(shown).items() if name in form.fields}
            assert len(list(rows_of(text).rows())) <= form.count, text
            self._page("condition", key, values=values)
        else:
            where = reverse("admin:years_draft_condition", args=[self.draft.pk, key])
            self._do(f"{where}?as=text", {"text": text})

    def _add(self, branch: Branch, place: Any) -> str:
        tree = self.tree
        where, key = (place.slot, place.parent) if place.after not in tree else (AFTER, place.after)
        form = NewPartForm(branch.kind, tree)
        values = {"name": _name(branch)} if "name" in form.fields else _persons(branch)
        given = set(FIRST.get(branch.kind, ())) & set(branch.attrs) - (
            {"when"} if branch.kind != "condition" else set()
        )
        for name in given:
            values[name] = _lines(branch.attrs[name]) if name == "options" else _typed(form, name, branch.attrs[name])
        self._page("add_part", branch.kind, where, key, values=values)
        added = next(iter(set(self.tree.parts) - set(tree.parts)))
        named = {"id", "name", "group", "repeat"} | ({"confirm"} if branch.kind == "warning" else set())
        rest = {name: value for name, value in branch.attrs.items() if name not in given | named}
        boxes = {TICKED[name]: [str(code) for code in rest.pop(name)] for name in TICKED if name in rest}
        if rest:
            self._part(self.tree, added, rest)
        if boxes:
            self._page("options", added, values=boxes)
        for slot, children in branch.children.items():
            before = None
            for child in children:
                before = self._add(child, _Inside(added, slot, before))
        if place_of(self.tree, added).after != place.after:
            self._put(added, place)
        return added

    def _move(self, one: Move) -> None:
        self._put(one.target, one.place)

    def _put(self, key: str, place: Any) -> None:
        tree = self.tree
        places = [one for one, _ in places_for(tree, tree[key], Labels(tree))]
        wanted = next(
            number
            for number, one in enumerate(places)
            if (one.parent, one.slot, one.after) == (place.parent, place.slot, place.after)
        )
        self._page("move", key, values={"place": str(wanted)})

    def _order(self, columns: Sequence[Set]) -> None:
        tree = self.tree
        for one in columns:
            root = tree[ROOT]
            root.attrs["columns"] = one.after
            self._page("columns", values=sent(ColumnsForm(root)))


@dataclass(frozen=True)
class _Inside:
    """Where a part of a new branch goes."""

    parent: str
    slot: str
    after: str | None


def _typed(form: Any, name: str, value: Any) -> Any:
    """A value as it is typed into its field."""
    typed = form.fields[name].prepare_value(value)
    return "" if typed is None else str(typed)


def _lines(options: Any) -> str:
    return options if isinstance(options, str) else "\n".join(f"{code}: {label}" for code, label in options.items())


def _name(branch: Branch) -> str:
    return str(
        branch.attrs[{"page": "group", "warning": "confirm"}.get(branch.kind, "id" if "id" in branch.attrs else "name")]
    )


def _persons(branch: Branch) -> dict[str, Any]:
    repeat = branch.attrs["repeat"]
    return {"first": str(repeat["from"]), "last": str(repeat["to"])}


def steps_left(draft: Draft, wanted: Tree) -> Iterator[str]:
    """What still differs, for the message of a test."""
    return (str(one.as_json())[:300] for one in difference(tree_of(draft), wanted))


__all__ = ["Clerk", "ClientHand", "Hand", "Rows", "Work", "sent", "steps_left"]
