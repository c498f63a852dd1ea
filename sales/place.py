"""Where and when the sale counts: London or not, and the collection year.

Every rule, derivation, search and export must agree on this, so it is said once (docs/domain/sales-rules.md#0).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.questionnaire.answers import Answers
from portal.windows import collection_year as year_of

if TYPE_CHECKING:
    from sales.context import SalesContext

LONDON = frozenset(f"E090000{number:02}" for number in range(1, 34))


def collection_year(log: Answers, ctx: SalesContext) -> int:
    """The year (1 April to 31 March) the sale counts to; the current one while there is no completion date."""
    completed = log["saledate"]
    return ctx.current_year if completed is None else year_of(completed)


def in_london(la: str) -> bool:
    """Whether the code is that of a London borough or the City."""
    return la in LONDON


def where(la: str) -> str:
    """In London or outside it, as messages say it."""
    return "in London" if in_london(la) else "outside London"
