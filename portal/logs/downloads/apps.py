from django.apps import AppConfig


class LogDownloadsConfig(AppConfig):
    """Logs as files, with what each column means in the first line."""

    name = "portal.logs.downloads"
    label = "log_downloads"
    verbose_name = "Files of logs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Who keeps the definitions; the kinds of log register their files themselves."""
        from orgs.access import register_model_rule
        from orgs.access.models import nobody, support
        from portal.guarded import of_the_department

        register_model_rule(
            "log_downloads.VariableDefinition", view=support, add=support, change=support, delete=nobody
        )
        of_the_department("log_downloads.VariableDefinition")
