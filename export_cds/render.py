"""One log as the department would receive it now, for support."""

from __future__ import annotations

from typing import TYPE_CHECKING

from export_cds.records.xml import DOCUMENT_END, DOCUMENT_START
from export_cds.sources.logs import LogSource

if TYPE_CHECKING:
    from portal.logs.models import Log


def render_log(log: Log) -> str:
    """The whole XML document with this log as its only record; a log without a date is never exported."""
    if log.date is None or log.collection_year is None:
        return ""
    (record,) = LogSource(log.kind.log_type, log.collection_year, everything=False).records([log.pk])
    return f"{DOCUMENT_START}{record}{DOCUMENT_END}"
