"""Test logs of the API are no records: they go without a trace, at the latest a month after they were last changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from portal.history import system_job
from portal.logs.kind import LogKind
from portal.logs.kinds import kinds
from portal.logs.status import TRIAL
from portal.logs.uploads.models import ExternalReference, reference_space

KEPT = timedelta(days=30)
MOST_AT_ONCE = 1_000


@transaction.atomic
def forget_trial_logs(kind: LogKind, ids: Sequence[int]) -> None:
    """Logs of the sandbox with their history and the names that systems gave to them; others are left alone."""
    model: Any = kind.model
    logs = model.objects.filter(pk__in=ids, creation_method=TRIAL)
    own = list(logs.values_list("pk", flat=True))
    with system_job(
        "Test logs are forgotten"
    ):  # their history goes as well, so whoever asked for it need not stand there
        logs.delete()  # one by one, so that the change feed of test keys says so
    model.history.model.objects.filter(id__in=own).delete()
    ExternalReference.objects.filter(log_type=reference_space(kind.log_type, is_test=True), log_id__in=own).delete()


def forget_old_trial_logs(at: datetime) -> None:
    """At every tick; systems send data of real tenants to try things out."""
    for kind in kinds():
        old = kind.model.objects.filter(creation_method=TRIAL, updated_at__lt=at - KEPT)
        if ids := list(old.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE]):
            forget_trial_logs(kind, ids)
