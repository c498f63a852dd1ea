"""Starting a merge and carrying it out: one job, one transaction, all or nothing."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from orgs.merges.plan import MergePlan, build_plan
from orgs.models import MergeRequest, MergeState, Organisation
from portal.clock import now
from portal.jobs.claim import Claim
from portal.jobs.models import check_transition
from portal.jobs.registry import JobType, Patience
from portal.jobs.work import hand_out
from portal.retrying import is_passing, retried
from portal.theme.record_pages import record_url

TOTALS = ("users", "schemes", "stock_owners", "managing_agents", "lettings_logs", "sales_logs")


@transaction.atomic
def start(*, actor: User, request: MergeRequest) -> MergeRequest:
    """Takes the merge for this run and asks for the job. A second click finds it taken."""
    request = MergeRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not actor.is_support:
        raise PermissionDenied
    plan = build_plan(request, actor)
    if plan.problems or not request.may_start:
        raise ValidationError(plan.problems or ["This merge cannot start now."])
    check_transition(request, MergeState.QUEUED)
    request.state, request.started_at, request.started_by = MergeState.QUEUED, now(), actor
    request.error, request.finished_at, request.told_at, request.retry_at = "", None, None, None
    request.attempts = request.lost_workers = request.progress_done = 0
    request.progress_text = ""
    for name, value in plan.totals.items():
        setattr(request, f"total_{name}", value)
    request.save()
    hand_out(request)
    return request


def perform(claim: Claim[MergeRequest]) -> None:
    """The job: whatever happens, either all of it or nothing."""
    request = claim.job
    if request.state == MergeState.QUEUED:
        claim.advance(MergeState.MERGING)
    _all_or_nothing(claim)


@retried
@transaction.atomic
def _all_or_nothing(claim: Claim[MergeRequest]) -> None:
    request = claim.job
    actor = request.started_by
    if actor is None or not actor.is_active or not actor.is_support:
        raise PermissionDenied("Whoever started the merge may not merge organisations any more.")
    _hold_still(request)
    plan = build_plan(request, actor)
    if plan.problems:
        raise ValidationError(plan.problems)
    request.outcome = _carry_out(plan, claim)
    claim.advance_with_the_rest(MergeState.MERGED, finished_at=now(), error="", retry_at=None, progress_text="")
    request.save(update_fields=["outcome"])


def _hold_still(request: MergeRequest) -> None:
    """Two merges that share an organisation come one after the other; the second then sees what the first did."""
    involved = Q(pk=request.absorbing_organisation_id) | Q(merge_request_organisations__merge_request=request)
    ids = sorted(set(Organisation.objects.filter(involved).values_list("pk", flat=True)))
    list(Organisation.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _carry_out(plan: MergePlan, claim: Claim[MergeRequest]) -> dict[str, object]:
    summary = plan.summary()
    undo: dict[str, object] = {}
    for number, step in enumerate(plan.steps, start=1):
        claim.progress(number - 1, total=len(plan.steps), text=step.title)
        undo |= step.apply()
    return {"told": summary, "undo": undo}


def _forget_totals(claim: Claim[MergeRequest]) -> None:
    request = claim.job
    names = [f"total_{name}" for name in TOTALS]
    for name in names:
        setattr(request, name, None)
    request.save(update_fields=names)


def _reasons(failure: Exception) -> str:
    words = failure.messages if isinstance(failure, ValidationError) else [f"{type(failure).__name__}: {failure}"]
    if isinstance(failure, PermissionDenied):
        words = [str(failure)]
    if is_passing(failure):
        words = ["Other people were changing the same records all the while. Nothing was changed. Start it again."]
    return " ".join(words)[:2000]


MERGES = JobType(
    name="merge",
    model=MergeRequest,
    perform=perform,
    timeout=timedelta(hours=2),
    # A failure is told at once and changed nothing; only when a worker died is it begun again by itself.
    patience=Patience(attempts=1),
    most_lost_workers=3,
    on_give_up=_forget_totals,
    reasons=_reasons,
    page=record_url,
)
