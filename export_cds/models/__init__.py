from export_cds.models.export import Export, ExportState, SentMark
from export_cds.models.run import ExportRun, RunKind, RunState

__all__ = ["Export", "ExportRun", "ExportState", "RunKind", "RunState", "SentMark"]
