"""Keeping the sums by increments: what changed is taken from the queue, its old contribution out, its new one in.

One worker counts at a time. A batch is one transaction that also takes its changes out of the queue, so a worker that
dies leaves either all of it or nothing, and counting again gives the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Min

from orgs.codes import ProviderType
from orgs.models import Organisation
from portal.clock import LONDON, now
from portal.jobs.queue import enqueue
from portal.jobs.registry import LONG
from portal.logs.contexts import Contexts
from portal.logs.kind import LogKind
from portal.logs.kinds import kind_named, kinds
from portal.logs.status import VISIBLE, LogStatus
from portal.questionnaire.evaluation import evaluate
from portal.statistics.contribution import Cell, add_up, breakdowns_of, contribution_of
from portal.statistics.models import (
    ChangedLog,
    Contribution,
    Item,
    LastCount,
    RuleCount,
    RuleEvent,
)
from portal.years.live import in_force

BATCH = 1_000
TASK = "portal.statistics.count.count_all"
TIMEOUT = timedelta(minutes=50)
DAYS_KEPT = timedelta(days=3 * 366)
_LOCK = 7_204_519
"""Held by whoever counts, for the length of a batch."""

Counts = Counter[tuple[int, Cell]]


def count_when_due(at: datetime) -> None:
    """At every tick: wake a worker when something has changed. A worker that is at it already makes it do nothing."""
    note_other_versions()
    if ChangedLog.objects.exists() or RuleEvent.objects.exists():
        enqueue(TASK, queue=LONG, timeout=TIMEOUT, name="statistics")
    else:
        LastCount.objects.update_or_create(pk=1, defaults={"at": at})


def count_all() -> int:
    """Count until nothing is left or another worker is at it; gives back how many logs were counted."""
    counted = 0
    while True:
        at = now()
        done = _count_batch()
        if done is None:
            return counted
        if not done:
            LastCount.objects.update_or_create(pk=1, defaults={"at": at})
            return counted
        counted += done


def note_other_versions() -> None:
    """Unfinished logs are judged by the version in force, so they change with it without being changed."""
    for (log_type, year), number in in_force().items():
        stale = Contribution.objects.filter(log_type=log_type, year=year, status__lt=LogStatus.COMPLETED)
        ids = list(stale.exclude(version=number).values_list("log_id", flat=True)[:BATCH])
        ChangedLog.objects.bulk_create([ChangedLog(log_type=log_type, log_id=pk) for pk in ids])


def forget_old_days(at: datetime) -> None:
    """Counts by day are kept for three years; those of whole years stay."""
    RuleCount.objects.filter(day__lt=(at - DAYS_KEPT).date()).delete()


def _count_batch() -> int | None:
    """How much was taken from the queues; None when another worker is at it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return None
        taken = list(ChangedLog.objects.order_by("pk").values_list("pk", "log_type", "log_id")[:BATCH])
        changed: dict[str, set[int]] = defaultdict(set)
        for _, log_type, log_id in taken:
            changed[log_type].add(log_id)
        for log_type, ids in sorted(changed.items()):
            _count_logs(kind_named(log_type), sorted(ids))
        ChangedLog.objects.filter(pk__in=[pk for pk, _, _ in taken]).delete()
        return len(taken) + _count_events()


def _count_logs(kind: LogKind, ids: Sequence[int]) -> None:
    fresh = contributions(kind, ids)
    known = {one.log_id: one for one in Contribution.objects.filter(log_type=kind.log_type, log_id__in=ids)}
    names = {number: name for name, number in _items(kind).items()}
    counts: Counts = Counter()
    for one in known.values():
        add_up(counts, one, names, -1)
    for one in fresh.values():
        add_up(counts, one, names, 1)
        one.pk = known[one.log_id].pk if one.log_id in known else None
    Contribution.objects.filter(pk__in=[one.pk for pk, one in known.items() if pk not in fresh]).delete()
    Contribution.objects.bulk_create([one for one in fresh.values() if one.pk is None], batch_size=BATCH)
    fields = [field.name for field in Contribution._meta.concrete_fields if not field.primary_key]
    Contribution.objects.bulk_update([one for one in fresh.values() if one.pk], fields, batch_size=100)
    add_to_summaries(kind.log_type, counts)


def contributions(kind: LogKind, ids: Sequence[int]) -> dict[int, Contribution]:
    """What these logs contribute as they stand now; a log that nobody sees, or without a date, contributes nothing."""
    logs = list(kind.model.objects.filter(pk__in=ids, status__in=VISIBLE, date__isnull=False))
    if not logs:
        return {}
    stored = [log.typed_answers() for log in logs]
    context = Contexts(kind).of_many([(answers, answers) for answers in stored])
    verdicts = [evaluate(log.program, known, context, known) for log, known in zip(logs, stored, strict=True)]
    numbers = _numbered(kind, {name for log in logs for name in log.program.questionnaire.by_id})
    types = landlord_types({log.owning_organisation_id for log in logs})
    completed = _completed_on(kind, [log.pk for log in logs])
    return {
        log.pk: contribution_of(
            log,
            verdict,
            landlord=types.get(log.owning_organisation_id or 0, ""),
            completed_on=completed.get(log.pk),
            numbers=numbers,
        )
        for log, verdict in zip(logs, verdicts, strict=True)
    }


