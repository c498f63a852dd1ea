"""The order in which rows around logs are locked, and the locks that the write door takes.

Everybody who locks more than one of these takes them in this order, and within a table by id:

1. what logs refer to: organisations, people, schemes, locations;
2. log rows, lettings before sales;
3. what hangs on logs: change marks, history, notes of staff sessions.

A save locks what its log refers to against being taken away (`FOR KEY SHARE`: any number of saves side by side) and
then the log itself (`FOR UPDATE`), and judges only when it has both. Whoever changes what logs are judged by (a
merger, a closing scheme, somebody who leaves) locks that row `FOR UPDATE` first, then the logs it concerns by id,
and only then writes what marks them. So each of the two sees the other's outcome whole, and they never wait for each
other in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from portal.locking import share
from portal.logs.kind import LogKind
from portal.parameters import MOST_DIGITS, whole_number

References = dict[type[models.Model], set[int]]


class LogLocks:
    """What one transaction has locked for logs of one kind: the rows that they refer to, and the logs themselves."""

    def __init__(self, kind: LogKind) -> None:
        fields = {field.attname: field for field in kind.model._meta.concrete_fields}
        self._kind = kind
        self._model_of: dict[str, type[models.Model]] = {
            name: fields[column].related_model  # type: ignore[misc] # none of them says "self"
            for name, column in kind.reference_columns.items()
        }
        self._held: References = {}
        self._logs: dict[int, Any] = {}

    def hold(self, answers: Iterable[Mapping[str, Any]], people: Iterable[int | None] = ()) -> bool:
        """Lock what these answers refer to, and these people; False when all of it was held already."""
        missing = self._missing(answers, people)
        if not missing:
            return False
        for model, ids in missing.items():
            self._held.setdefault(model, set()).update(ids)
        share(missing)
        return True

    def logs(self, ids: Iterable[int], *, related: Sequence[str] = ()) -> dict[int, Any]:
        """These logs as they are now, locked in order of their ids for whoever changes them.

        `related` names what is read with them and not locked.
        """
        wanted = sorted(set(ids))
        if new := [pk for pk in wanted if pk not in self._logs]:
            model = self._kind.model
            rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=new).order_by("pk")
            self._logs |= {row.pk: row for row in (rows.select_related(*related) if related else rows)}
        return {pk: self._logs[pk] for pk in wanted if pk in self._logs}

    def _missing(self, answers: Iterable[Mapping[str, Any]], people: Iterable[int | None]) -> References:
        # In the order of the house, which is the order in which a kind lists what its logs refer to.
        wanted: References = {model: set() for model in self._model_of.values()}
        for given in answers:
            for name, model in self._model_of.items():
                if (found := _id(given.get(name))) is not None:
                    wanted[model].add(found)
        wanted[self._model_of["assigned_to_id"]].update(pk for pk in people if pk is not None)
        left = {model: ids - self._held.get(model, set()) for model, ids in wanted.items()}
        return {model: ids for model, ids in left.items() if ids}


def _id(value: Any) -> int | None:
    """An id as people and files send it; what is none is told by the verdict and locks nothing."""
    if type(value) is int:  # what most of them are
        return value if 0 <= value < 10**MOST_DIGITS else None
    return None if isinstance(value, bool) else whole_number(str(value).strip())
