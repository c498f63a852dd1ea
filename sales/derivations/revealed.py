"""Answers that only another answer asks for go when it is given otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.logs.derivations import drop_unrevealed
from portal.questionnaire.answers import Answers
from portal.questionnaire.rules import since
from sales.derivations.household import PEOPLE
from sales.derivations.registry import DERIVATIONS

if TYPE_CHECKING:
    from sales.context import SalesContext

REVEALED_BY = {
    **{f"age{n}": (f"age{n}_known", 0) for n in range(1, PEOPLE + 1)},
    "income1": ("income1nk", 0),
    "income2": ("income2nk", 0),
    "savings": ("savingsnk", 0),
    "proplen": ("proplen_asked", 0),
    "mortlen": ("mortlen_known", 0),
    "management_fee": ("has_management_fee", 1),
    "mscharge": ("has_mscharge", 1),
}
REVEALED_SINCE_2026 = {"newservicecharges": ("hasservicechargeschanged", 1)}


@DERIVATIONS.derivation(
    reads=[*REVEALED_BY, *(other for other, _ in REVEALED_BY.values())],
    sets=tuple(REVEALED_BY),
    codes={
        "has_management_fee": (1,),
        "has_mscharge": (1,),
        "income1nk": (0,),
        "income2nk": (0,),
        "mortlen_known": (0,),
        "proplen_asked": (0,),
        "savingsnk": (0,),
        **{f"age{n}_known": (0,) for n in range(1, 7)},
    },
)
def not_revealed(log: Answers, ctx: SalesContext) -> None:
    """An age that is not known, a charge that there is not: what another answer rules out has no amount."""
    drop_unrevealed(log, REVEALED_BY)


@DERIVATIONS.derivation(
    reads=("newservicecharges", "hasservicechargeschanged"),
    sets=tuple(REVEALED_SINCE_2026),
    years=since(2026),
    codes={"hasservicechargeschanged": (1,)},
)
def not_changed(log: Answers, ctx: SalesContext) -> None:
    """A service charge that does not change has no new amount."""
    drop_unrevealed(log, REVEALED_SINCE_2026)