def landlord_types(ids: Iterable[int | None]) -> dict[int, str]:
    """Organisation to what kind of landlord it is."""
    found = Organisation.objects.filter(pk__in=[pk for pk in ids if pk]).values_list("pk", "provider_type")
    return {pk: ProviderType(code).name for pk, code in found}


def _completed_on(kind: LogKind, ids: Sequence[int]) -> dict[int, date]:
    """The day on which each was completed for the first time, from its history."""
    history = kind.model.history.model
    first = history.objects.filter(id__in=ids, status=LogStatus.COMPLETED).values("id").annotate(at=Min("history_date"))
    return {row["id"]: row["at"].astimezone(LONDON).date() for row in first.order_by()}


def _items(kind: LogKind) -> dict[str, int]:
    return dict(Item.objects.filter(log_type=kind.log_type).values_list("name", "number"))


def _numbered(kind: LogKind, names: Iterable[str]) -> dict[str, int]:
    """The numbers of questions; a question that is new gets the next."""
    known = _items(kind)
    new = sorted(set(names) - known.keys())
    if new:
        first = max(known.values(), default=-1) + 1
        added = [Item(log_type=kind.log_type, name=name, number=number) for number, name in enumerate(new, start=first)]
        Item.objects.bulk_create(added)
        known.update((item.name, item.number) for item in added)
    return known


def add_to_summaries(log_type: str, counts: Mapping[tuple[int, Cell], int]) -> None:
    """Add differences to the sums; only whoever counts writes them."""
    changes: dict[tuple[int, str, str, str], dict[str, int]] = defaultdict(dict)
    for (year, (breakdown, member, measure, item)), difference in counts.items():
        if difference:
            changes[year, breakdown, member, measure][item] = difference
    if not changes:
        return
    years, breakdowns, members, measures = (list(column) for column in zip(*changes, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [log_type, years, breakdowns, members, measures, [_json(one) for one in changes.values()]])


_ADD = """
    INSERT INTO statistics_summary AS known (log_type, year, breakdown, member, measure, counts)
    SELECT %s, sent.year, sent.breakdown, sent.member, sent.measure, sent.counts
    FROM unnest(%s::smallint[], %s::text[], %s::text[], %s::text[], %s::jsonb[])
         AS sent (year, breakdown, member, measure, counts)
    ON CONFLICT (log_type, year, measure, breakdown, member) DO UPDATE SET counts = (
        SELECT COALESCE(jsonb_object_agg(item, total) FILTER (WHERE total <> 0), '{}')
        FROM (
            SELECT item, sum(number::bigint) AS total
            FROM (
                SELECT * FROM jsonb_each_text(known.counts) UNION ALL SELECT * FROM jsonb_each_text(EXCLUDED.counts)
            ) AS both_of_them (item, number)
            GROUP BY item
        ) AS totals
    )
"""


def _json(counts: Mapping[str, int]) -> str:
    return "{" + ", ".join(f'"{item}": {number}' for item, number in counts.items()) + "}"


def _count_events() -> int:
    """Add events to the counts by day and by year, and take them away; gives back how many."""
    events = list(RuleEvent.objects.order_by("pk")[:BATCH])
    if not events:
        return 0
    landlords = landlord_types({event.owner_id for event in events})
    by_day: Counter[tuple[Any, ...]] = Counter()
    counts: dict[str, Counts] = defaultdict(Counter)
    for event in events:
        event.landlord = landlords.get(event.owner_id or 0, "")
        by_day[event.day, event.log_type, event.year or 0, event.owner_id or 0, event.rule, event.happening] += 1
        for breakdown, member in breakdowns_of(event):
            counts[event.log_type][event.year or 0, (breakdown, member, event.happening, event.rule)] += 1
    with connection.cursor() as cursor:
        cursor.executemany(_ADD_DAY, [(*key, count) for key, count in by_day.items()])
    for log_type, of_type in counts.items():
        add_to_summaries(log_type, of_type)
    RuleEvent.objects.filter(pk__in=[event.pk for event in events]).delete()
    return len(events)


_ADD_DAY = """
    INSERT INTO statistics_rulecount AS known (day, log_type, year, owner_id, rule, happening, count)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (day, log_type, year, owner_id, rule, happening) DO UPDATE SET count = known.count + EXCLUDED.count
"""


def note_all() -> None:
    """Put every log into the queue, for a first count or when something other than logs has changed."""
    with connection.cursor() as cursor:
        for kind in kinds():
            table = connection.ops.quote_name(kind.model._meta.db_table)
            cursor.execute(
                f"INSERT INTO statistics_changedlog (log_type, log_id) SELECT %s, id FROM {table} ORDER BY id",  # noqa: S608 - our own table
                [kind.log_type],
            )
