"""Logs as they are sent: held against the shape of an item, before anything is judged."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from portal.api.calls import pointed
from portal.logs.answers_json import is_exact
from portal.questionnaire.parsing import is_storable

LONGEST_REFERENCE = 100
BAD_SHAPE = "bad_shape"
MOST_UNKNOWN = 20
MEMBERS = ("external_reference", "answers", "etag", "agreed_to_clear")


@dataclass(frozen=True, slots=True)
class ItemError:
    """Something wrong with an item; `at` is a pointer below the item."""

    at: str
    code: str
    message: str
    question: str | None = None
    value: Any = None
    rule: str | None = None


@dataclass
class Item:
    """One log as it was sent."""

    position: int
    pointer: str
    answers: dict[str, Any] = field(default_factory=dict)
    reference: str | None = None
    etag: str | None = None
    agreed_to_clear: frozenset[str] = frozenset()
    errors: list[ItemError] = field(default_factory=list)

    @property
    def misshapen(self) -> bool:
        """Whether something that was sent could not even be read."""
        return any(error.code == BAD_SHAPE for error in self.errors)

    def fail(self, name: str, code: str, message: str) -> None:
        """Put an error on one of the answers."""
        value = plain(self.answers.get(name))
        self.errors.append(ItemError(f"/answers/{pointed(name)}", code, message, name, value))


def plain(value: Any) -> Any:
    """A value that was sent, to be shown again."""
    return value if value is None or isinstance(value, str | int | bool | Decimal) else str(value)[:100]


def read_item(raw: Any, position: int = 0, pointer: str = "") -> Item:
    """An item, with what is wrong with its shape."""
    item = Item(position, pointer)
    if not isinstance(raw, dict):
        item.errors.append(ItemError("", BAD_SHAPE, "An object with “answers” is expected"))
        return item
    for name in raw:
        if name not in MEMBERS:
            text = f"“{name[:50]}” is not expected here; answers belong into “answers”"
            item.errors.append(ItemError(f"/{pointed(name[:50])}", BAD_SHAPE, text))
    _read_answers(item, raw.get("answers"))
    _read_reference(item, raw.get("external_reference"))
    etag, agreed = raw.get("etag"), raw.get("agreed_to_clear", [])
    if etag is not None and not isinstance(etag, str):
        item.errors.append(ItemError("/etag", BAD_SHAPE, "“etag” is a text"))
    else:
        item.etag = etag
    if isinstance(agreed, list) and all(isinstance(name, str) for name in agreed):
        item.agreed_to_clear = frozenset(agreed)
    else:
        item.errors.append(ItemError("/agreed_to_clear", BAD_SHAPE, "“agreed_to_clear” is a list of question ids"))
    return item


def tell_few_unknown(item: Item, known: Collection[str]) -> None:
    """Names that are no questions are told one by one while they are few; beyond, the answer would outgrow the request."""
    unknown = [name for name in item.answers if name not in known]
    if len(unknown) > MOST_UNKNOWN:
        for name in unknown[MOST_UNKNOWN:]:
            del item.answers[name]
        text = f"{len(unknown) - MOST_UNKNOWN:,} more names are no questions of this year"
        item.errors.append(ItemError("/answers", BAD_SHAPE, text))


def _read_answers(item: Item, answers: Any) -> None:
    if not isinstance(answers, Mapping):
        item.errors.append(ItemError("/answers", BAD_SHAPE, "“answers” is an object of question ids to answers"))
        return
    for name, value in answers.items():
        if isinstance(value, str) and not (value.isprintable() or is_storable(value)):
            text = "An answer cannot hold the character NUL or half a character"
            item.errors.append(ItemError(f"/answers/{pointed(name)}", BAD_SHAPE, text, name[:100]))
        elif isinstance(value, Decimal) and not is_exact(value):
            text = "The number has more digits than can be kept exactly: round it"
            item.errors.append(ItemError(f"/answers/{pointed(name)}", BAD_SHAPE, text, name[:100]))
        elif value is None or isinstance(value, str | int | bool | Decimal):
            item.answers[name] = value
        else:
            text = "An answer is a text, a number, true, false or null"
            item.errors.append(ItemError(f"/answers/{pointed(name)}", BAD_SHAPE, text, name[:100]))


def _read_reference(item: Item, reference: Any) -> None:
    if reference is None:
        return
    if isinstance(reference, str) and reference.strip() and reference.isprintable():
        item.reference = reference.strip()
    if item.reference is not None and len(item.reference) <= LONGEST_REFERENCE:
        return
    item.reference = None
    text = f"“external_reference” is a text of up to {LONGEST_REFERENCE} printable characters"
    item.errors.append(ItemError("/external_reference", BAD_SHAPE, text))
