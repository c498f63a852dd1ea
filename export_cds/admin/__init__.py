from export_cds.admin.runs import ExportRunAdmin

__all__ = ["ExportRunAdmin"]
