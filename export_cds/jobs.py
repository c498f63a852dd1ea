"""The export as a job: what a worker does, what every tick looks for, what the night clears away."""

from __future__ import annotations

from datetime import datetime, timedelta

from export_cds.leftovers import clear_leftovers
from export_cds.models import ExportRun
from export_cds.running.nightly import start_nightly_run
from export_cds.running.perform import PATIENCE, carry_on, clear_given_up
from export_cds.tell import tell_support
from portal.jobs.due import on_tick
from portal.jobs.housekeeping import register_housekeeping
from portal.jobs.registry import EXPORT, JobType, register_job
from portal.theme.record_pages import record_url

register_job(
    JobType(
        name="export",
        model=ExportRun,
        perform=carry_on,
        queue=EXPORT,
        timeout=timedelta(hours=2),
        patience=PATIENCE,
        on_give_up=clear_given_up,
        on_trouble=tell_support,
        page=record_url,
    )
)


register_housekeeping(clear_leftovers)


@on_tick
def export_due(at: datetime) -> None:
    """Start the night's run."""
    start_nightly_run(at)
