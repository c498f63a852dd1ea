"""What the job queue calls. It delivers at least once; the run's own claim makes the second call do nothing."""

from __future__ import annotations

import logging
from datetime import datetime

from export_cds.running.fence import NotClaimed
from export_cds.running.nightly import start_nightly_run, wake_stuck_run
from export_cds.running.perform import perform
from portal.jobs.due import on_tick

log = logging.getLogger(__name__)


def run_export(run_id: int) -> str:
    """Carry a run out."""
    try:
        return perform(run_id).state
    except NotClaimed as reason:
        log.info("Export run %s not taken: %s", run_id, reason)
        return str(reason)


@on_tick
def export_due(at: datetime) -> None:
    """Start the night's run; wake one that lost its worker."""
    wake_stuck_run(at)
    start_nightly_run(at)
