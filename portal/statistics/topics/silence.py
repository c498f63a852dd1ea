"""Organisations that began logs last year and have begun none lately."""

from __future__ import annotations

from datetime import date, timedelta

from portal.clock import today
from portal.statistics.contribution import week_of
from portal.statistics.read import Figures
from portal.statistics.selection import members_of
from portal.statistics.tables import Table, Topic
from portal.words import day_in_words

QUIET = timedelta(weeks=8)
NEVER = "None for this year"


def tables(figures: Figures) -> list[Table]:
    """Names and weeks only: no number of logs is told of an organisation here."""
    selection = figures.selection
    before = selection.of_year(selection.year - 1)
    names = {
        **dict(members_of(selection.kind, before.year, "owner")),
        **dict(members_of(selection.kind, selection.year, "owner")),
    }
    last, before_last = figures.last_items("started"), Figures(before).last_items("started")
    since = date.fromisoformat(week_of(today() - QUIET)).isoformat()
    quiet = {member: last.get(member, "") for member in names if last.get(member, "") < since}
    rows = [
        [names[member], _week(quiet[member]) or NEVER, _week(before_last.get(member, "")) or "None"]
        for member in sorted(quiet, key=lambda member: (quiet[member], names[member].casefold()))
    ]
    return [
        Table(
            title="Organisations that have begun no log lately",
            means="Owners of homes that had logs in this collection year or the one before, and have begun none in the"
            " last eight weeks. Week: the one in which the last log was begun.",
            columns=["Organisation", "Last log of this year", "Last log of the year before"],
            rows=rows,
            empty="Every organisation has begun a log in the last eight weeks.",
        )
    ]


def _week(monday: str) -> str:
    return day_in_words(date.fromisoformat(monday)) if monday else ""


SILENCE = Topic(
    "silence",
    "Who has sent nothing lately",
    "Organisations from which logs are missing.",
    tables,
    for_department_only=True,
    without=("part", "landlord", "area", "owner"),
)
