"""Files are kept for two days; what remains is who asked for them and who got them."""

from __future__ import annotations

from datetime import datetime

from django.core.files.storage import storages
from django.db.models import Q

from portal.files.job import STORE
from portal.files.models import KEPT, PreparedFile, PreparedState

MOST_AT_ONCE = 20


def sweep_expired(at: datetime) -> None:
    """At every tick: the file goes first, then its row, so that nothing is left in the store that no row names."""
    failed = Q(state=PreparedState.FAILED, finished_at__lte=at - KEPT)
    over = PreparedFile.objects.filter(Q(expires_at__lte=at - KEPT) | failed)
    for file in over.order_by("pk")[:MOST_AT_ONCE]:
        file.delete()
    for file in PreparedFile.objects.filter(expires_at__lte=at).exclude(store_name="").order_by("pk")[:MOST_AT_ONCE]:
        storages[STORE].delete(file.store_name)
        PreparedFile.objects.filter(pk=file.pk).update(store_name="")
