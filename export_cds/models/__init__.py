from export_cds.models.export import Export, ExportState, SentMarks
from export_cds.models.run import ExportRun, RunKind, RunState

__all__ = ["Export", "ExportRun", "ExportState", "RunKind", "RunState", "SentMarks"]
