"""Logs arrive: judged, found again where they are known, and written, all through the write door of logs.

What is wrong with one leaves the others alone. The number of queries does not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from orgs.access import can
from portal.api.calls import Call, Collection
from portal.api.items import Item, ItemError, plain, tell_few_unknown
from portal.api.problems import ProblemError
from portal.api.references import REFERENCES, Available, presets
from portal.clock import today
from portal.jobs.collecting import collected_by_hand
from portal.logs.contexts import Contexts
from portal.logs.locks import LogLocks
from portal.logs.record import LogChange, Recorded, merge, record_many
from portal.logs.record.verdicts import judge_in, outcome
from portal.logs.status import CreationMethod
from portal.logs.uploads.delivering import open_years
from portal.logs.uploads.models import ExternalReference, reference_space
from portal.questionnaire.answers import is_blank
from portal.questionnaire.evaluation import parse
from portal.questionnaire.parsing import parse_date
from portal.windows import load_windows
from portal.windows.dates import collection_year

if TYPE_CHECKING:
    from portal.logs.models import Log


class Came(StrEnum):
    """What came of an item."""

    VALID = "valid"
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass
class Result:
    """What came of one item, with the verdict on it where it could be judged."""

    item: Item
    came: Came
    log: Log | None = None
    recorded: Recorded | None = None

    @property
    def stored(self) -> Log:
        """The log that was created, changed or left as it was."""
        assert self.log is not None
        return self.log


def etag_of(log: Log) -> str:
    """The state of a log, for If-Match."""
    return f'"{log.pk}-{log.version}"'


def address_of(log: Log, year: int) -> str:
    """Where a log is read, among those of a collection year."""
    return reverse("api:log", args=[log.kind.log_type, year, log.pk])


def space_of(call: Call, log_type: str) -> str:
    """Where external references are looked up: those of test logs are apart from the others."""
    return reference_space(log_type, is_test=call.is_test)


def require_creation(call: Call, place: Collection) -> None:
    """Whether new logs of the year can be added at all now, and by this organisation."""
    if not can(call.user, "create_log", call.user.organisation):
        raise ProblemError(
            "not-allowed", "Your organisation cannot add logs. Is its data sharing agreement confirmed in the portal?"
        )
    if place.year not in open_years(place.kind):
        raise ProblemError("closed", "Logs of this collection year cannot be added any more")


class Delivery:
    """Items of one call for one kind and year."""

    def __init__(self, call: Call, place: Collection, items: Sequence[Item]) -> None:
        self.call = call
        self.place = place
        self.kind = place.kind
        self.items = items
        for item in items:
            tell_few_unknown(item, place.program.known_fields)
        self.presets = presets(self.kind, call.user)
        self.available = Available(call.user, self.kind, items, self.presets)
        self.contexts = Contexts(self.kind, call.user)
        self.locks = LogLocks(self.kind)
        self.known: dict[str, Any] = {}

    @collected_by_hand()
    def judge(self) -> list[Result]:
        """The verdicts; nothing is written."""
        self.known = self._known_logs()
        changes = self._changes()
        recorded = self._verdicts(self.items, changes)
        return [
            Result(item, Came.REFUSED if item.errors or verdict.refused else Came.VALID, self._log_of(item), verdict)
            for item, verdict in zip(self.items, recorded, strict=True)
        ]

    @collected_by_hand()
    def write(self) -> list[Result]:
        """Add what is new, change what is known and may be changed; to be called in a transaction."""
        references = (item.answers for item in self.items)
        self.locks.hold(references, [self.call.user.pk])
        self.known = self._locked(self._known_logs())
        changes = self._changes()
        results: dict[int, Result] = {}
        unchanged = []
        for item in self.items:
            if not item.errors and (log := self._log_of(item)) is not None and self._unchanged(item, log):
                unchanged.append(item)
            elif not item.errors and log is not None:
                self._check_etag(item, log)
        for item, verdict in zip(unchanged, self._verdicts(unchanged, changes), strict=True):
            results[item.position] = Result(item, Came.UNCHANGED, self._log_of(item), verdict)
        rest = [item for item in self.items if item.position not in results]
        wanted = [item for item in rest if not item.errors]
        recorded = record_many(
            [changes[item.position] for item in wanted],
            actor=self.call.user,
            contexts=self.contexts,
            locks=self.locks,
        )
        for item, one in zip(wanted, recorded, strict=True):
            results[item.position] = self._result(item, one)
        refused = [item for item in rest if item.errors]
        for item, verdict in zip(refused, self._verdicts(refused, changes), strict=True):
            results[item.position] = Result(item, Came.REFUSED, self._log_of(item), verdict)
        self._remember([results[item.position] for item in wanted])
        return [results[item.position] for item in self.items]

    def _result(self, item: Item, recorded: Recorded) -> Result:
        if not recorded.saved:
            return Result(item, Came.REFUSED, self._log_of(item), recorded)
        came = Came.CHANGED if self._log_of(item) is not None else Came.CREATED
        return Result(item, came, recorded.log, recorded)

    def _log_of(self, item: Item) -> Any:
        return None if item.reference is None else self.known.get(item.reference)

    def _known_logs(self) -> dict[str, Any]:
        """The logs that the references of these items name, where the caller may know of them."""
        wanted = {item.reference for item in self.items if item.reference}
        if not wanted:
            return {}
        rows = ExternalReference.objects.filter(
            organisation=self.call.user.organisation_id,
            log_type=space_of(self.call, self.kind.log_type),
            reference__in=wanted,
        )
        ids = dict(rows.values_list("reference", "log_id"))
        logs = self.call.logs(self.kind).filter(pk__in=ids.values()).in_bulk()
        return {name: logs[pk] for name, pk in ids.items() if pk in logs}

    def _locked(self, known: Mapping[str, Any]) -> dict[str, Any]:
        self.locks.hold([log.raw_references() for log in known.values()])
        rows = self.locks.logs(log.pk for log in known.values())
        return {name: rows[log.pk] for name, log in known.items()}

    def _changes(self) -> dict[int, LogChange]:
        """What each item wants, with what it may not name taken out, so that the rest of it can be judged."""
        found = {}
        twice = self._twice()
        for item in self.items:
            if item.reference in twice and item is not twice[item.reference]:
                text = "Another log of this request has the same external reference"
                item.errors.append(ItemError("/external_reference", "reference.twice", text))
                log = self._new_log()
            else:
                log = self._log_of(item) or self._new_log()
            if log.pk is None:
                item.answers = {**self.presets, **item.answers}
            self._check_year(item, log)
            self.available.check(item, log)
            bad = {error.question for error in item.errors if error.question in REFERENCES}
            answers = item.answers
            if bad:
                answers = {name: value for name, value in answers.items() if name not in bad}
            found[item.position] = LogChange(log, answers, None, item.agreed_to_clear if log.pk else None)
        return found

    def _twice(self) -> dict[str | None, Item]:
        first: dict[str | None, Item] = {}
        for item in self.items:
            if item.reference is not None:
                first.setdefault(item.reference, item)
        return first

    def _new_log(self) -> Any:
        log = self.kind.model(creation_method=CreationMethod.SINGLE, created_by=self.call.user)
        if self.call.is_test:
            log.put_on_trial()
        return log

    def _check_year(self, item: Item, log: Log) -> None:
        """An address names a year, so the date of a log must lie in it."""
        name, year = self.kind.date_field, self.place.year
        raw = item.answers.get(name, log.date)
        if is_blank(raw):
            item.fail(name, "date.missing", "Enter the date, which says which collection year the log belongs to")
            return
        day = parse_date(raw)
        if hasattr(day, "what"):
            return  # told by the verdict
        if collection_year(day) != year:
            text = f"The date must lie between 1 April {year} and 31 March {year + 1}, as the address says"
            item.fail(name, "date.other_year", text)
        if log.pk and not load_windows().log_open_for_editing(log.date, today()):
            item.errors.append(ItemError("", "closed", "Logs of this collection year cannot be changed any more"))

    def _unchanged(self, item: Item, log: Log) -> bool:
        stored = log.typed_answers()
        typed, bad = parse(log.program, item.answers)
        known = log.program.known_fields
        return (
            not bad
            and all(name in known for name in item.answers)
            and all(stored[name] == value for name, value in typed.items())
        )

    def _check_etag(self, item: Item, log: Log) -> None:
        if item.etag is None:
            text = f"Log {log.pk} has this reference and says something else. Send its “etag” to change it."
            item.errors.append(ItemError("/external_reference", "reference.taken", text))
        elif item.etag != etag_of(log):
            text = "The log has changed since. Read it again and decide what to change."
            item.errors.append(ItemError("/etag", "etag.old", text, value=plain(item.etag)))

    def _verdicts(self, items: Sequence[Item], changes: Mapping[int, LogChange]) -> list[Recorded]:
        merged = [merge(changes[item.position]) for item in items]
        if not merged:
            return []
        context = self.contexts.of_many([(each.answers, each.stored) for each in merged])
        return [outcome(each, judge_in(each, context)) for each in merged]

    def _remember(self, results: Sequence[Result]) -> None:
        """The names that the caller's system gives to the logs; one whose log is gone is given to the new one."""
        rows = [
            ExternalReference(
                organisation_id=self.call.user.organisation_id,
                log_type=space_of(self.call, self.kind.log_type),
                reference=result.item.reference,
                log_id=result.stored.pk,
            )
            for result in results
            if result.came is Came.CREATED and result.item.reference
        ]
        ExternalReference.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["organisation", "log_type", "reference"],
            update_fields=["log_id"],
        )
