from django.apps import AppConfig


class LogsConfig(AppConfig):
    """What lettings and sales have in common; its models are abstract."""

    name = "portal.logs"
    label = "logs"
    verbose_name = "Logs"

    def ready(self) -> None:
        from portal.logs import missing_years  # noqa: F401
        from portal.logs.tasks import logs_to_reassign, unresolved_logs
        from portal.tasks import register_blockers

        register_blockers(unresolved_logs)
        register_blockers(logs_to_reassign)
