from django.apps import AppConfig


class SalesConfig(AppConfig):
    """Sales bring their kind of log."""

    name = "sales"
    verbose_name = "Sales"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Rules and context need the models, so the kind is made known only now."""
        from accounts.staff_guard import of_the_department
        from portal.logs.kinds import register_kind
        from sales.kind import SALES

        register_kind(SALES)
        of_the_department("sales.SaleRange")
