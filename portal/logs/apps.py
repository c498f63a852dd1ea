from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class LogsConfig(AppConfig):
    """What lettings and sales have in common; its models are abstract."""

    name = "portal.logs"
    label = "logs"
    verbose_name = "Logs"

    def ready(self) -> None:
        from portal.jobs.due import on_tick
        from portal.logs import missing_years  # noqa: F401
        from portal.logs.tasks import logs_to_reassign, unresolved_logs
        from portal.logs.views.keep import after_migrations, before_migrations, keep_views
        from portal.logs.years_in_use import logs_of_year
        from portal.tasks import register_blockers
        from portal.windows.uses import register_use

        register_blockers(unresolved_logs)
        register_blockers(logs_to_reassign)
        register_use(logs_of_year)
        pre_migrate.connect(before_migrations, sender=self, dispatch_uid="views of logs")
        post_migrate.connect(after_migrations, sender=self, dispatch_uid="views of logs")
        on_tick(keep_views)
