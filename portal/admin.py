"""What the shared rooms put on the admin site."""

from portal.downloads.admin import DownloadRecordAdmin
from portal.windows.admin import CollectionWindowAdmin

__all__ = ["CollectionWindowAdmin", "DownloadRecordAdmin"]
