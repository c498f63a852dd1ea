"""A renewal lets the same home to the same tenant: much follows from that, and goes when it is no renewal after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.derivations.registry import DERIVATIONS
from portal.logs.derivations import drop_unless_given, newly
from portal.questionnaire.answers import Answers, Changes
from portal.questionnaire.rules import since, until

if TYPE_CHECKING:
    from lettings.context import LettingsContext

FIXED_TERM_OF = {"PRP": 32, "LA": 30}
LET_AS = {0: 1, 1: 2, 2: 5, 3: 6, 4: 7, 5: 8, 6: 9}
# What is implied by a renewal, whatever the year; how it was referred differs by year.
IMPLIED = {"waityear": 2, "offered": 0, "rsnvac": 14, "first_time_property_let_as_social_housing": 0}
PREVIOUS_HOME = ("ppostcode_full", "ppcodenk", "is_previous_la_inferred", "prevloc", "previous_la_known")
REFERRAL_2025 = {"referral": 1, "referral_type": 3}
REFERRAL_2026 = {"referral_register": 1}


def _was_renewal(log: Answers, changes: Changes) -> bool:
    return changes.was("renewal") == 1 and newly(log, changes, "renewal")


@DERIVATIONS.reaction(
    reads=("renewal",), sets=(*IMPLIED, "voiddate", "unitletas"), looks_back=True, codes={"renewal": (1,)}
)
def leave_renewal(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """A letting that is no renewal any more loses what the renewal implied."""
    if not _was_renewal(log, changes):
        return
    # That it was let as social housing before is implied too, but a new reason for the vacancy speaks for it.
    kept = ("first_time_property_let_as_social_housing",) if newly(log, changes, "rsnvac") else ()
    drop_unless_given(log, changes, *(name for name in (*IMPLIED, "voiddate", "unitletas") if name not in kept))


@DERIVATIONS.reaction(reads=("renewal",), sets=PREVIOUS_HOME, looks_back=True, codes={"renewal": (1,)})
def leave_home_of_renewal(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """A letting that is no renewal any more asks where the household lived before: it was the same home."""
    if _was_renewal(log, changes):
        drop_unless_given(log, changes, "ppostcode_full")
        if log["ppostcode_full"] is None:
            drop_unless_given(log, changes, *PREVIOUS_HOME)


@DERIVATIONS.reaction(
    reads=("renewal",), sets=tuple(REFERRAL_2025), years=until(2025), looks_back=True, codes={"renewal": (1,)}
)
def leave_referral_of_renewal(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """A letting that is no renewal any more loses the source of referral that the renewal implied."""
    if _was_renewal(log, changes):
        drop_unless_given(log, changes, *REFERRAL_2025)


@DERIVATIONS.reaction(
    reads=("renewal",), sets=tuple(REFERRAL_2026), years=since(2026), looks_back=True, codes={"renewal": (1,)}
)
def leave_register_of_renewal(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """A letting that is no renewal any more loses the register that the renewal implied."""
    if _was_renewal(log, changes):
        drop_unless_given(log, changes, *REFERRAL_2026)


@DERIVATIONS.reaction(
    reads=("needstype", "renewal"), sets=("prevten",), looks_back=True, codes={"needstype": (1,), "renewal": (1,)}
)
def leave_general_needs_renewal(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """What was a general needs renewal and is not any more loses the previous tenure that it implied."""
    if (
        changes.was("renewal") == 1
        and changes.was("needstype") == 1
        and (newly(log, changes, "renewal") or newly(log, changes, "needstype"))
    ):
        drop_unless_given(log, changes, "prevten")


@DERIVATIONS.derivation(reads=("renewal",), sets=tuple(REFERRAL_2025), years=until(2025), codes={"renewal": (1,)})
def referral_of_renewal(log: Answers, ctx: LettingsContext) -> None:
    """A renewal counts as an internal transfer."""
    if log["renewal"] == 1:
        log.update(REFERRAL_2025)


@DERIVATIONS.derivation(reads=("renewal",), sets=tuple(REFERRAL_2026), years=since(2026), codes={"renewal": (1,)})
def register_of_renewal(log: Answers, ctx: LettingsContext) -> None:
    """A renewal came from no register, whoever owns the property."""
    if log["renewal"] == 1:
        log.update(REFERRAL_2026)


@DERIVATIONS.derivation(
    reads=("renewal", "startdate", "rent_type", "needstype", "owning_organisation_id", "prevten"),
    sets=(*IMPLIED, "voiddate", "unitletas", "prevten"),
    codes={"needstype": (1,), "renewal": (1,), "rent_type": LET_AS},
)
def implied_by_renewal(log: Answers, ctx: LettingsContext) -> None:
    """A renewal: no wait, no vacancy, let as before, from the same kind of tenancy."""
    if log["renewal"] != 1:
        return
    log.update(IMPLIED)
    log["voiddate"] = log["startdate"]
    log["unitletas"] = LET_AS.get(log["rent_type"])
    if log["needstype"] == 1:
        log["prevten"] = FIXED_TERM_OF.get(ctx.provider_type(log) or "", log["prevten"])


@DERIVATIONS.derivation(
    reads=("referral_type",), sets=("referral",), years=until(2025), codes={"referral_type": (6, 7)}
)
def referral_of_type(log: Answers, ctx: LettingsContext) -> None:
    """Two types of referral have only one source each."""
    kind = log["referral_type"]
    if kind == 6:
        log["referral"] = 7
    elif kind == 7:
        log["referral"] = 16
