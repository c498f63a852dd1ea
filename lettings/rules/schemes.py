"""Rules on the scheme and the location of a supported housing letting."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lettings.place import location_of
from lettings.rules.registry import RULES
from portal.logs.wording import named
from portal.questionnaire.answers import Answers
from portal.words import day_in_words
from supported_housing.facts import LocationFacts, SchemeFacts

if TYPE_CHECKING:
    from lettings.context import LettingsContext

NOT_TO_BE_LET = ("deactivated", "reactivating_soon", "activating_soon")


def _not_to_be_let(facts: SchemeFacts | LocationFacts, start: date) -> str | None:
    """Why it cannot be let on the day, as a status; a day on which it was closed counts before a later closing."""
    status = facts.status_on(start)
    if status == "deactivating_soon" and facts.closed_on(start):
        return "reactivating_soon"
    return status if status in NOT_TO_BE_LET else None


def _when(what: str, facts: SchemeFacts | LocationFacts, status: str, start: date) -> str:
    """Since when, or until when, the scheme or location cannot be let."""
    if status == "deactivated":
        closed = facts.deactivation_date
        return f"{what} has been deactivated since {day_in_words(closed)}" if closed else f"{what} is deactivated"
    if status == "reactivating_soon":
        again = facts.reactivation_after(start)
        return f"{what} is deactivated until {day_in_words(again)}" if again else f"{what} is deactivated on that day"
    opens = facts.available_from
    return f"{what} is only available from {day_in_words(opens)}" if opens else f"{what} is not available yet"


@RULES.hard("L-H-SET-15", fields=("scheme_id",), needs=("scheme_id",))
def scheme_incomplete(log: Answers, ctx: LettingsContext) -> str | None:
    """The scheme must be complete."""
    scheme = ctx.schemes.get(log["scheme_id"])
    if scheme is None or scheme.status_on(ctx.today) != "incomplete":
        return None
    return (
        f"{named(scheme, 'This scheme')} is incomplete. Complete the scheme and at least one of its locations, "
        "or choose another scheme."
    )


@RULES.hard("L-H-SET-16", fields=("scheme_id",), needs=("scheme_id",))
def scheme_without_complete_location(log: Answers, ctx: LettingsContext) -> str | None:
    """A scheme that has locations must have at least one that is complete."""
    scheme = ctx.schemes.get(log["scheme_id"])
    if scheme is None or not scheme.has_locations or scheme.has_confirmed_location:
        return None
    return (
        f"None of the locations of {named(scheme, 'this scheme')} is complete. Complete a location first, "
        "or choose another scheme."
    )


@RULES.hard("L-H-SET-17", fields=("startdate", "scheme_id"), needs=("scheme_id", "startdate"))
def scheme_not_open_at_start(log: Answers, ctx: LettingsContext) -> str | None:
    """The scheme must be active on the start date: not deactivated, and not opening only later."""
    scheme, start = ctx.schemes.get(log["scheme_id"]), log["startdate"]
    if scheme is None or (status := _not_to_be_let(scheme, start)) is None:
        return None
    return (
        f"The tenancy starts on {day_in_words(start)}, but {_when(named(scheme, 'the scheme'), scheme, status, start)}. "
        "Correct the start date or choose another scheme."
    )


@RULES.hard("L-H-SET-18", fields=("startdate", "scheme_id"), needs=("scheme_id", "startdate"))
def scheme_without_active_location(log: Answers, ctx: LettingsContext) -> str | None:
    """The scheme must have a location that is active on the start date."""
    scheme, start = ctx.schemes.get(log["scheme_id"]), log["startdate"]
    if scheme is None or scheme.has_location_active_on(start):
        return None
    return (
        f"{named(scheme, 'The scheme')} has no location that is active on {day_in_words(start)}, the tenancy start date. "
        "Correct the start date or choose another scheme."
    )


@RULES.hard("L-H-SET-19", fields=("startdate", "location_id", "scheme_id"), needs=("location_id", "startdate"))
def location_not_open_at_start(log: Answers, ctx: LettingsContext) -> str | None:
    """The location must be active on the start date: not deactivated, and not opening only later."""
    location, start = location_of(log, ctx), log["startdate"]
    if location is None or (status := _not_to_be_let(location, start)) is None:
        return None
    return (
        f"The tenancy starts on {day_in_words(start)}, but {_when(named(location, 'the location'), location, status, start)}. "
        "Correct the start date or choose another location."
    )


@RULES.hard("L-H-SET-20", fields=("location_id", "scheme_id"), needs=("location_id",))
def location_incomplete(log: Answers, ctx: LettingsContext) -> str | None:
    """The location must be complete."""
    location = location_of(log, ctx)
    if location is None or location.status_on(ctx.today) != "incomplete":
        return None
    return f"{named(location, 'This location')} is incomplete. Complete the location first, or choose another one."
