"""What follows from answers in both kinds of log, as functions that the steps of each declare with their own fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from portal.addresses.postcodes import normalise_postcode
from portal.questionnaire.answers import Answers, Changes, is_blank

if TYPE_CHECKING:
    from portal.logs.context import LogContext


CHILD, ADULT_WORK = 9, 16
ETHNIC_REFUSED = 17
NO_NATIONALITY_GIVEN, BRITISH = 0, 826
# Names of the questions about each person, made once because every log asks for them again and again.
ECSTAT = tuple(f"ecstat{n}" for n in range(9))
AGE = tuple(f"age{n}" for n in range(9))
SAME_AS_SEX = tuple(f"gender_same_as_sex{n}" for n in range(9))
DESCRIPTION = tuple(f"gender_description{n}" for n in range(9))
FIRST_YEAR_OF_NEW_CODES = 2025
# Barnsley and Sheffield; postcode directories know either code, a collection year only one of them.
CODES_SINCE_2025 = {"E08000016": "E08000038", "E08000019": "E08000039"}
CODES_BEFORE_2025 = {new: old for old, new in CODES_SINCE_2025.items()}


def newly(log: Answers, changes: Changes, name: str) -> bool:
    """Say whether a field is other than stored now; unlike `changes.changed`, this sees what earlier steps did."""
    return bool(changes.previous[name] != log[name])


def drop_unless_given(log: Answers, changes: Changes, *names: str) -> None:
    """Clear what belonged to the state before, but keep what this save brings: sent anew, or brought by what was."""
    previous: dict[str, Any] = changes.previous
    for name in names:
        if log[name] is not None and previous[name] == log[name] and not changes.is_given(name):
            log[name] = None


def clear(log: Answers, *names: str) -> None:
    """Leave nothing in these fields."""
    for name in names:
        log[name] = None


def note_changes(log: Answers, changes: Changes, ctx: LogContext) -> None:
    """Keep at hand what this save changes, for the rules that speak of changes."""
    ctx.changes = changes


def area_of_postcode(ctx: LogContext, postcode: str, year: int) -> str | None:
    """The area of a postcode under the code that the collection year uses."""
    found: str | None = ctx.postcode_area(postcode)
    if found is None:
        return None
    if year == FIRST_YEAR_OF_NEW_CODES:
        return CODES_SINCE_2025.get(found, found)
    return CODES_BEFORE_2025.get(found, found) if year < FIRST_YEAR_OF_NEW_CODES else found


def use_postcode(log: Answers, ctx: LogContext, year: int) -> bool:
    """Write the property's postcode in the usual form and take its area where it is found; False without one."""
    postcode = log["postcode_full"]
    if is_blank(postcode):
        return False
    log["postcode_full"] = postcode = normalise_postcode(postcode)
    la = area_of_postcode(ctx, postcode, year)
    log["is_la_inferred"] = la is not None
    if la is not None:
        log["la"] = la
    return True


def use_previous_postcode(log: Answers, changes: Changes, ctx: LogContext, year: int) -> None:
    """A new postcode of the last home is written in the usual form and brings its area; that of the one before goes."""
    postcode = log["ppostcode_full"]
    if not newly(log, changes, "ppostcode_full"):
        return
    if log["is_previous_la_inferred"]:
        drop_unless_given(log, changes, "prevloc")
        log["is_previous_la_inferred"] = False
    if is_blank(postcode):
        return
    log["ppostcode_full"] = postcode = normalise_postcode(postcode)
    log["ppcodenk"] = 0
    la = area_of_postcode(ctx, postcode, year)
    log["is_previous_la_inferred"] = la is not None
    if la is not None:
        log["prevloc"] = la


def forget_area_not_live(log: Answers, changes: Changes, ctx: LogContext, date_field: str) -> None:
    """An area that does not exist on the new date of the log goes."""
    on, la = log[date_field], log["la"]
    if isinstance(on, date) and la is not None and newly(log, changes, date_field) and not ctx.areas.live_on(la, on):
        log["la"], log["is_la_inferred"] = None, False


def without_known_postcode(log: Answers) -> None:
    """Without a known postcode there is neither a postcode nor an area that was worked out from it."""
    if log["is_la_inferred"]:
        log["la"] = None
    log["is_la_inferred"] = False
    log["postcode_full"] = None


def without_known_previous_postcode(log: Answers) -> None:
    """The same for the last home, whose area may also be said not to be known."""
    if log["is_previous_la_inferred"] or log["previous_la_known"] != 1:
        log["prevloc"] = None
    log["is_previous_la_inferred"] = False
    log["ppostcode_full"] = None


def leave_assignee_of_neither_organisation(log: Answers, ctx: LogContext) -> None:
    """When support moves a log to other organisations, it is for them to say who it is assigned to."""
    assignee = ctx.users.get(log["assigned_to_id"])
    owner, manager = log["owning_organisation_id"], log["managing_organisation_id"]
    if not ctx.updated_by_support or assignee is None or owner is None or manager is None:
        return
    if not assignee.belongs_to(owner, manager):
        log["assigned_to_id"] = None


def grow_out_of_childhood(log: Answers, changes: Changes, people: Iterable[int]) -> None:
    """Another age may be no child's any more, so the working situation of a child goes (and comes back if it is)."""
    for n in people:
        if log[ECSTAT[n]] == CHILD and newly(log, changes, AGE[n]) and not changes.is_given(ECSTAT[n]):
            log[ECSTAT[n]] = None


def children_do_not_work(log: Answers, people: Iterable[int]) -> None:
    """Whoever is under 16 has the working situation child."""
    for n in people:
        age = log[AGE[n]]
        if age is not None and age < ADULT_WORK:
            log[ECSTAT[n]] = CHILD


def no_gender_description(log: Answers, people: Iterable[int]) -> None:
    """Gender is described only where it differs from the sex registered at birth."""
    for n in people:
        if log[DESCRIPTION[n]] is not None and log[SAME_AS_SEX[n]] != 2:
            log[DESCRIPTION[n]] = None


def group_with_one_member(log: Answers, group: str, member: str, codes: Iterable[int]) -> None:
    """Where a group of answers has only one, choosing the group is choosing that, and only so."""
    if log[group] in codes:
        log[member] = log[group]
    elif log[group] is not None and log[member] in codes:
        log[member] = None


def drop_unrevealed(log: Answers, revealed_by: Mapping[str, tuple[str, int]]) -> None:
    """An answer that another one, given otherwise, does not ask for is none: the age of someone whose age is not known.

    Pages hide such a question; a file or a program may still bring its answer, or an earlier save may have.
    """
    for name, (other, code) in revealed_by.items():
        if log[name] is not None and log[other] is not None and log[other] != code:
            log[name] = None


def household_type(elders: int, adults: int, children: int, *, elders_alone: bool) -> int:
    """The type of household by how many elders, adults and children there are.

    Sales count two elders as such only when they live alone; lettings whoever lives with one elder.
    """
    if elders == 1 and not adults and not children:
        return 1
    if elders and elders + adults == 2 and not (elders_alone and (adults or children)):
        return 2
    if elders or not adults:
        return 9
    if children:
        return 5 if adults == 1 else 6
    return {1: 3, 2: 4}.get(adults, 9)
