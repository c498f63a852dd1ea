"""A log whose scheme or location was deactivated: what no longer fits goes, so that it can be brought in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.derivations.registry import DERIVATIONS
from lettings.rules import RULES
from lettings.rules.rent import rent_with_range
from portal.questionnaire.answers import Answers, Changes

if TYPE_CHECKING:
    from lettings.context import LettingsContext

CHARGES = ("brent", "scharge", "pscharge", "supcharg", "tcharge")
_DATE_RULES = {
    "voiddate": ("L-H-DAT-06", "L-H-DAT-07", "L-H-DAT-08"),
    "mrcdate": ("L-H-DAT-02", "L-H-DAT-03", "L-H-DAT-04"),
}


@DERIVATIONS.lookup(sets=("voiddate", "mrcdate", *CHARGES))
def drop_what_no_longer_fits(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """While scheme and location have to be chosen again, dates and rents that fail their rules are taken out."""
    if not log["unresolved"]:
        return
    by_id = {rule.id: rule for rule in RULES.rules}
    for name, rules in _DATE_RULES.items():
        if any(name in by_id[rule].find(log, ctx) for rule in rules):
            log[name] = None
    if log["brent"] is None or log["period"] is None:
        return
    rent = rent_with_range(log, ctx)
    if rent is not None and not rent.range.hard_min <= rent.weekly <= rent.range.hard_max:
        for name in CHARGES:
            log[name] = None
