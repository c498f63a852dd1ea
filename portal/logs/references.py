"""Records of other rooms that a question offers (`options_from`): the kind of log that has such questions says how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.questionnaire.answers import Answers
from portal.theme.forms import Option


@dataclass(frozen=True)
class Reference:
    """What is offered for a log, the chosen one always among it, and how a single one is called."""

    options: Callable[[Any, Answers, Any], list[Option]]
    """By the log, its answers, and the context that was read for them."""
    name: Callable[[Any], str]


_REFERENCES: dict[str, Reference] = {}


def register_reference(source: str, reference: Reference) -> None:
    """By the word that questionnaires use; called from `AppConfig.ready`."""
    _REFERENCES[source] = reference


def reference_to(source: str | None) -> Reference | None:
    """None for what the questionnaire itself or organisations and people offer."""
    return _REFERENCES.get(source or "")
