"""Answers that only another answer asks for go when it is given otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.derivations.household import PEOPLE
from lettings.derivations.registry import DERIVATIONS
from portal.logs.derivations import drop_unrevealed
from portal.questionnaire.answers import Answers

if TYPE_CHECKING:
    from lettings.context import LettingsContext

REVEALED_BY = {
    **{f"age{n}": (f"age{n}_known", 0) for n in PEOPLE},
    "mrcdate": ("majorrepairs", 1),
}


@DERIVATIONS.derivation(
    reads=[*REVEALED_BY, *(other for other, _ in REVEALED_BY.values())],
    sets=tuple(REVEALED_BY),
    codes={"majorrepairs": (1,), **{f"age{n}_known": (0,) for n in range(1, 9)}},
)
def not_revealed(log: Answers, ctx: LettingsContext) -> None:
    """An age that is not known, repairs that there were not: what another answer rules out has no value."""
    drop_unrevealed(log, REVEALED_BY)
