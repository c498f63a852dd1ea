"""Rules on the place of the last settled home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.rules.registry import RULES
from portal.logs.rules import postcode_not_valid
from portal.questionnaire.answers import Answers

if TYPE_CHECKING:
    from lettings.context import LettingsContext


@RULES.hard("L-H-LOC-01", fields=("ppostcode_full",), needs=("ppcodenk", "ppostcode_full"), codes={"ppcodenk": (0,)})
def previous_postcode_not_valid(log: Answers, ctx: LettingsContext) -> str | None:
    """The postcode of the last settled home, when known, must be a valid postcode."""
    return postcode_not_valid(log["ppostcode_full"]) if log["ppcodenk"] == 0 else None
