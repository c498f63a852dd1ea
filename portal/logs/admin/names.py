"""Names of organisations as they were on the day of a log, without asking for each log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from orgs.models import Organisation
from portal.clock import today
from portal.requests import kept

# What a query of organisations reads for the book: one line for each change of a name, or one without.
COLUMNS = ("pk", "name", "name_changes__name", "name_changes__startdate", "name_changes__discarded_at")


class NameBook:
    """Base names and name changes of some organisations; the others are read when they are first asked for."""

    def __init__(self) -> None:
        self._base: dict[int, str] = {}
        self._changes: dict[int, list[tuple[date, str]]] = {}

    def learn(self, line: Iterable[Any]) -> None:
        """Remember one line of COLUMNS."""
        pk, name, new_name, start, cancelled = line
        self._base[pk] = name
        if start is not None and cancelled is None:
            self._changes.setdefault(pk, []).append((start, new_name))

    def read(self, organisations: QuerySet[Organisation]) -> None:
        """Remember these organisations."""
        for line in organisations.order_by().values_list(*COLUMNS):
            self.learn(line)

    def know(self, ids: Iterable[int | None]) -> None:
        """Read those of these organisations that are not known yet, in one query."""
        if missing := {pk for pk in ids if pk is not None} - self._base.keys():
            self.read(Organisation.objects.filter(pk__in=missing))

    def on(self, pk: int | None, day: date | None = None) -> str:
        """The name on a day, without one today's; empty for no organisation."""
        if pk is None:
            return ""
        self.know([pk])
        when = day or today()
        started = [change for change in self._changes.get(pk, ()) if change[0] <= when]
        return max(started)[1] if started else self._base[pk]


def names_of(request: HttpRequest) -> NameBook:
    """The names known in this request."""
    return kept(request, "organisation_names", NameBook)
