"""Needs of the household and size of the home."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from lettings.derivations.registry import DERIVATIONS
from portal.logs.derivations import drop_unless_given, newly
from portal.questionnaire.answers import Answers, Changes

if TYPE_CHECKING:
    from lettings.context import LettingsContext

BEDSIT = 2
_NEEDS = tuple(f"housingneeds_{letter}" for letter in "abcfgh")
# Groups of boxes: once one is ticked, the others are answered too.
BOXES = (
    tuple(f"illness_type_{number}" for number in range(1, 11)),
    ("cbl", "cap", "chr", "accessible_register", "letting_allocation_unknown"),
    ("rp_homeless", "rp_insan_unsat", "rp_medwel", "rp_hardship", "rp_dontknow"),
)


@DERIVATIONS.reaction(reads=("unittype_gn",), sets=("beds",), looks_back=True, codes={"unittype_gn": (BEDSIT,)})
def ask_beds_again(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """A home that is no bedsit any more has bedrooms to be counted."""
    if changes.was("unittype_gn") == BEDSIT and newly(log, changes, "unittype_gn"):
        drop_unless_given(log, changes, "beds")


@DERIVATIONS.derivation(reads=("unittype_gn",), sets=("beds",), codes={"unittype_gn": (BEDSIT,)})
def bedsit_has_one_room(log: Answers, ctx: LettingsContext) -> None:
    """A bedsit counts as one bedroom."""
    if log["unittype_gn"] == BEDSIT:
        log["beds"] = 1


@DERIVATIONS.derivation(
    reads=("housingneeds", "housingneeds_type", "housingneeds_other"),
    sets=_NEEDS,
    codes={"housingneeds": (1, 2, 3), "housingneeds_other": (1,), "housingneeds_type": (0, 1, 2)},
)
def access_needs(log: Answers, ctx: LettingsContext) -> None:
    """One flag for each access need, from the questions about them."""
    needs = log["housingneeds"]
    if needs is None:
        log.update(dict.fromkeys(_NEEDS))
        return
    kind = log["housingneeds_type"] if needs == 1 else None
    log["housingneeds_a"], log["housingneeds_b"] = int(kind == 0), int(kind == 1)
    log["housingneeds_c"] = int(kind == 2)
    log["housingneeds_f"] = int(needs == 1 and log["housingneeds_other"] == 1)
    log["housingneeds_g"], log["housingneeds_h"] = int(needs == 2), int(needs == 3)


_ALL_BOXES = tuple(name for group in BOXES for name in group)
_read_boxes = tuple((group, itemgetter(*group)) for group in BOXES)


@DERIVATIONS.derivation(reads=_ALL_BOXES, sets=_ALL_BOXES)
def boxes_left_unticked(log: Answers, ctx: LettingsContext) -> None:
    """Where one box of a group is ticked, those that were left out are not."""
    for group, read in _read_boxes:
        values = read(log)
        if 1 in values and None in values:
            log.update((name, 0) for name, value in zip(group, values, strict=True) if value is None)
