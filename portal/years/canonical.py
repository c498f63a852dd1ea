"""One way to write a questionnaire document down, so that equal documents are equal bytes.

Codes are whole numbers or texts, and `1` is not `"1"`: a mapping with a code that is no text is written as pairs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

_PAIRS = "#"
_DEEPEST = 30


def packed(value: Any, *, as_pairs: bool = False) -> Any:
    """The value with nothing in it that JSON cannot keep; the order of mappings stays, it is the order on the page.

    With `as_pairs` every mapping becomes pairs: the database's own JSON has mappings in an order of its own.
    """
    if isinstance(value, Mapping):
        if not as_pairs and all(type(key) is str for key in value) and _PAIRS not in value:
            return {key: packed(part) for key, part in value.items()}
        return {_PAIRS: [[key, packed(part, as_pairs=as_pairs)] for key, part in value.items()]}
    if isinstance(value, list | tuple):
        return [packed(part, as_pairs=as_pairs) for part in value]
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def unpacked(value: Any) -> Any:
    """The value that was packed."""
    if isinstance(value, dict):
        if value.keys() == {_PAIRS}:
            return {key: unpacked(part) for key, part in value[_PAIRS]}
        return {key: unpacked(part) for key, part in value.items()}
    return [unpacked(part) for part in value] if isinstance(value, list) else value


def dumped(value: Any) -> str:
    """The text that stands for the value, always the same for the same value."""
    return json.dumps(packed(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def parsed(text: str) -> Any:
    """The value that a text stands for."""
    return unpacked(json.loads(text))


def checksum(text: str) -> str:
    """What a version is recognised by."""
    return hashlib.sha256(text.encode()).hexdigest()


_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Dumper(yaml.SafeDumper):
    """Lists stand further in than what they belong to, as in the files of the release."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def as_yaml(document: Mapping[str, Any]) -> str:
    """The document as people exchange and compare it; reading it gives the same document."""
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def read_yaml(text: str) -> Any:
    """A document from its YAML; raises yaml.YAMLError, also for numbers and dates that Python cannot hold.

    A value that stands for another one (`*name`) is refused: a few lines of them mean more than any machine holds.
    What is nested beyond all measure is refused before it is put together.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.YAMLError("a value cannot stand for another one")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise yaml.YAMLError("nested too deeply")
    loader = _Loader(text)
    try:
        return loader.get_single_data()
    except (ValueError, OverflowError, RecursionError) as problem:
        raise yaml.YAMLError(str(problem)) from problem
    finally:
        loader.dispose()
