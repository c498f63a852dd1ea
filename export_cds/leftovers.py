"""What runs leave behind when their worker dies at the wrong moment: personal data, so it goes within a day."""

from __future__ import annotations

import logging
import shutil
from datetime import datetime

from export_cds.models import ExportRun
from export_cds.models.run import OPEN_STATES
from export_cds.running.build import work_folders
from export_cds.running.stores import usual_store

logger = logging.getLogger(__name__)


def clear_leftovers(at: datetime) -> None:
    """Work folders of runs that have ended, on this machine or another, and unfinished files in the store."""
    going_on = {str(pk) for pk in ExportRun.objects.filter(state__in=OPEN_STATES).values_list("pk", flat=True)}
    for folder in work_folders():
        if folder.name.removeprefix("run-") not in going_on:
            logger.warning("Clearing %s away, which its run has left behind", folder)
            shutil.rmtree(folder)
    usual_store().sweep()
