"""Reading a questionnaire document from its file, with the line of everything in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SHARED_OPTION_SETS = {path.stem: path for path in (Path(__file__).parent / "option_sets").glob("*.yaml")}


class QuestionnaireError(ValueError):
    """A questionnaire document that cannot be used; the message says where and what."""


class Located(dict[str, Any]):
    """A mapping of the document that remembers the line it starts on."""

    line: int | None = None


def read_document(path: Path) -> Located:
    """Read a YAML file, keeping lines and refusing a key that stands twice."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=loader)
        document = _construct(node, path.name) if node else None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise QuestionnaireError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(document, Located):
        raise QuestionnaireError(f"{path.name}: the document must be a mapping")
    _put_in_shared_sets(document, path.name)
    return document


def _put_in_shared_sets(document: Located, source: str) -> None:
    """A set of options that is named in place of its options is one that all years share; a document holds it whole."""
    sets = document.get("option_sets", {})
    for name, options in sets.items():
        if isinstance(options, str):
            if options not in SHARED_OPTION_SETS:
                known = ", ".join(sorted(SHARED_OPTION_SETS))
                raise QuestionnaireError(f"{source}: there is no shared option set “{options}”, only {known}")
            sets[name] = Located(shared_options(options))


@cache
def shared_options(name: str) -> Mapping[Any, str]:
    """A set of options of all years, by its name with the year it is asked from."""
    path = SHARED_OPTION_SETS[name]
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    if node is None:
        raise QuestionnaireError(f"{path.name} is empty")
    return dict(_construct(node, path.name))


def _construct(node: yaml.Node, source: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        result = Located()
        result.line = node.start_mark.line + 1
        for key_node, value_node in node.value:
            key = _construct(key_node, source)
            if key in result:
                raise QuestionnaireError(f"{source}, line {key_node.start_mark.line + 1}: “{key}” stands twice")
            result[key] = _construct(value_node, source)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_construct(part, source) for part in node.value]
    return yaml.constructor.SafeConstructor().construct_object(node)
