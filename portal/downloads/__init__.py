"""Who took data out of the portal as a file: one row for every download that was asked for (docs/domain/organisations.md#1.8)."""

from portal.downloads.attachment import attachment
from portal.downloads.record import record_download

__all__ = ["attachment", "record_download"]
