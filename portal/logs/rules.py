"""What both kinds of log are held against, as functions that the rules of each declare with their own fields.

Each returns what to tell the user, or None. The words for the log's date come in: "completion date" of a sale,
"tenancy start date" of a letting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from portal.addresses.postcodes import is_valid_postcode
from portal.addresses.services import is_uprn
from portal.logs.derivations import AGE, ECSTAT
from portal.logs.facts import OrganisationFacts
from portal.logs.wording import named
from portal.questionnaire.answers import Answers
from portal.words import day_in_words

if TYPE_CHECKING:
    from portal.logs.context import LogContext


DAYS_AHEAD = 14
CHILD = 9
OLDEST_CHILD = 16
MERGING = "organisations.merging == true"  # only then there are days to look at


@dataclass(frozen=True, slots=True)
class LogDate:
    """The date that decides a log's collection year, and how messages speak of it."""

    field: str
    label: str
    happens: str


def years_before(value: date, years: int) -> date:
    """The same day of an earlier year, 28 February for a 29 February that year does not have."""
    try:
        return value.replace(year=value.year - years)
    except ValueError:
        return value.replace(year=value.year - years, day=28)


def outside_open_years(log: Answers, ctx: LogContext, what: LogDate) -> str | None:
    """A date outside the collection years that are open; one that was saved before may be changed for longer."""
    dates, value = ctx.open_dates, log[what.field]
    first = dates.first_for_new if ctx.previously(what.field) is None else dates.first_for_saved
    if first <= value <= dates.last:
        return None
    return (
        f"The {what.label} {day_in_words(value)} is outside the collection years that are open. "
        f"Enter a date from {day_in_words(first)} to {day_in_words(dates.last)}."
    )


def too_far_ahead(log: Answers, ctx: LogContext, what: LogDate) -> str | None:
    """A date more than 14 days after today."""
    value = log[what.field]
    if (value - ctx.today).days <= DAYS_AHEAD:
        return None
    latest = ctx.today + timedelta(days=DAYS_AHEAD)
    return (
        f"The {what.label} {day_in_words(value)} is more than {DAYS_AHEAD} days ahead. "
        f"Enter a date no later than {day_in_words(latest)}, or come back nearer the day."
    )


def is_merged(org: OrganisationFacts | None, on: date) -> bool:
    """Whether the organisation had merged into another one on this day."""
    return org is not None and org.merged_by(on)


def is_too_early(org: OrganisationFacts | None, on: date) -> bool:
    """Whether the organisation took others over but was opened for that only after this day."""
    return org is not None and not org.merged_by(on) and org.not_yet_open_on(on)


def merged_message(org: OrganisationFacts, role: str) -> str:
    """Say that, when and into what the organisation merged; the caller adds what to do."""
    into = f" into {org.absorbing_name}" if org.absorbing_name else ""
    since = day_in_words(org.merge_date) if org.merge_date else ""
    return f"The {role}, {named(org, 'this organisation')}, merged{into} on {since}. "


def early_message(org: OrganisationFacts, role: str) -> str:
    """Say from when the organisation is available; the caller adds what to do."""
    since = day_in_words(org.available_from) if org.available_from else ""
    return f"The {role}, {named(org, 'this organisation')}, is only available from {since}. "


def organisation_merged(log: Answers, ctx: LogContext, field: str, role: str, what: LogDate) -> str | None:
    """The organisation had merged into another one by the log's date."""
    org = ctx.organisations.get(log[field])
    if org is None or not is_merged(org, log[what.field]):
        return None
    return merged_message(org, role) + (
        f"The {what.happens} on {day_in_words(log[what.field])}. Choose an organisation that exists on that day, "
        f"or enter an earlier {what.label}."
    )


def organisation_too_early(log: Answers, ctx: LogContext, field: str, role: str, what: LogDate) -> str | None:
    """The organisation was not yet open for what it took over on the log's date."""
    org = ctx.organisations.get(log[field])
    if org is None or not is_too_early(org, log[what.field]):
        return None
    return early_message(org, role) + (
        f"The {what.happens} on {day_in_words(log[what.field])}. Choose the organisation that existed then, "
        f"or enter a later {what.label}."
    )


def agreement_missing(log: Answers, ctx: LogContext, field: str, role: str) -> str | None:
    """A newly chosen organisation has not accepted the data sharing agreement."""
    org = ctx.organisations.get(log[field])
    if org is None or org.agreement_signed or not ctx.changed(field, log):
        return None
    return (
        f"{named(org, 'This organisation')} has not accepted the data sharing agreement, so it cannot be the "
        f"{role} of a log. Ask its data protection officer to accept it, or choose another organisation."
    )


def uprn_not_a_number(uprn: str) -> str | None:
    """A UPRN (the number of an address) that is not 1 to 12 digits."""
    if is_uprn(uprn):
        return None
    return f"The UPRN “{uprn}” is not valid. Enter 1 to 12 digits, or enter the address instead."


def uprn_not_found(log: Answers, ctx: LogContext, what: LogDate) -> str | None:
    """A newly given UPRN that the address service does not know."""
    uprn = log["uprn"]
    if not (ctx.changed("uprn", log) or ctx.changed(what.field, log)) or not is_uprn(uprn):
        return None
    if ctx.address_by_uprn(uprn) is not None or not ctx.was_looked_up(uprn):
        return None
    return f"No address was found for the UPRN {uprn}. Check the number, or enter the address instead."


def postcode_not_valid(postcode: str) -> str | None:
    """A postcode that is not one."""
    if is_valid_postcode(postcode):
        return None
    return f"“{postcode}” is not a full postcode. Enter a postcode in full, for example SW1A 1AA."


def area_not_in_england(la: str | None, ctx: LogContext, things: str) -> str | None:
    """An area that is not the area of an English local authority."""
    if la is None or (la.startswith("E") and la in ctx.areas.by_code):
        return None
    area = ctx.areas.by_code.get(la)
    where = f"in {area.name}" if area else f"in an area with the unknown code {la}"
    return f"The property is {where}, but only {things} in England are collected. Correct where the property is."


def area_not_live(la: str | None, on: date, ctx: LogContext, what: LogDate) -> str | None:
    """An English local authority that did not exist on the log's date."""
    if la is None or not la.startswith("E"):
        return None
    area = ctx.areas.by_code.get(la)
    if area is None or area.live_on(on):
        return None
    lives = f"from {day_in_words(area.start)}" + (f" to {day_in_words(area.end)}" if area.end else "")
    return (
        f"The {what.happens} on {day_in_words(on)}, but the local authority {area.name} (code {la}) existed only {lives}. "
        f"Correct where the property is, or the {what.label}."
    )


def too_old_to_be_children(people: Iterable[int]) -> str:
    """The condition under which `children_too_old` has something to say."""
    return " or ".join(f"(ecstat{n} == {CHILD} and age{n} > {OLDEST_CHILD})" for n in people)


def children_too_old(log: Answers, people: Iterable[int], called: Callable[[int], str]) -> dict[str, str] | None:
    """People whose working situation is child under 16 although they are older than 16."""
    found: dict[str, str] = {}
    for number in people:
        ecstat, age = ECSTAT[number], AGE[number]
        if log[ecstat] == CHILD and (years := log[age]) is not None and years > OLDEST_CHILD:
            found[ecstat] = found[age] = (
                f"You entered {years} as the age of {called(number)}, but their working situation is child under 16. "
                "Correct the age or the working situation."
            )
    return found or None
