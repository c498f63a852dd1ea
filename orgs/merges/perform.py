"""Starting a merge and carrying it out: one job, one transaction, all or nothing."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Q

from accounts.models import User
from orgs.merges.plan import MergePlan, build_plan
from orgs.models import MergeRequest, Organisation
from portal.clock import now

log = logging.getLogger(__name__)

JOB = "orgs.merges.perform.perform"
LOST_AFTER = timedelta(hours=3)


@transaction.atomic
def start(*, actor: User, request: MergeRequest) -> MergeRequest:
    """Takes the merge for this run and asks for the job. A second click finds it taken."""
    request = MergeRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not actor.is_support:
        raise PermissionDenied
    plan = build_plan(request, actor)
    if plan.problems or not request.may_start:
        raise ValidationError(plan.problems or ["This merge cannot start now."])
    totals = plan.totals
    request.processing, request.run = True, uuid.uuid4()
    request.started_at, request.started_by = now(), actor
    request.last_failed_attempt, request.failure_reason = None, ""
    request.progress, request.progress_step = "Waiting to start", 0
    for name, value in totals.items():
        setattr(request, f"total_{name}", value)
    request.save()
    transaction.on_commit(lambda: _enqueue(request))
    return request


def _enqueue(request: MergeRequest) -> None:
    from django_q.tasks import async_task

    async_task(JOB, request.pk, str(request.run), group="merge")


def perform(request_id: int, run: str) -> bool:
    """The job. Delivered twice, the second finds the merge done or taken by another run and does nothing."""
    try:
        with transaction.atomic():
            return _perform(request_id, run)
    except Exception as failure:
        log.exception("Merge %s failed", request_id)
        _note_failure(request_id, run, failure)
        return False


def _perform(request_id: int, run: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('orgs.merge'), %s)", [request_id])
    request = MergeRequest.objects.filter(pk=request_id, run=run, processing=True, discarded_at=None).first()
    if request is None:
        return False
    actor = request.started_by
    if actor is None or not actor.is_active or not actor.is_support:
        raise PermissionDenied("Whoever started the merge may not merge organisations any more.")
    _hold_still(request)
    plan = build_plan(request, actor)
    if plan.problems:
        raise ValidationError(plan.problems)
    request.outcome = _carry_out(plan)
    request.processing, request.request_merged, request.merged_at = False, True, now()
    request.progress = ""
    request.save()
    return True


def _hold_still(request: MergeRequest) -> None:
    """Two merges that share an organisation come one after the other; the second then sees what the first did."""
    involved = Q(pk=request.absorbing_organisation_id) | Q(merge_request_organisations__merge_request=request)
    ids = sorted(set(Organisation.objects.filter(involved).values_list("pk", flat=True)))
    list(Organisation.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _carry_out(plan: MergePlan) -> dict[str, object]:
    told = plan.summary()
    undo: dict[str, object] = {}
    for number, step in enumerate(plan.steps, start=1):
        _show_progress(plan.request.pk, number, f"{step.title} ({number} of {len(plan.steps)})")
        undo |= step.apply()
    return {"told": told, "undo": undo}


def _show_progress(request_id: int, number: int, text: str) -> None:
    """Over a connection of its own, because what this transaction writes is seen by nobody until it ends."""
    outside = connection.copy()
    try:
        with outside.cursor() as cursor:
            cursor.execute(
                "UPDATE orgs_mergerequest SET progress = %s, progress_step = %s WHERE id = %s",
                [text, number, request_id],
            )
    finally:
        outside.close()


def _note_failure(request_id: int, run: str, failure: Exception) -> None:
    reasons = failure.messages if isinstance(failure, ValidationError) else [f"{type(failure).__name__}: {failure}"]
    for request in MergeRequest.objects.filter(pk=request_id, run=run, processing=True):
        request.processing, request.run = False, None
        request.last_failed_attempt, request.failure_reason = now(), " ".join(reasons)[:2000]
        request.progress, request.progress_step = "", 0
        for name in ("users", "schemes", "stock_owners", "managing_agents", "lettings_logs", "sales_logs"):
            setattr(request, f"total_{name}", None)
        request.save()


def give_up_lost(at: datetime) -> None:
    """A worker that died holds no lock: its merge is told as failed and can be started again."""
    lost = MergeRequest.objects.filter(processing=True, started_at__lt=at - LOST_AFTER)
    for request in lost:
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('orgs.merge'), %s)", [request.pk])
            row = cursor.fetchone()
            if row and row[0]:
                _note_failure(request.pk, str(request.run), RuntimeError("The merge stopped in the middle."))
