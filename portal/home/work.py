"""What the home page tells, read from columns only: no log's answers are loaded here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek
from django.urls import reverse

from orgs.names import name_today
from portal.clock import now, today
from portal.logs.admin.create import may_create
from portal.logs.admin.filters import NO_DATE
from portal.logs.kinds import kinds
from portal.logs.status import LogStatus
from portal.theme.charts import Chart, Series
from portal.theme.record_pages import model_url
from portal.windows import Window, Windows, collection_year, load_windows
from portal.words import day_of_year

WEEKS = 8
BARS = 8


@dataclass(frozen=True)
class Figure:
    """A number that leads to the list it counts."""

    text: str
    count: int
    href: str
    kind: str


@dataclass
class WorkBox:
    """The logs of one kind and year in numbers."""

    title: str
    year: int
    closed: bool
    figures: list[Figure] = field(default_factory=list)
    add_href: str = ""
    list_href: str = ""
    add_text: str = ""
    upload_href: str = ""

    @property
    def total(self) -> int:
        """All logs counted in the box."""
        return sum(figure.count for figure in self.figures)


@dataclass(frozen=True)
class Deadline:
    """A day by which something must be done."""

    text: str
    day: date
    days_left: int

    @property
    def soon(self) -> str:
        """How near it is, within two weeks."""
        if self.days_left > 14:
            return ""
        return ("Today", "Tomorrow")[self.days_left] if self.days_left < 2 else f"In {self.days_left} days"


def year_name(year: int) -> str:
    """2026 -> "2026 to 2027"."""
    return f"{year} to {year + 1}"


def deadlines(windows: Windows, day: date) -> list[Deadline]:
    """What comes next, soonest first: quarter cut-offs, submission deadlines, last days for changes."""
    current = collection_year(day)
    found: list[Deadline] = []
    for year in (current - 1, current):
        window = windows.of_year(year)
        if window.known and window.open_for_editing(day):
            found += _deadlines_of(window, day)
    return sorted((d for d in found if d.days_left >= 0), key=lambda d: d.day)[:4]


def _deadlines_of(window: Window, day: date) -> Iterable[Deadline]:
    name = year_name(window.start_year)
    last_quarters = [q for q in window.quarters() if q.cut_off >= day][:1]
    for quarter in last_quarters:
        if quarter.cut_off != window.submission_deadline:
            yield _deadline(f"Quarter {quarter.number} of {name}: lettings and sales complete", quarter.cut_off, day)
    yield _deadline(f"All logs of {name} complete", window.submission_deadline, day)
    if window.submission_deadline - timedelta(days=90) <= day:
        yield _deadline(f"Last day to add logs of {name}", window.new_logs_end - timedelta(days=1), day)
        yield _deadline(f"Last day to change logs of {name}", window.edit_end - timedelta(days=1), day)


def _deadline(text: str, when: date, day: date) -> Deadline:
    return Deadline(text, when, (when - day).days)


def work_boxes(user: Any, windows: Windows) -> list[WorkBox]:
    """Counts by kind of log and year; a data provider's own, everybody else's whole view."""
    day, boxes = today(), []
    current = collection_year(day)
    years = [current - 1, current] if windows.in_crossover(day) else [current, current - 1]
    may_add = may_create(user)
    for model in (kind.model for kind in kinds()):
        counts = _counts(user, model, years)
        boxes += [_box(user, model, year, counts, windows.of_year(year), day) for year in years]
    for box in boxes:
        if not may_add:
            box.add_href = box.upload_href = ""
    return boxes


def _counts(user: Any, model: Any, years: list[int]) -> dict[tuple[int | None, int], int]:
    logs = model.objects.visible_to(user).order_by()
    if getattr(user, "is_provider", False):
        logs = logs.filter(assigned_to=user)
    rows = logs.filter(Q(collection_year__in=years) | Q(collection_year=None)).values_list("collection_year", "status")
    return {(year, status): n for year, status, n in rows.annotate(n=Count("pk"))}


def _box(user: Any, model: Any, year: int, counts: dict, window: Window, day: date) -> WorkBox:
    opts = model._meta
    closed = not window.open_for_new(day)
    mine = {"assigned_to": "you"} if getattr(user, "is_provider", False) else {}
    name = str(opts.verbose_name_plural).capitalize()
    box = WorkBox(f"{name} {year_name(year)}", year, closed, list_href=model_url(model, query={"year": year, **mine}))
    shown = [(LogStatus.COMPLETED, "completed")]
    if not closed:
        shown = [(LogStatus.NOT_STARTED, "not_started"), (LogStatus.IN_PROGRESS, "in_progress"), *shown]
        box.add_href = model_url(model, "add")
        box.add_text = f"Create a {opts.verbose_name}"
        box.upload_href = reverse("admin:uploads_submission_upload", args=[model.kind.log_type])
    for status, kind in shown:
        params: dict[str, Any] = {"year": [year], "status": int(status), **mine}
        count = counts.get((year, int(status)), 0)
        if year == collection_year(day):
            # A log without a date has no year yet; it is work to do now.
            params["year"].append(NO_DATE)
            count += counts.get((None, int(status)), 0)
        box.figures.append(Figure(str(status.label), count, model_url(model, query=params), kind))
    return box


def weekly_chart(user: Any) -> Chart:
    """Logs added in each of the last weeks, and how many of those are complete now."""
    first = now() - timedelta(weeks=WEEKS - 1, days=now().weekday())
    first = first.replace(hour=0, minute=0, second=0, microsecond=0)
    weeks = [(first + timedelta(weeks=i)).date() for i in range(WEEKS)]
    complete, unfinished = dict.fromkeys(weeks, 0), dict.fromkeys(weeks, 0)
    for model in (kind.model for kind in kinds()):
        logs = model.objects.visible_to(user).order_by().filter(created_at__gte=first)
        rows = logs.annotate(week=TruncWeek("created_at")).values_list("week", "status").annotate(n=Count("pk"))
        for week, status, count in rows:
            target = complete if status == LogStatus.COMPLETED else unfinished
            if week.date() in target:
                target[week.date()] += count
    return Chart(
        title="Logs added each week",
        category="Week starting",
        labels=[day_of_year(week) for week in weeks],
        series=[
            Series("Completed", list(complete.values()), "done"),
            Series("Not completed", list(unfinished.values()), "open"),
        ],
    )


def organisation_chart(user: Any) -> Chart:
    """The stock owners with most unfinished logs this year."""
    totals: dict[str, list[int]] = {}
    years = load_windows().years_open_for_new(today())
    for model in (kind.model for kind in kinds()):
        logs = model.objects.visible_to(user).order_by().filter(collection_year__in=years)
        rows = (
            logs.annotate(owner=name_today("owning_organisation"))
            .values_list("owner")
            .annotate(
                done=Count("pk", filter=Q(status=LogStatus.COMPLETED)),
                unfinished=Count("pk", filter=~Q(status=LogStatus.COMPLETED)),
            )
            .order_by("-unfinished")[: BARS * 2]
        )
        for owner, done, unfinished in rows:
            total = totals.setdefault(owner or "No owner yet", [0, 0])
            total[0] += done
            total[1] += unfinished
    ranked = sorted(totals.items(), key=lambda item: (-item[1][1], item[0]))[:BARS]
    return Chart(
        title="Logs of open years by stock owner",
        category="Stock owner",
        labels=[owner for owner, _ in ranked],
        series=[
            Series("Completed", [total[0] for _, total in ranked], "done"),
            Series("Not completed", [total[1] for _, total in ranked], "open"),
        ],
    )
