"""Where the household lived before; for a renewal, in the same home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.derivations.registry import DERIVATIONS
from lettings.derivations.renewal import PREVIOUS_HOME
from lettings.place import effective_la, effective_postcode
from portal.logs.derivations import without_known_previous_postcode
from portal.questionnaire.answers import Answers

if TYPE_CHECKING:
    from lettings.context import LettingsContext

_NOT_KNOWN = {0: 1, 1: 0}


@DERIVATIONS.derivation(
    reads=(
        *("renewal", "startdate", "location_id", "postcode_known", "postcode_full", "la", "is_la_inferred"),
        *("ppcodenk", "is_previous_la_inferred", "previous_la_known"),
    ),
    sets=PREVIOUS_HOME,
    codes={"ppcodenk": (0,), "previous_la_known": (1,), "renewal": (1,)},
)
def last_settled_home(log: Answers, ctx: LettingsContext) -> None:
    """A renewal stays in its home; without a known postcode no area follows from one."""
    if log["renewal"] == 1:
        log["ppostcode_full"] = effective_postcode(log, ctx)
        log["ppcodenk"] = _NOT_KNOWN.get(log["postcode_known"])
        log["is_previous_la_inferred"] = log["is_la_inferred"]
        la = log["prevloc"] = effective_la(log, ctx)
        log["previous_la_known"] = None if la is None else 1
    elif log["ppcodenk"] != 0:
        without_known_previous_postcode(log)
