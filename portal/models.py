"""Models of the rooms that everybody shares; each lives in its own room."""

from portal.addresses.models import PostcodeArea
from portal.changes.models import ChangedFact, ChangeMark
from portal.downloads.models import DownloadRecord
from portal.jobs.models import LastTick
from portal.windows.models import CollectionWindow

__all__ = ["ChangeMark", "ChangedFact", "CollectionWindow", "DownloadRecord", "LastTick", "PostcodeArea"]
