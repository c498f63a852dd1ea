from django.apps import AppConfig


class LogsConfig(AppConfig):
    """What lettings and sales have in common; its models are abstract."""

    name = "portal.logs"
    label = "logs"
    verbose_name = "Logs"

    def ready(self) -> None:
        from portal.logs import missing_years  # noqa: F401
        from portal.logs.tasks import unresolved_logs
        from portal.logs.years_in_use import logs_of_year
        from portal.tasks import register_blockers
        from portal.windows.uses import register_use

        register_blockers(unresolved_logs)
        register_use(logs_of_year)
