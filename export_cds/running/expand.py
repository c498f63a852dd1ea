"""From facts that changed to marks of the records that carry them, in short transactions before a run reads anything."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Max

from export_cds.watches.facts import FACTS, Lookup
from portal.changes import mark_changed
from portal.changes.models import ChangedFact

KEYS_AT_ONCE = 1_000
MARKS_AT_ONCE = 2_000


def mark_carriers_of_changed_facts() -> None:
    """Mark every record that carries what has changed, whoever was writing it when the fact changed.

    A fact is forgotten once its records are marked; stopped in between, it is expanded again. What changes while this
    works has a newer version and stays for the next export.
    """
    newest = ChangedFact.objects.aggregate(newest=Max("version"))["newest"] or 0
    for fact, lookups in FACTS.items():
        last = 0
        while changed := list(
            ChangedFact.objects.filter(fact=fact, version__gt=last, version__lte=newest)
            .order_by("version")
            .values_list("version", "key")[:KEYS_AT_ONCE]
        ):
            last = changed[-1][0]
            for lookup in lookups:
                _mark(lookup, [key for _, key in changed])
            _forget([version for version, _ in changed])


def _mark(lookup: Lookup, keys: list[str]) -> None:
    """In the order of ids and a few at a time, so that nobody who saves a record waits long for its mark."""
    collection, query = lookup
    with connection.cursor() as cursor:
        cursor.execute(query, [keys])
        ids = sorted({row[0] for row in cursor.fetchall()})
    for first in range(0, len(ids), MARKS_AT_ONCE):
        with transaction.atomic():
            mark_changed(collection, ids[first : first + MARKS_AT_ONCE])


def _forget(versions: list[int]) -> None:
    with transaction.atomic():
        free = ChangedFact.objects.filter(version__in=versions).select_for_update(skip_locked=True)
        ChangedFact.objects.filter(version__in=list(free.values_list("version", flat=True))).delete()
