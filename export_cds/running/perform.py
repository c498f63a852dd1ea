"""Carrying a run out, or on from where it stopped."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction

from export_cds.archives.master_manifest import master_manifest
from export_cds.models import Export, ExportRun, ExportState, RunState, SentMarks
from export_cds.running.build import build_archives, clear_work_folder, is_there
from export_cds.running.deliver import check_all_arrived, deliver_archives, deliver_master_manifest
from export_cds.running.expand import mark_carriers_of_changed_facts
from export_cds.running.marks import mark_what_time_changed
from export_cds.running.numbering import name_master_manifest
from export_cds.running.plan import plan
from portal.changes import forget
from portal.changes.models import ChangeMark
from portal.clock import now
from portal.jobs.claim import Claim
from portal.jobs.registry import Patience
from portal.jobs.work import carry_out

logger = logging.getLogger(__name__)

PATIENCE = Patience(attempts=None, lasts=timedelta(hours=23))
"""A store that is away for an hour costs an hour; the next night begins anew."""


def perform(run_id: int) -> ExportRun:
    """Carry the run to its end, here and now."""
    run: ExportRun = carry_out(ExportRun, run_id)
    return run


def carry_on(claim: Claim[ExportRun]) -> None:
    """Do what is left of a run, step by step."""
    run = claim.job
    while run.is_open:
        logger.info("%s: %s", run, run.get_state_display())
        match run.state:
            case RunState.QUEUED:
                _start(claim)
            case RunState.BUILDING:
                plan(run)
                build_archives(run, claim)
                claim.advance(RunState.DELIVERING)
            case RunState.DELIVERING:
                _deliver(claim)
            case RunState.PUBLISHING:
                deliver_master_manifest(run)
                _finish(claim)


def _start(claim: Claim[ExportRun]) -> None:
    """Everything that names are made of is fixed here, from one moment, however long the run takes."""
    started_at = now()
    mark_what_time_changed(started_at)
    mark_carriers_of_changed_facts()
    number, name = name_master_manifest(claim.job, started_at)
    claim.advance(RunState.BUILDING, started_at=started_at, daily_number=number, manifest_name=name)


def _deliver(claim: Claim[ExportRun]) -> None:
    """Deliver all archives, or go back to building those that have to be built again."""
    run = claim.job
    waiting = list(run.exports.filter(state=ExportState.BUILT))
    lost = [export.pk for export in waiting if not is_there(run, export)]
    Export.objects.filter(pk__in=lost).update(state=ExportState.PLANNED)
    if not lost:
        deliver_archives(run, claim)
    if run.exports.filter(state=ExportState.PLANNED).exists():
        claim.advance(RunState.BUILDING)
        return
    delivered = run.exports.filter(state=ExportState.DELIVERED)
    claim.advance(RunState.PUBLISHING, manifest_text=master_manifest(delivered))


def _finish(claim: Claim[ExportRun]) -> None:
    """The moment at which everything counts as sent: all of it, or nothing."""
    run = claim.job
    check_all_arrived(run)
    with transaction.atomic():
        for versions in SentMarks.objects.filter(export__run=run).values_list("versions", flat=True).iterator():
            forget(ChangeMark, versions)
        run.exports.update(listed=True)
        SentMarks.objects.filter(export__run=run).delete()
        claim.advance_with_the_rest(RunState.FINISHED, finished_at=now(), error="", retry_at=None)
    clear_work_folder(run)


def clear_given_up(claim: Claim[ExportRun]) -> None:
    """Nothing of a run that was given up counts as sent; the next run sends it all."""
    SentMarks.objects.filter(export__run=claim.job).delete()
    clear_work_folder(claim.job)
