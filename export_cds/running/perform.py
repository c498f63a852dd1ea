"""Carrying a run out, or on from where it stopped."""

# Names of tables and columns are ours, values are always parameters.
# ruff: noqa: S608
from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction

from export_cds.archives.master_manifest import master_manifest
from export_cds.archives.names import master_manifest_name
from export_cds.models import Export, ExportRun, ExportState, RunState, SentMarks
from export_cds.models.run import TRANSITIONS
from export_cds.running.build import build_archives, clear_work_folder, is_there
from export_cds.running.deliver import deliver_archives, deliver_master_manifest
from export_cds.running.fence import Fence, LostClaim, check_transition, claimed
from export_cds.running.marks import mark_what_time_changed
from export_cds.running.numbering import next_daily_number
from export_cds.running.plan import plan
from portal.clock import now, today

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)

_REMOVE_SENT_MARKS = f"""
    DELETE FROM portal_changemark WHERE version IN (
        SELECT mark.version FROM portal_changemark mark
        JOIN (
            SELECT unnest(versions) AS version FROM {SentMarks._meta.db_table} marks
            JOIN {Export._meta.db_table} export ON export.id = marks.export_id WHERE export.run_id = %s
        ) AS sent ON sent.version = mark.version
        FOR UPDATE OF mark SKIP LOCKED
    )
"""


def perform(run_id: int) -> ExportRun:
    """Carry the run to its end. A failure is written down, to be tried again later, and raised."""
    with claimed(run_id) as fence:
        try:
            _carry_on(fence)
        except LostClaim:
            raise
        except Exception as error:
            _write_failure(fence, error)
            raise
        return fence.run


def _carry_on(fence: Fence) -> None:
    run = fence.run
    while run.is_open:
        log.info("%s: %s", run, run.get_state_display())
        match run.state:
            case RunState.QUEUED:
                _start(fence)
            case RunState.BUILDING:
                plan(run)
                build_archives(run, fence)
                fence.advance(RunState.DELIVERING)
            case RunState.DELIVERING:
                _deliver(fence)
            case RunState.PUBLISHING:
                deliver_master_manifest(run)
                _finish(fence)


def _start(fence: Fence) -> None:
    started_at = now()
    mark_what_time_changed(started_at)
    fence.advance(RunState.BUILDING, started_at=started_at, daily_number=next_daily_number(today()))


def _deliver(fence: Fence) -> None:
    """Deliver all archives, or go back to building those that were lost with another machine."""
    run = fence.run
    waiting = list(run.exports.filter(state=ExportState.BUILT))
    lost = [export.pk for export in waiting if not is_there(run, export)]
    if lost:
        Export.objects.filter(pk__in=lost).update(state=ExportState.PLANNED)
        fence.advance(RunState.BUILDING)
        return
    deliver_archives(run, fence)
    delivered = run.exports.filter(state=ExportState.DELIVERED)
    fence.advance(
        RunState.PUBLISHING,
        manifest_name=master_manifest_name(today(), run.daily_number or 1),
        manifest_text=master_manifest(delivered),
    )


def _finish(fence: Fence) -> None:
    """The moment at which everything counts as sent: all of it, or nothing."""
    run = fence.run
    check_transition(run.state, RunState.FINISHED)
    finished_at = now()
    with transaction.atomic():
        ended = ExportRun.objects.filter(pk=run.pk, token=run.token, state=RunState.PUBLISHING).update(
            state=RunState.FINISHED, finished_at=finished_at, error="", retry_at=None
        )
        if not ended:
            raise LostClaim(f"Another worker has taken over {run}")
        with connection.cursor() as cursor:
            # A mark that somebody is writing to at this moment is left: its record has changed again.
            cursor.execute(_REMOVE_SENT_MARKS, [run.pk])
        run.exports.update(listed=True)
        SentMarks.objects.filter(export__run=run).delete()
    run.state, run.finished_at = RunState.FINISHED, finished_at
    clear_work_folder(run)


def _write_failure(fence: Fence, error: Exception) -> None:
    """Write down what went wrong and when to try again; after several attempts, give up."""
    run = fence.run
    attempts = run.attempts + 1
    message = f"{type(error).__name__}: {error}"
    log.error("%s stopped while %s: %s", run, run.state, message)
    if attempts >= MOST_ATTEMPTS and RunState.FAILED in _next_states(run):
        give_up_claimed(fence, message, attempts)
    else:
        fence.write(error=message, attempts=attempts, retry_at=now() + pause_after(attempts))


def _next_states(run: ExportRun) -> tuple[RunState, ...]:
    return TRANSITIONS[run.state]


def pause_after(attempts: int) -> timedelta:
    """Each attempt waits twice as long as the one before, up to a quarter of an hour."""
    return min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)


def give_up_claimed(fence: Fence, message: str, attempts: int) -> None:
    """End a run as failed. Nothing of it counts as sent; the next run sends it all under the same names."""
    run = fence.run
    fence.advance(RunState.FAILED, error=message, attempts=attempts, retry_at=None, finished_at=now())
    SentMarks.objects.filter(export__run=run).delete()
    clear_work_folder(run)


def give_up(run_id: int, reason: str) -> ExportRun:
    """Support ends a run that cannot succeed, once no worker is on it."""
    with claimed(run_id) as fence:
        give_up_claimed(fence, reason, fence.run.attempts)
        return fence.run


def is_due(run: ExportRun, at: datetime) -> bool:
    """Say whether an open run should be handed to a worker (again)."""
    return run.is_open and (run.retry_at is None or run.retry_at <= at)
