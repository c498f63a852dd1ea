from django.apps import AppConfig


class SalesConfig(AppConfig):
    """Sales bring their kind of log."""

    name = "sales"
    verbose_name = "Sales"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Rules and context need the models, so the kind is made known only now."""
        from orgs.merges.step import register_step
        from portal.downloads.models import DownloadKind
        from portal.guarded import of_the_department
        from portal.imports.kinds import table
        from portal.logs.downloads.files import register_log_files
        from portal.logs.kinds import register_kind
        from portal.logs.organisations import register_logs
        from portal.logs.uploads.rows.registry import register
        from portal.years.ready import register_ranges
        from sales.kind import SALES
        from sales.merging import SalesLogsStep
        from sales.models import SalesLog
        from sales.reference.models import ranges_there
        from sales.reference.resources import SaleRangeResource
        from sales.uploads.rules import ROW_RULES

        register_kind(SALES)
        register_log_files(SALES, DownloadKind.SALES_LOGS)
        of_the_department("sales.SaleRange")
        table(SaleRangeResource)
        register_logs(SalesLog)
        register_step(SalesLogsStep)
        register_ranges(SALES.log_type, ranges_there)
        register(SALES.log_type, ROW_RULES)
