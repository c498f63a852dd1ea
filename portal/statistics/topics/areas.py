"""Areas without logs, or with far fewer than the year before by the same week."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from orgs.areas.models import LocalAuthority
from portal.clock import today
from portal.statistics.disclosure import Figure
from portal.statistics.read import Figures
from portal.statistics.tables import Table, Topic

THIN = 0.5
YEAR = timedelta(weeks=52)


def tables(figures: Figures) -> list[Table]:
    """Areas are the rows here; a year is protected as one table."""
    selection = figures.selection
    now, before = Figures(selection), Figures(selection.of_year(selection.year - 1))
    today_text, then = today().isoformat(), (today() - YEAR).isoformat()
    here = now.rows_of("area", "started", until=today_text)
    there = before.rows_of("area", "started", until=then)
    standing = Q(end_date=None) | Q(end_date__gte=today())
    names = dict(LocalAuthority.objects.filter(standing, code__startswith="E").values_list("code", "name"))
    blank = Figure(0, "0")
    rows = []
    for code in sorted(names.keys() | here.cells.keys() | there.cells.keys(), key=lambda code: names.get(code, code)):
        one, other = here.cells.get(code, blank), there.cells.get(code, blank)
        if is_thin(one, other):
            rows.append([names.get(code, code) or "No area", str(one), str(other), "None" if one.value == 0 else "Few"])
    return [
        Table(
            title="Areas with no logs or few",
            means="Local authorities for whose homes no log has been begun in the collection year, or fewer than half of"
            " those begun by the same day of the year before.",
            columns=["Area", "Logs of this year", "By the same day of the year before", "How many"],
            rows=rows,
            empty="Every area has at least half as many logs as a year ago.",
        )
    ]


def is_thin(now: Figure, before: Figure) -> bool:
    """Judged by figures that may be read: one that is confidential is few where there were many."""
    if now.value is None:
        return bool(before.value and before.value >= 20)
    return now.value == 0 or (before.value is not None and now.value < THIN * before.value)


AREAS = Topic(
    "areas",
    "Missing and thin areas",
    "Where logs may be missing.",
    tables,
    for_department_only=True,
    without=("part", "landlord", "area", "owner"),
)
