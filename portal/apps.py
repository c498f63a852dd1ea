from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    """What every room shares."""

    name = "portal"
    verbose_name = "Portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal import checks, lookups  # noqa: F401
        from portal.guarded import of_the_department
        from portal.jobs.due import on_tick
        from portal.jobs.housekeeping import register_housekeeping, tidy
        from portal.jobs.import_files import sweep_import_files
        from portal.jobs.progress import support_tasks
        from portal.jobs.sweep import sweep
        from portal.jobs.tick import ensure_schedule
        from portal.tasks import register_support_tasks
        from portal.windows.tasks import missing_windows

        on_tick(sweep)
        register_housekeeping(sweep_import_files)
        on_tick(tidy)
        of_the_department("portal.CollectionWindow", "portal.DownloadRecord", "portal.ChangeMark")
        register_support_tasks(support_tasks)
        register_support_tasks(missing_windows)

        post_migrate.connect(ensure_schedule, sender=apps.get_app_config("django_q"), dispatch_uid="tick")
