"""From facts that changed to marks of the records that carry them, in short transactions before a run reads anything."""

from __future__ import annotations

import logging

from psycopg.errors import LockNotAvailable

from django.db import OperationalError, connection, transaction
from django.db.models import Max

from export_cds.triggers.facts import FACTS, Lookup
from portal.changes import forget, mark_changed
from portal.changes.models import ChangedFact

KEYS_AT_ONCE = 1_000
MARKS_AT_ONCE = 2_000
LOCK_WAIT = "2s"

logger = logging.getLogger(__name__)


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
            keys = [key for _, key in changed]
            marked = [_mark(lookup, keys) for lookup in lookups]
            if all(marked):
                forget(ChangedFact, [version for version, _ in changed])


def _mark(lookup: Lookup, keys: list[str]) -> bool:
    """In the order of ids and a few at a time, so that nobody who saves a record waits long for its mark.

    Whoever holds a mark for long (a merge) is not waited for either: then the fact stays for the next export, and
    the answer is False.
    """
    collection, query = lookup
    with connection.cursor() as cursor:
        cursor.execute(query, [keys])
        ids = sorted({row[0] for row in cursor.fetchall()})
    chunks = [ids[first : first + MARKS_AT_ONCE] for first in range(0, len(ids), MARKS_AT_ONCE)]
    marked = [_mark_some(collection, some) for some in chunks]
    return all(marked)


def _mark_some(collection: str, ids: list[int]) -> bool:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_WAIT])
            mark_changed(collection, ids)
    except OperationalError as busy:
        if not isinstance(busy.__cause__, LockNotAvailable):
            raise
        logger.info("Some %s are being changed by others; they are looked at again by the next export", collection)
        return False
    return True
