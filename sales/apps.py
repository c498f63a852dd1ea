from django.apps import AppConfig


class SalesConfig(AppConfig):
    """Sales bring their kind of log."""

    name = "sales"
    verbose_name = "Sales"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Rules and context need the models, so the kind is made known only now."""
        from portal.guarded import of_the_department
        from portal.logs.kinds import register_kind
        from portal.logs.uploads.registry import register
        from sales.kind import SALES
        from sales.uploads.rules import ROW_RULES

        register_kind(SALES)
        of_the_department("sales.SaleRange")
        register(SALES.log_type, ROW_RULES)
